"""A journal taken whole makes the very records that taking it piece by piece does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.store.chain import Change
from corrdesk.store.engine import Store
from corrdesk.store.journal import newest_hlc
from corrdesk.store.journal_reader import count_entries, verify_chains
from corrdesk.store.replay import unexplained
from corrdesk.store.runs import run_of
from corrdesk.store.schema import upgrade
from corrdesk.sync import applying, wholesale
from corrdesk.sync.core.ledger import Whole
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.replica import Replica
from tests.sync.test_applying import a_long_story
from tests.sync.test_replica import histories
from tests.sync.worlds import (
    OFFICE,
    Device,
    change,
    contents,
    memory_store,
    officer,
    run_fact,
    sides,
)


def whole(devices: Sequence[Device]) -> Whole:
    """The journal of these devices."""
    written = [device for device in devices if device.entries]
    segments = [device.segment() for device in written]
    return Whole(
        {device.id: list(device.entries) for device in written},
        [run_of(each.entries, each.packed) for each in segments],
        [each.proof for each in segments],
    )


def piece_by_piece(devices: Sequence[Device]) -> Store:
    store = memory_store()
    for device in devices:
        if device.entries:
            Replica(store, OFFICE).take(device.segment(), sides(devices))
    return store


def test_a_long_story_on_both_engines(postgres_database: str) -> None:
    devices = a_long_story()
    expected = piece_by_piece(devices)
    server = Store.at(postgres_database)
    upgrade(server.engine)
    for store in (memory_store(), server):
        replica = Replica(store, OFFICE)
        taken = replica.take_whole(whole(devices), sides(devices))
        assert taken.entries == sum(len(device.entries) for device in devices)
        assert contents(store) == contents(expected)
        assert replica.digests("1", 0) == Replica(expected, OFFICE).digests("1", 0)
        assert {d: head.seq for d, head in replica.heads().items()} == {
            device.id: len(device.entries) for device in devices
        }
        store.dispose()
    expected.dispose()


@settings(max_examples=60)
@given(histories(), st.sampled_from([1, 2, wholesale.BATCH]))
def test_any_story_comes_to_what_replaying_it_does(devices: list[Device], batch: int) -> None:
    expected, store = piece_by_piece(devices), memory_store()
    replica = Replica(store, OFFICE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wholesale, "BATCH", batch)
        replica.take_whole(whole(devices), sides(devices))
    assert contents(store) == contents(expected)
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []
    for each in (store, expected):
        each.dispose()


def test_what_was_here_and_is_not_in_it_follows_at_the_end() -> None:
    a, mine = Device("a"), Device("m")
    born = a.act(officer("r1"), run_fact("f1"), hlc=1)
    a.act(change("officer", "r1", {"name": "乙"}, born), hlc=2)
    mine.act(run_fact("m1"), hlc=3)
    store = memory_store()
    replica = Replica(store, OFFICE)
    replica.take(mine.segment(), sides([mine]))
    replica.remember({"roster": b"r", "piece:abc": b"p"})
    replica.digests("1", 0)
    assert replica.take_whole(whole([a]), sides([a, mine])).entries == 2
    expected = piece_by_piece([a, mine])
    assert contents(store) == contents(expected)
    assert replica.proofs(mine.id, 0) == [mine.segment().proof]
    assert replica.run(mine.id, 1, 9) == mine.entries
    assert replica.digests("1", 0) == Replica(expected, OFFICE).digests("1", 0)
    assert (replica.recall("roster"), replica.recall("piece:abc")) == (b"r", None)
    assert replica.changed["officer"] == {"r1"}
    for each in (store, expected):
        each.dispose()


def test_runs_that_were_here_make_way_however_they_lay() -> None:
    a, store = Device("a"), memory_store()
    for number in range(9):
        a.act(run_fact(f"f{number}"))
    replica = Replica(store, OFFICE)
    replica.take_all([a.segment(1, 3), a.segment(4, 6)], sides([a]))
    assert replica.take_whole(whole([a]), sides([a])).entries == 3
    with store.read() as session:
        assert list(verify_chains(session)) == []
        assert count_entries(session) == 9
    store.dispose()


def test_what_is_written_next_is_later_than_all_that_was_ever_here() -> None:
    a, mine, store = Device("a"), Device("m"), memory_store()
    a.act(run_fact("f1"), hlc=1)
    a.act(run_fact("f2"), hlc=50)
    a.act(run_fact("f3"), hlc=51)
    mine.act(run_fact("m1"), hlc=70)
    mine.act(run_fact("m2"), hlc=90)
    replica = Replica(store, OFFICE)
    replica.take(mine.segment(), sides([mine]))
    replica.take_whole(whole([a]), sides([a, mine]))
    with store.read() as session:
        assert newest_hlc(session, OFFICE) == 90
    store.dispose()


def test_another_branch_and_nothing_new_are_refused_and_nothing_changes() -> None:
    a, other = Device("a"), Device("a")
    a.act(officer("r1"), hlc=1)
    a.act(run_fact("f1"), hlc=2)
    other.act(officer("r1", name="别的"), hlc=1)
    store = memory_store()
    replica = Replica(store, OFFICE)
    replica.take(a.segment(), sides([a]))
    before = contents(store)
    for journal, reason in ((whole([a]), Reason.OLD), (whole([other]), Reason.FORK)):
        with pytest.raises(Refused) as refused:
            replica.take_whole(journal, sides([a]))
        assert refused.value.reason is reason
        assert contents(store) == before
    store.dispose()


def test_what_follows_records_follows_all_of_them() -> None:
    a = Device("a")
    a.act(officer("r1"), run_fact("f1"))
    followed: list[dict[str, set[str]]] = []
    store = memory_store()
    replica = Replica(store, OFFICE, after=[lambda _s, _o, changed: followed.append(dict(changed))])
    replica.take_whole(whole([a]), sides([a]))
    assert followed == [{"officer": {"r1"}, "duty_run": {"f1"}}]
    store.dispose()


def test_what_is_set_aside_on_the_way_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wholesale, "BATCH", 1)
    a, b = Device("a"), Device("b")
    a.act(Change("of_a_later_program", "r1", {"name": "甲"}, {}), hlc=1)
    born = a.act(officer("r2"), hlc=3)
    b.act(change("officer", "r2", {"name": "乙"}, born), hlc=2)  # by a wrong clock
    looked_for: list[dict[str, set[str]]] = []

    def note_doubles(_connection: Any, _office: str, changed: dict[str, set[str]]) -> None:
        looked_for.append({kind: set(ids) for kind, ids in changed.items()})

    store, expected = memory_store(), piece_by_piece([a, b])
    monkeypatch.setattr(applying, "note_doubles", note_doubles)
    taken = Replica(store, OFFICE).take_whole(whole([a, b]), sides([a, b]))
    assert (taken.entries, taken.set_aside) == (3, 1)
    assert looked_for == [{}, {}, {"officer": {"r2"}}]  # each round, for what it brought
    assert contents(store) == contents(expected)
    for each in (store, expected):
        each.dispose()
