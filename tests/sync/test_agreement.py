"""Replicas agree in whatever order they heard; one that was altered finds out what and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select, update

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Person
from corrdesk.store.base import Base
from corrdesk.store.engine import Store
from corrdesk.store.replay import unexplained
from corrdesk.store.schema import upgrade
from corrdesk.sync.agreement import Agreement
from corrdesk.sync.core.digests import ALL, LOOK, agree
from corrdesk.sync.exchange import Outcome
from corrdesk.sync.repairing import repairs
from corrdesk.sync.replica import Replica
from corrdesk.sync.state import writing
from corrdesk.sync.transports.base import Transport
from tests.casework.people import new_person
from tests.sync.bureau import Bureau
from tests.sync.test_applying import a_long_story
from tests.sync.test_replica import histories
from tests.sync.worlds import (
    OFFICE,
    Device,
    change,
    contents,
    memory_store,
    run_fact,
    sides,
)

AT = "2026-06-10T09:00:00+08:00"


@pytest.fixture
def store() -> Iterator[Store]:
    made = memory_store()
    yield made
    made.dispose()


def replica_of(store: Store, *devices: Device) -> Replica:
    replica = Replica(store, OFFICE)
    for device in devices:
        if device.entries:
            replica.take(device.segment(), sides(devices))
    return replica


def alter(store: Store, table: str, row_id: str, **values: Any) -> None:
    """Changes a record past the journal, as a bad page or another program does."""
    kind: Table = Base.metadata.tables[table]
    with writing(store, OFFICE) as (_session, connection):
        connection.execute(update(kind).where(kind.c.id == row_id).values(values))


def drop(store: Store, table: str, row_id: str) -> None:
    kind: Table = Base.metadata.tables[table]
    with writing(store, OFFICE) as (_session, connection):
        connection.execute(kind.delete().where(kind.c.id == row_id))


def reported(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as session:
        return [(each.kind, each.row_id, each.outcome) for each in repairs(session, OFFICE)]


@settings(max_examples=25)
@given(histories(), st.data())
def test_any_order_of_arrival_gives_the_same_digest(
    devices: list[Device], data: st.DataObject
) -> None:
    found = []
    for _replica in range(2):
        store = memory_store()
        replica = Replica(store, OFFICE)
        left = {device.id: 0 for device in devices}
        while open_chains := [d for d in devices if left[d.id] < len(d.entries)]:
            device = data.draw(st.sampled_from(open_chains))
            upto = data.draw(st.integers(left[device.id] + 1, len(device.entries)))
            replica.take(device.segment(left[device.id] + 1, upto), sides(devices))
            left[device.id] = upto
            if data.draw(st.booleans()):
                replica.digests("1", 0)
        found.append(replica.digests("1", 0))
        store.dispose()
    assert found[0] == found[1]


@settings(max_examples=25)
@given(histories(), st.data())
def test_any_single_altered_value_is_found_and_put_back(
    devices: list[Device], data: st.DataObject
) -> None:
    store = memory_store()
    replica = replica_of(store, *devices)
    theirs, before = replica.digests("1", 0), contents(store)
    table = data.draw(st.sampled_from(sorted({"officer", "duty_run"} & set(before))))
    row = data.draw(st.sampled_from(before[table]))
    names = [name for name in row if name not in {"office_id", "id"}]
    name = data.draw(st.sampled_from(names))
    others: dict[type, Any] = {bool: not row[name], int: 7, str: "别的", dict: {"name": "x:9"}}
    others[date] = date(1999, 1, 1)
    alter(store, table, row["id"], **{name: others[type(row[name])]})
    assert not agree(replica.digests("1", LOOK), theirs)
    assert replica.repair(theirs, "1", AT) == 1
    assert replica.digests("1", 0) == theirs
    assert contents(store) == before
    assert reported(store) == [(table, row["id"], "altered")]
    assert replica.changed[table] >= {row["id"]}
    store.dispose()


def test_a_record_that_is_gone_comes_back_and_one_too_many_goes(store: Store) -> None:
    devices = a_long_story()
    replica = replica_of(store, *devices)
    theirs, before = replica.digests("1", 0), contents(store)
    drop(store, "officer", "r1")
    drop(store, "duty_run", "f1")
    columns = "office_id, id, entry, until, opened, rule_version"
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql(
            f"INSERT INTO duty_run ({columns}) VALUES (?, 'ghost', 'x:1', 'u', 1, 'v')",
            (OFFICE,),
        )
    replica.digests("1", LOOK)
    assert replica.repair(theirs, "1", AT) == 3
    assert contents(store) == before
    assert replica.digests("1", 0) == theirs
    assert sorted(reported(store)) == [
        ("duty_run", "f1", "missing"),
        ("duty_run", "ghost", "added"),
        ("officer", "r1", "missing"),
    ]
    with store.read() as session:
        ghost = next(each for each in repairs(session, OFFICE) if each.row_id == "ghost")
    assert ["until", "u", None] in ghost.fields  # nothing is thrown away unseen
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []


def test_a_conflict_that_was_lost_is_listed_again(store: Store) -> None:
    devices = a_long_story()
    replica = replica_of(store, *devices)
    theirs, before = replica.digests("1", 0), contents(store)
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("DELETE FROM sync_conflict")
        connection.exec_driver_sql("DELETE FROM journal_touch")
    replica.digests("1", LOOK)
    assert replica.repair(theirs, "1", AT) == 1
    assert contents(store) == before
    # What touched the record is known again: a later change is merged as everywhere.
    a = devices[0]
    a.act(change("officer", "r1", {"role": "officer"}, f"{a.id}:1"), hlc=99)
    replica.take(a.segment(len(a.entries)), sides(devices))
    elsewhere = memory_store()
    assert replica_of(elsewhere, *devices).digests("1", 0) == replica.digests("1", 0)
    elsewhere.dispose()


def test_two_words_that_differ_without_a_fault_are_told_once(store: Store) -> None:
    device = Device("a")
    device.act(run_fact("f1"))
    replica = replica_of(store, device)
    theirs = {**replica.digests("1", 0), ALL: bytes(16)}
    for _again in range(3):
        assert replica.repair(theirs, "1", AT) == 0
    assert reported(store) == [("", "", "open")]
    assert replica.repair({**theirs, ALL: b"x" * 16}, "1", AT) == 0
    assert len(reported(store)) == 2


def test_what_follows_records_follows_a_repair(store: Store) -> None:
    device = Device("a")
    device.act(run_fact("f1"))
    theirs = replica_of(store, device).digests("1", 0)
    drop(store, "duty_run", "f1")
    followed: list[dict[str, set[str]]] = []
    agreement = Agreement(store, OFFICE, [lambda _s, _o, changed: followed.append(dict(changed))])
    agreement.digests("1", LOOK)
    assert agreement.repair(theirs, "1", AT) == 1
    assert followed == [{"duty_run": {"f1"}}]


def test_both_sides_come_to_the_same_on_postgresql(postgres_database: str) -> None:
    devices = a_long_story()
    server, here = Store.at(postgres_database), memory_store()
    upgrade(server.engine)
    there, mine = replica_of(server, *devices), replica_of(here, *devices)
    theirs = mine.digests("1", 0)
    assert there.digests("1", 0) == theirs
    alter(server, "officer", "r1", name="别的")
    drop(server, "duty_run", "f1")
    assert not agree(there.digests("1", LOOK), theirs)
    assert there.repair(theirs, "1", AT) == 2
    assert there.digests("1", 0) == theirs
    assert contents(server) == contents(here)
    here.dispose()
    server.dispose()


# An office and its county


def run(desk: Desk, transport: Transport) -> Outcome:
    return desk.exchange.run(transport, "t")


def test_an_office_and_its_county_agree_at_the_end(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    person_id = new_person(enrolled, 1)[0]
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    assert run(enrolled, target).report.agrees is True
    with bureau.store.read() as session:
        known = session.scalars(select(Person.id)).all()
    assert person_id in known
    table: Table = Base.metadata.tables["person"]
    with writing(bureau.store, enrolled.office.id) as (_session, connection):
        connection.execute(update(table).values(phone="13800000000"))
    new_person(enrolled, 2)
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    assert run(enrolled, target).report.agrees is False
    assert bureau.serve(enrolled.office.id, target).repaired == 1
    assert run(enrolled, target).report.agrees is True
    with bureau.store.read() as session:
        (mended,) = repairs(session, enrolled.office.id)
    assert (mended.kind, mended.row_id, mended.outcome) == ("person", person_id, "altered")
    assert [name for name, _before, _now in mended.fields] == ["phone"]


def test_an_act_on_a_disputed_field_leaves_no_difference(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    """A desk shows what was typed; what stands beside it, the county's reckoning tells both."""
    person_id = new_person(enrolled, 1)[0]
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    run(enrolled, target)
    with bureau.unit_of_work(enrolled.office.id) as uow:
        uow.begin_act("person.change")
        uow.require(Person, person_id).residence = "乙街 2 号"
        uow.commit()
    enrolled.act(lambda uow: change_person(uow, person_id, {"residence": "甲街 1 号"}))
    for _round in range(2):
        run(enrolled, target)
        bureau.serve(enrolled.office.id, target)
    run(enrolled, target)
    assert "sync_conflict" in contents(bureau.store, enrolled.office.id)
    enrolled.act(lambda uow: change_person(uow, person_id, {"residence": "丙街 3 号"}))
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    assert run(enrolled, target).report.agrees is True
