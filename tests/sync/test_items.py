"""Changes are read strictly: what has no form is named by its place, the others are read."""

from __future__ import annotations

from typing import Any

import pytest

from corrdesk.store.chain import pack_changes
from corrdesk.sync.core.wire import dumps
from corrdesk.sync.items import Item, items_of, records_in
from tests.sync.worlds import Device, change, officer, run_fact


def read(body: bytes) -> list[Item | int]:
    device = Device("a")
    device.act(body=body)
    return list(items_of(device.entries[0]))


def test_changes_of_an_entry() -> None:
    device = Device("a")
    device.act(officer("r1"), change("officer", "r2", {"name": "乙"}, "x:1"), hlc=9)
    first, second = items_of(device.entries[0])
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert (first.birth, second.birth, second.position) == (True, False, 1)
    assert first.rank == (9, f"{device.id}:1")


@pytest.mark.parametrize(
    "bad",
    [
        [],
        ["officer", "r1", {}],
        [1, "r1", {}, {}],
        ["officer", "", {}, {}],
        ["officer", "r" * 33, {}, {}],
        ["officer", "r1", {"name": "a\0"}, {}],
        ["officer", "r1", {"name": b"x"}, {}],
        ["officer", "r1", {"name": "x"}, {"name": 1}],
        ["officer", "r1", {"name": "x"}, {"role": "a:1"}],
        ["officer", "r1", [], {}],
    ],
)
def test_what_has_no_form_is_named_and_the_rest_is_read(bad: Any) -> None:
    good = ["officer", "r1", {"name": "x"}, {}]
    found = read(dumps([good, bad, good]))
    assert [each if isinstance(each, int) else each.position for each in found] == [0, 1, 2]
    assert isinstance(found[1], int)


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x01", dumps({"a": 1}), b"\x9f\xff"])
def test_a_body_without_form_is_one_place(body: bytes) -> None:
    assert read(body) == [0]


def test_the_records_of_which_entries_speak() -> None:
    sound = pack_changes([officer("r1"), run_fact("f1")])
    said = [sound, b"", b"\xff", b"\x80", b"\x81\x01", pack_changes([officer("")]), sound]
    assert list(records_in(said)) == 2 * [("officer", "r1"), ("duty_run", "f1")]
    assert list(records_in([sound])) == [("officer", "r1"), ("duty_run", "f1")]
