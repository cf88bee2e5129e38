"""A record reckoned from its whole history leaves out what its table cannot hold."""

from __future__ import annotations

import pytest

from corrdesk.store.chain import Entry
from corrdesk.store.runs import PackedRun, entries_in
from corrdesk.sync.core.merge import Side
from corrdesk.sync.history import History
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import shape_of
from tests.sync.worlds import OFFICE, Device, change, contents, memory_store, officer


def test_history_of_a_record() -> None:
    store = memory_store()
    a, county = Device("a"), Device("c", Side.COUNTY)
    born = a.act(officer("r1"), hlc=1)
    said = county.act(change("officer", "r1", {"role": "head"}, born), hlc=2)
    a.act(change("officer", "r1", {"name": "x" * 99}, born), hlc=3)
    replica = Replica(store, OFFICE)
    replica.take(a.segment(), {})
    replica.take(county.segment(), {county.id: Side.COUNTY})
    shape = shape_of("officer")
    assert shape is not None
    with store.engine.connect() as connection:
        history = History(connection, OFFICE, {county.id: Side.COUNTY})
        merged = history.merged(shape, "r1")
        assert history.merged(shape, "nobody") is None
    assert merged is not None
    assert (merged.entry, merged.versions) == (born, {"role": said})
    assert merged.fields == {"name": "甲", "role": "head", "active": True}
    store.dispose()


def test_changes_by_their_places() -> None:
    store, device = memory_store(), Device("a")
    device.act(officer("r1"), officer("r2"))
    Replica(store, OFFICE).take(device.segment(), {})
    with store.engine.connect() as connection:
        found = History(connection, OFFICE, {}).items([(device.id, 1, 1), (device.id, 7, 0)])
    assert [item.row_id for item in found] == ["r2"]
    store.dispose()


def test_the_history_of_many_records_unpacks_each_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store, a, b = memory_store(), Device("a"), Device("b")
    births = [a.act(officer(f"r{number}"), hlc=1 + number) for number in range(6)]
    for number in (3, 0, 5, 2, 4, 1):
        said = change("officer", f"r{number}", {"name": "乙"}, births[number])
        a.act(said, hlc=20 + number)
    for number, born in enumerate(births):
        b.act(change("officer", f"r{number}", {"name": "丙"}, born), hlc=30 + number)
    replica = Replica(store, OFFICE)
    for first in range(1, 13, 2):
        replica.take(a.segment(first, first + 1), {})
    unpacked: list[int] = []

    def noted(run: PackedRun) -> list[Entry]:
        unpacked.append(run.first)
        return entries_in(run)

    monkeypatch.setattr("corrdesk.store.journal_reader.AT_HAND", 1)
    monkeypatch.setattr("corrdesk.store.journal_reader.entries_in", noted)
    replica.take(b.segment(), {})
    assert sorted(unpacked) == [1, 3, 5, 7, 9, 11]
    rows = contents(store)
    assert [row["name"] for row in rows["officer"]] == ["丙"] * 6
    assert len(rows["sync_conflict"]) == 6
    store.dispose()
