"""The chain as plain data: names, several versions at once, hashes without a database."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import cbor2
import pytest

from corrdesk.base import heads
from corrdesk.store.chain import (
    GENESIS,
    Change,
    chained,
    check_chains,
    device_of,
    digest,
    entry_uid,
    next_hlc,
    pack_changes,
    readable_changes,
    unpack_changes,
    versions_named,
    when_entered,
)
from tests.sync.worlds import Device, run_fact


def test_an_entrys_name_and_back() -> None:
    assert device_of(entry_uid("d", 12)) == "d"


def test_versions_named() -> None:
    assert versions_named("") == frozenset()
    assert versions_named("a:1") == {"a:1"}
    assert versions_named("a:1 b:2") == {"a:1", "b:2"}


def test_changes_come_back() -> None:
    change = Change("officer", "r1", {"name": "甲"}, {"name": "a:1"})
    assert unpack_changes(pack_changes([change])) == (change,)


def test_a_chain_is_checked_without_a_database() -> None:
    device = Device("a")
    for number in range(3):
        device.act(run_fact(f"f{number}"))
    assert device.entries[0].previous == GENESIS
    assert list(check_chains(device.entries)) == []
    kinds = [p.kind for p in check_chains([device.entries[0], device.entries[2]])]
    assert kinds == ["gap"]


def test_no_database_library_comes_along() -> None:
    code = "import sys, corrdesk.store.chain; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_entries_are_bound_one_by_one() -> None:
    said = [("x", "o", n, "t", "t", "", bytes([n])) for n in (1, 2, 3)]
    entries = chained("0123456789ab", "d", 4, b"p" * 32, said)
    assert [entry.seq for entry in entries] == [4, 5, 6]
    previous = b"p" * 32
    for entry in entries:
        assert (entry.previous, entry.hash) == (previous, digest(entry))
        previous = entry.hash


def test_what_somebody_else_wrote_says_what_has_the_form_of_a_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = Change("fact", "f1", {"n": 1}, {})
    strange: list[object] = [1, [], ["a", "b", {}], [1, "b", {}, {}], ["a", "b", {}, 4]]
    body = cbor2.dumps([*strange[:3], change.as_list(), *strange[3:]])
    assert readable_changes(body) == (change,)
    assert readable_changes(cbor2.dumps({"a": 1})) == ()
    assert readable_changes(b"\xff") == ()
    monkeypatch.setattr(heads, "LIGHT", 10)
    monkeypatch.setattr(heads, "MOST_VALUES", 10)
    assert readable_changes(body) == ()  # too many values in so few bytes


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2026-06-10T09:30:00+08:00", "2026-06-10T09:30:00+08:00"),
        ("2026-06-10T01:30:00+00:00", "2026-06-10T09:30:00+08:00"),
        ("2026-06-10T09:30:00", "2026-06-10T09:30:00+08:00"),
        ("yesterday", "2026-06-10T08:00:00+08:00"),
        ("", "2026-06-10T08:00:00+08:00"),
    ],
)
def test_when_an_entry_was_made_is_told_whatever_it_says(said: str, shown: str) -> None:
    device = Device("a")
    clock = next_hlc(0, datetime.fromisoformat("2026-06-10T08:00:00+08:00"))
    device.act(run_fact("f1"), hlc=clock)
    device.misdate(said)
    assert when_entered(device.entries[0]).isoformat() == shown
