"""Digests of tables: one for one content, whatever the engine; a change is read and little else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

import corrdesk.sync.replica as replicas
from corrdesk.base.ids import derived_id
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.store.schema import latest_revision, upgrade
from corrdesk.sync.core.digests import ALL, begins_leaf
from corrdesk.sync.core.merge import State
from corrdesk.sync.core.segment import Segment
from corrdesk.sync.digesting import (
    LEAST,
    Digesting,
    conflicts_of,
    forget,
)
from corrdesk.sync.lines import Lines, lines_of
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import known_shape
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncLeaf
from tests.sync.test_applying import a_long_story
from tests.sync.worlds import (
    OFFICE,
    Device,
    change,
    changing,
    memory_store,
    officer,
    run_fact,
    sides,
    statements,
)

MANY = 6 * 256  # as many as lie in six ranges in the mean


def filled(store: Store) -> tuple[Replica, Device]:
    """Many facts, so that there are several ranges, and one officer."""
    device = Device("a")
    device.act(*[run_fact(derived_id("f", str(n))) for n in range(MANY)])
    device.act(officer("r1"))
    replica = Replica(store, OFFICE)
    replica.take(device.segment(), sides([device]))
    return replica, device


def count(replica: Replica, received: Segment | None = None, kind: str = "duty_run") -> int:
    """How many records of a table are read to take something in and to reckon."""
    read: list[str] = []
    lines = lines_of(known_shape(kind))
    real = type(lines).digests

    def digests(self: Any, rows: Any, conflicts: Any) -> Any:
        if self is lines:
            read.extend(row[0] for row in rows)
        return real(self, rows, conflicts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(lines), "digests", digests)
        if received is not None:
            replica.take(received, {})
        replica.digests("1", 0)
    return len(read)


def test_both_engines_and_any_order_come_to_the_same(postgres_database: str) -> None:
    devices = a_long_story()
    found = []
    server = Store.at(postgres_database)
    upgrade(server.engine)
    for store, order in ((memory_store(), devices), (server, devices[::-1])):
        replica = Replica(store, OFFICE)
        for device in order:
            for seq in range(1, len(device.entries) + 1):
                replica.take(device.segment(seq, seq), sides(devices))
                replica.digests("1", 0)  # kept and renewed on the way
        found.append(replica.digests("1", 0))
        store.dispose()
    assert found[0] == found[1]
    whole = memory_store()
    replica = Replica(whole, OFFICE)
    for device in devices:
        replica.take(device.segment(), sides(devices))
    assert replica.digests("1", 0) == found[0]
    whole.dispose()


def test_new_records_are_not_read_again() -> None:
    store = memory_store()
    replica, device = filled(store)
    assert count(replica) == MANY
    assert count(replica) == 0
    before = replica.digests("1", 0)
    device.act(run_fact(plain("late")))
    assert count(replica, device.segment(3)) == 0
    assert replica.digests("1", 0)[ALL] != before[ALL]
    device.act(*[run_fact(derived_id("much", str(n))) for n in range(MANY)])
    assert count(replica, device.segment(4)) == 0
    require_as_if_all_were_read(store, replica)
    store.dispose()


def as_they_lie(digesting: Digesting) -> bool:
    """Whether the ranges that are told are those that lie in the database."""
    told = digesting.leaves()
    return told == Digesting(digesting._connection, OFFICE).leaves()


def test_ranges_that_were_read_are_told_until_they_change() -> None:
    store = memory_store()
    replica, device = filled(store)
    replica.digests("1", 0)
    with writing(store, OFFICE) as (_session, connection):
        digesting = Digesting(connection, OFFICE)
        assert digesting.leaves() is digesting.leaves()
        changed = f"UPDATE duty_run SET opened = 9 WHERE id = '{derived_id('f', '1')}'"
        connection.exec_driver_sql(changed)
        digesting.touched({"duty_run": [derived_id("f", "1")]})  # one record renewed
        assert as_they_lie(digesting)
        digesting.touched({"officer": ["r1"]})  # a small range goes stale
        assert as_they_lie(digesting)
        assert digesting.reckon(MANY)
        assert as_they_lie(digesting)
        digesting.start("2", {device.id: 2})
        assert as_they_lie(digesting)
    store.dispose()


def test_what_is_known_already_is_not_written_again() -> None:
    store = memory_store()
    replica, _device = filled(store)
    replica.digests("1", 0)
    with statements(store) as told:
        replica.digests("1", 0)
    assert changing(told) == []
    store.dispose()


def test_the_first_records_ever_need_no_reading_at_all() -> None:
    store = memory_store()
    device = Device("a")
    device.act(*[run_fact(derived_id("f", str(n))) for n in range(MANY)])
    device.act(officer("r1"))
    replica = Replica(store, OFFICE)
    replica.take(device.segment(1, 1), sides([device]))
    replica.take(device.segment(2), sides([device]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_of(known_shape("duty_run")), "digests", None)
        mine = replica.digests(latest_revision(), 0)
    assert mine == fresh(store, latest_revision())
    store.dispose()


def test_where_nothing_was_ever_written_nothing_is_read() -> None:
    store = memory_store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lines, "between", None)
        word = Replica(store, OFFICE).digests("1", 0)
    assert word[ALL] == bytes(16)
    store.dispose()


def test_a_change_makes_its_record_be_read_and_no_other() -> None:
    store = memory_store()
    replica, device = filled(store)
    people = [plain("person", str(n)) for n in range(2 * LEAST)]
    born = device.act(*[officer(row_id) for row_id in people])
    replica.take(device.segment(3), sides([device]))
    replica.digests("1", 0)
    device.act(change("officer", people[7], {"name": "王二"}, born))
    assert count(replica, device.segment(4), "officer") == 1
    require_as_if_all_were_read(store, replica)
    store.dispose()


def test_a_new_record_that_cuts_a_range_makes_two_of_it() -> None:
    store = memory_store()
    replica, device = filled(store)
    replica.digests("1", 0)
    before = len(kept(store))
    cut = next(row for n in range(9999) if begins_leaf(row := derived_id("cut", str(n))))
    device.act(run_fact(cut))
    assert count(replica, device.segment(3)) == 0
    assert len(kept(store)) == before + 1
    require_as_if_all_were_read(store, replica)
    store.dispose()


def require_as_if_all_were_read(store: Store, replica: Replica) -> None:
    """The ranges, their sums and their shares are those that reading everything makes."""
    renewed, held = replica.digests("1", 0), kept(store)
    assert renewed == fresh(store, "1")
    assert held == kept(store)


def test_shares_that_are_lacking_make_the_range_be_read_whole() -> None:
    store = memory_store()
    replica, device = filled(store)
    replica.digests("1", 0)
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE sync_leaf SET shares = x''")
    device.act(run_fact(plain("late")))
    assert count(replica, device.segment(3)) > 1
    assert replica.digests("1", 0) == fresh(store, "1")
    store.dispose()


def test_a_record_that_is_gone_adds_nothing() -> None:
    store = memory_store()
    replica, _device = filled(store)
    before = replica.digests("1", 0)
    gone = next(row for n in range(MANY) if not begins_leaf(row := derived_id("f", str(n))))
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("DELETE FROM duty_run WHERE id = ?", (gone,))
        Digesting(connection, OFFICE).touched({"duty_run": {gone}})
    after, held = replica.digests("1", 0), kept(store)
    assert after[ALL] != before[ALL]
    assert after == fresh(store, "1")
    assert held == kept(store)
    store.dispose()


def test_looking_again_puts_shares_right_that_were_altered() -> None:
    store = memory_store()
    replica, _device = filled(store)
    replica.digests("1", 0)
    before = kept(store)
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE sync_leaf SET shares = zeroblob(length(shares))")
    assert kept(store) != before
    replica.digests("1", 10 * MANY)
    assert kept(store) == before
    store.dispose()


@settings(max_examples=15)
@given(st.data())
def test_whatever_happens_renewed_shares_come_to_what_reading_everything_does(
    data: st.DataObject,
) -> None:
    follow(memory_store(), lambda options: data.draw(st.sampled_from(options)))


def test_renewed_shares_come_to_the_same_on_a_server(postgres_database: str) -> None:
    chosen = Random(6)
    server = Store.at(postgres_database)
    upgrade(server.engine)
    follow(server, chosen.choice, steps=25)


def follow(store: Store, choose: Callable[[Sequence[Any]], Any], steps: int = 8) -> None:
    """Receives, writes, repairs and moves branches in some order; compares at the end."""
    a, b = Device("a"), Device("b")
    people = [plain("person", str(n)) for n in range(LEAST)]
    born = a.act(*[officer(row_id) for row_id in people], hlc=1)
    a.act(*[run_fact(plain("fact", str(n))) for n in range(LEAST)], hlc=2)
    replica = Replica(store, OFFICE)
    replica.take(a.segment(), sides((a, b)))
    renewed = replica.digests("1", 0)
    for step in range(3, 3 + steps):
        device, deed = choose((a, b)), choose(("take", "write", "fact", "harm", "move"))
        if deed == "harm":
            harm(store, replica, choose(people))
        elif deed == "move":
            move(replica, a, b)
        else:
            name = {"name": choose("甲乙丙")}
            deeds = [change("officer", choose(people), name, born)]
            if deed == "fact":
                deeds = [run_fact(plain("fact", str(choose(range(2 * LEAST)))), opened=step)]
            device.act(*deeds, hlc=step)
            with pytest.MonkeyPatch.context() as patch:
                if deed == "write":  # an act on this machine tells nobody: the journal does
                    patch.setattr(replicas, "note_taken", lambda *_given: None)
                replica.take(device.segment(len(device.entries)), sides((a, b)))
        before = kept(store)
        renewed = replica.digests("1", 0)
        assert deed == "write" or before == kept(store)  # received: in the same transaction
    held = kept(store)
    with writing(store, OFFICE) as (_session, connection):
        forget(connection, OFFICE)
    assert renewed == replica.digests("1", 0)
    assert held == kept(store)
    store.dispose()


def harm(store: Store, replica: Replica, victim: str) -> None:
    """Alters a record past the journal; it is found by looking, and put back."""
    theirs = replica.digests("1", 0)
    kind = known_shape("officer").table
    with writing(store, OFFICE) as (_session, connection):
        connection.execute(update(kind).where(kind.c.id == victim).values(role="head"))
    assert replica.digests("1", 10_000) != theirs  # all of it, wherever the last look ended
    assert replica.repair(theirs, "1", "2026-06-10T09:00:00+08:00") == 1
    assert replica.digests("1", 0) == theirs


def move(replica: Replica, heir: Device, device: Device) -> None:
    """Says what the device wrote last anew at the end of the heir's chain."""
    if device.entries:
        last = len(device.entries)
        replica.say_anew(device.id, last, heir.id)
        del device.entries[last - 1 :]
        head = replica.heads()[heir.id].seq
        heir.entries += replica.run(heir.id, len(heir.entries) + 1, head)


def kept(store: Store) -> list[tuple[Any, ...]]:
    """The ranges as they are kept."""
    table = table_of(SyncLeaf)
    with store.read() as session:
        rows = session.execute(select(table).order_by(table.c.kind, table.c.first))
        return [tuple(row) for row in rows]


def plain(*parts: str) -> str:
    """An id at which no range begins."""
    numbers = (str(n) for n in range(99))
    return next(row for n in numbers if not begins_leaf(row := derived_id(*parts, n)))


def test_kept_ranges_come_to_what_reading_everything_does() -> None:
    store = memory_store()
    replica, device = filled(store)
    replica.digests("1", 0)
    born = f"{device.id}:2"
    for number in range(4):
        changes = [run_fact(derived_id("more", str(number), str(n))) for n in range(300)]
        device.act(*changes, change("officer", "r1", {"name": f"名{number}"}, born))
        born = f"{device.id}:{len(device.entries)}"
        replica.take(device.segment(len(device.entries)), sides([device]))
        replica.digests("1", 0)
    assert replica.digests("1", 0) == fresh(store, "1")
    store.dispose()


def fresh(store: Store, schema: str) -> dict[str, bytes]:
    """What reading everything anew comes to."""
    replica = Replica(store, OFFICE)
    replica.digests("another schema", 0)
    return replica.digests(schema, 0)


def test_a_record_altered_past_the_journal_shows_when_its_turn_comes() -> None:
    store = memory_store()
    replica, _device = filled(store)
    before = replica.digests("1", 0)
    victim = derived_id("f", "7")
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE duty_run SET opened = 9 WHERE id = ?", (victim,))
    assert replica.digests("1", 0) == before  # nobody said that it was changed
    for _turn in range(MANY // 100 + 3):
        replica.digests("1", 100)
    assert replica.digests("1", 0)[ALL] != before[ALL]
    store.dispose()


def test_ids_that_engines_order_differently_are_found_all_the_same() -> None:
    store = memory_store()
    replica, device = filled(store)
    before = replica.digests("1", 0)
    device.act(run_fact("Ä-1"), run_fact("~"))
    replica.take(device.segment(3), sides([device]))
    after = replica.digests("1", 0)
    assert after[ALL] != before[ALL]
    assert after == fresh(store, "1")
    store.dispose()


def test_tables_with_ids_of_another_make_are_remembered() -> None:
    """An engine may put those in another order than we do, so such a table is read as a whole."""
    store = memory_store()
    replica, device = filled(store)

    def marked() -> list[str]:
        with store.read() as session:
            known = Digesting(session.connection(), OFFICE).known()
        assert known is not None
        return known.odd

    replica.digests("1", 0)
    assert marked() == ["officer"]  # whose id in these tests is of no make of ours
    device.act(run_fact("Ä-1"))
    replica.take(device.segment(3), sides([device]))
    assert marked() == ["duty_run", "officer"]  # told as it came in
    replica.digests("2", 0)
    assert marked() == ["duty_run", "officer"]  # found when everything was read
    store.dispose()


def test_a_small_range_is_read_whole_when_a_record_joins_it() -> None:
    """So it tells also what was altered there without the journal."""
    store, device = memory_store(), Device("a")
    replica = Replica(store, OFFICE)
    device.act(officer(plain("first")))
    device.act(officer(plain("second")))
    replica.take(device.segment(1, 1), sides([device]))
    replica.digests("1", 0)
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE officer SET name = '乙'")
    replica.take(device.segment(2), sides([device]))
    assert replica.digests("1", 0) == fresh(store, "1")
    store.dispose()


def test_conflicts_count_and_doubles_do_not() -> None:
    store = memory_store()
    devices = a_long_story()
    replica = Replica(store, OFFICE)
    for device in devices:
        replica.take(device.segment(), sides(devices))
    before = replica.digests("1", 0)
    with writing(store, OFFICE) as (_session, connection):
        assert "r1" in conflicts_of(connection, OFFICE)["officer"]
        double = (OFFICE, "officer", "r1", "name,role", State.DOUBLE.value, "[]")
        connection.exec_driver_sql("INSERT INTO sync_conflict VALUES (?,?,?,?,?,?)", double)
        Digesting(connection, OFFICE).touched({"officer": {"r1"}})
    assert replica.digests("1", 0) == before
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE sync_conflict SET state = 'alike'")
        Digesting(connection, OFFICE).touched({"officer": {"r1"}})
    assert replica.digests("1", 0)[ALL] != before[ALL]
    store.dispose()


def test_reckoning_is_few_statements_when_nothing_changed() -> None:
    store = memory_store()
    replica, _device = filled(store)
    replica.digests("1", 0)
    with statements(store) as told:
        replica.digests("1", 0)
    assert len(told) < 12
    store.dispose()
