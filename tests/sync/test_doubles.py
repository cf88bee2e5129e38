"""Doubles of several columns, and of three devices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer

from corrdesk.store.chain import Change
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import shape_of
from tests.sync.test_replica import person
from tests.sync.worlds import OFFICE, Device, contents, memory_store, run_fact


def test_three_of_one_thing_are_one_entry_of_the_list() -> None:
    store = memory_store()
    replica = Replica(store, OFFICE)
    for name in "abc":
        device = Device(name)
        device.act(person(f"p-{name}"))
        replica.take(device.segment(), {})
    (double,) = contents(store)["sync_conflict"]
    assert [row_id for _entry, row_id in double["versions"]] == ["p-a", "p-b", "p-c"]
    store.dispose()


def sheet(row_id: str, state: str) -> Change:
    """An issued sheet about one decision."""
    shape = shape_of("document")
    assert shape is not None
    empty: dict[type, Any] = {Integer: 1, Date: "2026-06-10", Boolean: False, JSON: {}}
    fields = {
        key: None if column.nullable else empty.get(type(column.type), "x")
        for key, column in shape.columns.items()
    }
    said = {"form_id": "admonition", "subject_id": "d1", "state": state, "check_code": row_id}
    return Change("document", row_id, fields | said, {})


def test_what_made_room_for_another_is_no_double(postgres_database: str) -> None:
    """A sheet that is void, and a sealed file: neither stands beside what came after it."""
    device = Device("a")
    device.act(sheet("void", "void"))
    device.act(sheet("valid", "printed"))
    sealed = person("p-sealed")
    device.act(Change("person", sealed.row_id, sealed.fields | {"sealed_on": "2026-06-01"}, {}))
    device.act(person("p-anew"))
    server = Store.at(postgres_database)
    upgrade(server.engine)
    for store in (memory_store(), server):
        Replica(store, OFFICE).take(device.segment(), {})
        found = contents(store)
        assert [row["id"] for row in found["document"]] == ["valid", "void"]
        assert len(found["person"]) == 2
        assert "sync_conflict" not in found
        store.dispose()


def test_two_sheets_that_hold_are_a_double() -> None:
    device, store = Device("a"), memory_store()
    for name in ("one", "other"):
        device.act(sheet(name, "printed"))
    Replica(store, OFFICE).take(device.segment(), {})
    (double,) = contents(store)["sync_conflict"]
    assert double["field"] == "form_id,subject_id"
    store.dispose()


def twice(device: Device, subject: str) -> None:
    for number in range(2):
        fields = {"subject_kind": "check_in", "subject_id": subject, "reason": "误登", "by": "o"}
        device.act(Change("withdrawal", f"{device.name}{number}", fields, {}))


def test_a_device_that_enters_one_thing_twice_stops_nobody(postgres_database: str) -> None:
    """No program of ours does so, but a forged one may, and a branch that is said anew."""
    device = Device("a")
    twice(device, "s1")
    device.act(run_fact("f1"))
    server = Store.at(postgres_database)
    upgrade(server.engine)
    kept = []
    for store in (memory_store(), server):
        Replica(store, OFFICE).take(device.segment(), {})
        kept.append(contents(store))
        store.dispose()
    assert kept[0] == kept[1]
    assert [row["id"] for row in kept[0]["withdrawal"]] == ["a0", "a1"]
    assert [row["id"] for row in kept[0]["duty_run"]] == ["f1"]
    (double,) = kept[0]["sync_conflict"]
    assert [row_id for _entry, row_id in double["versions"]] == ["a0", "a1"]


def test_what_two_have_entered_may_become_the_word_of_one() -> None:
    lost, heir, store = Device("a"), Device("b"), memory_store()
    replica = Replica(store, OFFICE)
    for device in (lost, heir):
        fields = {"subject_kind": "check_in", "subject_id": "s1", "reason": "误登", "by": "o"}
        device.act(Change("withdrawal", device.name, fields, {}))
        replica.take(device.segment(), {})
    assert replica.say_anew(lost.id, 1, heir.id) == 1
    assert [row["id"] for row in contents(store)["withdrawal"]] == ["a", "b"]
    store.dispose()
