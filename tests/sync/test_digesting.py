"""Digests of tables: one for one content, whatever the engine; a change is read and little else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from corrdesk.base.clock import CHINA
from corrdesk.base.ids import derived_id
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.core.digests import ALL, LEAF
from corrdesk.sync.core.merge import State
from corrdesk.sync.digesting import Digesting, all_canons, canonical_json, conflicts_of
from corrdesk.sync.replica import Replica
from corrdesk.sync.state import writing
from tests.sync.test_applying import a_long_story
from tests.sync.worlds import OFFICE, Device, change, memory_store, officer, run_fact, sides

MANY = 6 * LEAF


def filled(store: Store) -> tuple[Replica, Device]:
    """Many facts, so that there are several ranges, and one officer."""
    device = Device("a")
    device.act(*[run_fact(derived_id("f", str(n))) for n in range(MANY)])
    device.act(officer("r1"))
    replica = Replica(store, OFFICE)
    replica.take(device.segment(), sides([device]))
    return replica, device


def count(replica: Replica) -> int:
    """How many records of duty runs a reckoning reads."""
    read: list[str] = []
    canon = all_canons()["duty_run"]
    real = type(canon).content

    def content(self: Any, row: Any, conflicts: Any) -> Any:
        if self is canon:
            read.append(row.id)
        return real(self, row, conflicts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(canon), "content", content)
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


def test_a_change_makes_its_range_be_read_and_no_other() -> None:
    store = memory_store()
    replica, device = filled(store)
    assert count(replica) == MANY
    assert count(replica) == 0
    before = replica.digests("1", 0)
    device.act(run_fact(derived_id("late", "1")))
    replica.take(device.segment(3), sides([device]))
    assert 0 < count(replica) < MANY // 2
    assert replica.digests("1", 0)[ALL] != before[ALL]
    store.dispose()


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


def test_conflicts_count_and_doubles_do_not() -> None:
    store = memory_store()
    devices = a_long_story()
    replica = Replica(store, OFFICE)
    for device in devices:
        replica.take(device.segment(), sides(devices))
    before = replica.digests("1", 0)
    with writing(store, OFFICE) as (_session, connection):
        assert "r1" in conflicts_of(connection, OFFICE, "officer")
        double = (OFFICE, "officer", "r1", "name,role", State.DOUBLE.value, "[]")
        connection.exec_driver_sql("INSERT INTO sync_conflict VALUES (?,?,?,?,?,?)", double)
        Digesting(connection, OFFICE).touched({"officer": {"r1"}})
    assert replica.digests("1", 0) == before
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE sync_conflict SET state = 'alike'")
        Digesting(connection, OFFICE).touched({"officer": {"r1"}})
    assert replica.digests("1", 0)[ALL] != before[ALL]
    store.dispose()


def test_values_have_one_form_read_or_reckoned() -> None:
    canon = all_canons()["check_in"]
    moment = datetime(2026, 6, 10, 1, 2, 3, 456789, tzinfo=UTC)
    values: dict[str, Any] = dict.fromkeys(canon.names)
    kinds = {name: str(canon.shape.columns[name].type) for name in canon.names}
    for name, kind in kinds.items():
        if kind == "DATE":
            values[name] = date(2026, 6, 10)
        elif type(canon.shape.columns[name].type).__name__ == "Moment":
            values[name] = moment
    made = canon.content(canon.made(["id", "e:1"], values), [])
    texts = {value for value in made[1] if value is not None}
    expected = moment.astimezone(CHINA).isoformat(timespec="milliseconds")
    assert texts <= {"id", "e:1", "2026-06-10", expected}
    assert canonical_json({"b": 1, "a": "字"}) == '{"a":"字","b":1}'


def test_reckoning_is_few_statements_when_nothing_changed() -> None:
    store = memory_store()
    replica, _device = filled(store)
    replica.digests("1", 0)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        statements.append(text)

    event.listen(store.engine, "before_cursor_execute", note)
    replica.digests("1", 0)
    assert len(statements) < 15
    store.dispose()
