"""What comes in stays packed where it is much; a chain is cut also in the middle of a run."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from corrdesk.store.chain import Entry
from corrdesk.store.engine import Store
from corrdesk.store.journal import JournalEntry, JournalRun
from corrdesk.store.journal_reader import JournalReader, verify_chains
from corrdesk.store.replay import unexplained
from corrdesk.sync import journaling
from corrdesk.sync.journaling import cut, news_of, put
from corrdesk.sync.replica import Replica
from corrdesk.sync.state import writing
from tests.store.layouts import chain
from tests.sync.worlds import OFFICE, Device, memory_store, run_fact, sides

ENTRIES = chain("a", 12)
DEVICE = ENTRIES[0].device_id


def counts(store: Store) -> tuple[int, int]:
    with store.read() as session:
        rows, runs = (
            session.execute(select(func.count()).select_from(kind)).scalar_one()
            for kind in (JournalEntry, JournalRun)
        )
    return rows, runs


def kept(store: Store) -> list[Entry]:
    with store.read() as session:
        assert list(verify_chains(session)) == []
        return list(JournalReader(session, OFFICE).entries(DEVICE))


def made() -> Device:
    device = Device("a")
    for number in range(12):
        device.act(run_fact(f"a{number}"), hlc=1 + 2 * number)
    assert device.entries == ENTRIES
    return device


def test_what_came_packed_stays_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journaling, "LEAST", 5)
    device, store = made(), memory_store()
    segments = [device.segment(1, 5), device.segment(6, 9), device.segment(10, 12)]
    with writing(store, OFFICE) as (_session, connection):
        put(connection, news_of(segments, 0))
    assert counts(store) == (7, 1)
    assert kept(store) == ENTRIES
    store.dispose()


def test_a_run_of_which_some_is_known_brings_rows() -> None:
    device, store = made(), memory_store()
    with writing(store, OFFICE) as (_session, connection):
        put(connection, news_of([device.segment(1, 4)], 0))
        put(connection, news_of([device.segment(3, 8), device.segment(9, 12)], 4))
    assert counts(store) == (4, 2)
    assert kept(store) == ENTRIES
    store.dispose()


def test_what_came_one_by_one_is_packed_once_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journaling, "LEAST", 5)
    device, store = made(), memory_store()
    replica, seen = Replica(store, OFFICE), []
    for number in range(1, 13):
        replica.take(device.segment(number, number), sides([device]))
        seen.append(counts(store))
    assert seen[:5] == [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1)]
    assert seen[-1] == (3, 3)
    assert kept(store) == ENTRIES
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []
    store.dispose()


def test_rows_that_are_large_become_small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrdesk.store.journal_reader.LARGE", 2 * len(ENTRIES[-1].body))
    device, store = made(), memory_store()
    replica = Replica(store, OFFICE)
    for number in range(1, 9):
        replica.take(device.segment(number, number), sides([device]))
    assert kept(store) == ENTRIES[:8]
    with store.read() as session:
        spans = session.execute(select(JournalRun.first, JournalRun.last)).all()
    assert [last - first + 1 for first, last in spans] == [2] * len(spans)
    assert spans
    store.dispose()


@pytest.mark.parametrize("altered", [{"act": "x"}, {"hash": bytes(32)}])
def test_rows_that_are_damaged_stay_for_whoever_looks(altered: dict[str, object]) -> None:
    device, store = made(), memory_store()
    replica = Replica(store, OFFICE)
    for number in range(1, 4):
        replica.take(device.segment(number, number), sides([device]))
    with writing(store, OFFICE) as (_session, connection):
        connection.execute(update(JournalEntry).where(JournalEntry.seq == 2).values(altered))
    replica.take(device.segment(4, 4), sides([device]))
    assert counts(store) == (4, 0)
    with store.read() as session:
        assert next(verify_chains(session)).kind == "edited"
    store.dispose()


@pytest.mark.parametrize("first", [1, 3, 4, 5, 7, 12, 13])
def test_a_chain_is_cut_anywhere(first: int) -> None:
    device, store = made(), memory_store()
    with writing(store, OFFICE) as (_session, connection):
        put(connection, news_of([device.segment(1, 3), device.segment(4, 11)], 0))
        put(connection, news_of([device.segment(12, 12)], 11))
        cut(connection, OFFICE, DEVICE, first)
    assert kept(store) == ENTRIES[: first - 1]
    store.dispose()
