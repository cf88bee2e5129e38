"""The invitation to another PC: what it says, what it brings, and that nothing else is taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.queries import OfficeCard
from corrdesk.sync import second_pc as joining
from corrdesk.sync.core.wire import dumps, loads
from corrdesk.sync.second_pc import (
    Invitation,
    invite,
    lay_out_packs,
    read_invitation,
    wait_for,
    waited_for,
)
from corrdesk.sync.state import writing
from tests.sync.worlds import OFFICE, memory_store

CARD = OfficeCard(OFFICE, "青石镇司法所", "青", "青石县社区矫正管理局", "", "cn")


def packs(folder: Path) -> Path:
    (folder / "my-county" / "parts").mkdir(parents=True)
    (folder / "my-county" / "pack.yaml").write_text("id: my-county\n", "utf-8")
    (folder / "my-county" / "parts" / "a.yaml").write_text("value: 1\n", "utf-8")
    return folder


def test_it_comes_back_as_it_was_with_the_packs(tmp_path: Path) -> None:
    made = invite(CARD, "0" * 32, "李明", packs(tmp_path / "packs"))
    read = read_invitation(made.packed())
    assert read == made
    lay_out_packs(read, tmp_path / "there")
    assert (tmp_path / "there/my-county/parts/a.yaml").read_text("utf-8") == "value: 1\n"
    nothing = invite(CARD, "0" * 32, "李明", tmp_path / "none")
    assert nothing.packs == {}


@pytest.mark.parametrize("place", ["../up", "/etc/x", "a/../../b", "a\\b", ""])
def test_a_pack_goes_nowhere_else(place: str) -> None:
    raw = Invitation(CARD, "0" * 32, "李明", {place: b"x"}).packed()
    with pytest.raises(UserError) as refused:
        read_invitation(raw)
    assert refused.value.field == "join"


def test_anything_else_is_no_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    good = Invitation(CARD, "0" * 32, "李明", {"a": b"x"}).packed()
    fields = loads(good)
    wrong = [
        b"", b"junk", good[:-1], dumps(["another", *fields[1:]]),
        dumps([fields[0], 2, *fields[2:]]),
        dumps([*fields[:-1], {"a": "text"}]), dumps([*fields[:2], "short", *fields[3:]]),
    ]  # fmt: skip
    for raw in wrong:
        with pytest.raises(UserError):
            read_invitation(raw)
    monkeypatch.setattr(joining, "LARGEST", len(good) - 1)
    with pytest.raises(UserError):
        read_invitation(good)


def test_packs_beyond_any_measure_are_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = packs(tmp_path / "packs")
    monkeypatch.setattr(joining, "MOST_FILES", 1)
    with pytest.raises(UserError):
        invite(CARD, "0" * 32, "李明", folder)


def test_a_vault_knows_what_it_waits_for_and_the_packs_are_not_kept_twice() -> None:
    store = memory_store()
    with store.read() as session:
        assert waited_for(session) is None
    made = Invitation(CARD, "0" * 32, "李明", {"a": b"x"})
    with writing(store, OFFICE) as (_session, connection):
        wait_for(connection, made)
    with store.read() as session:
        assert waited_for(session) == replace(made, packs={})
    store.dispose()
