"""Chains of several devices come to the same records, in whatever order and pieces they arrive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.store.chain import Change, unpack_changes, versions_named
from corrdesk.store.engine import Store
from corrdesk.store.replay import unexplained
from corrdesk.sync.core.merge import Side, Touch, merge
from corrdesk.sync.core.receipt import Aside
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Segment
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import shape_of
from tests.sync.worlds import (
    OFFICE,
    Device,
    change,
    changing,
    contents,
    memory_store,
    officer,
    run_fact,
    sides,
    statements,
)


@pytest.fixture
def store() -> Iterator[Store]:
    made = memory_store()
    yield made
    made.dispose()


def take(store: Store, *segments: Segment, by: tuple[Device, ...] = ()) -> Replica:
    replica = Replica(store, OFFICE)
    for segment in segments:
        replica.take(segment, sides(by))
    return replica


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    return list(contents(store).get(table, []))


def test_a_new_record_and_a_change_arrive(store: Store) -> None:
    device = Device("a")
    born = device.act(officer("r1"), run_fact("f1"))
    changed = device.act(change("officer", "r1", {"name": "乙"}, born))
    replica = take(store, device.segment())
    assert rows(store, "officer") == [
        {
            "office_id": OFFICE, "id": "r1", "entry": born, "versions": {"name": changed},
            "name": "乙", "role": "officer", "active": True,
        }
    ]  # fmt: skip
    assert [row["entry"] for row in rows(store, "duty_run")] == [born]
    assert replica.heads()[device.id].hash == device.entries[-1].hash
    assert replica.changed == {"officer": {"r1"}, "duty_run": {"f1"}}


def test_what_arrives_again_changes_nothing(store: Store) -> None:
    device = Device("a")
    device.act(officer("r1"))
    device.act(run_fact("f1"))
    replica = take(store, device.segment())
    before = contents(store)
    assert replica.take(device.segment(), {}).entries == 0
    assert replica.take(device.segment(1, 1), {}).entries == 0
    device.act(run_fact("f2"))
    assert replica.take(device.segment(2), {}).entries == 1
    assert rows(store, "officer") == before["officer"]


def test_a_gap_and_a_fork_are_refused_and_leave_nothing(store: Store) -> None:
    device, twin = Device("a"), Device("a")
    for each in (device, twin):
        each.act(officer("r1"))
    device.act(run_fact("f1"))
    device.act(run_fact("f2"))
    twin.act(run_fact("other"))
    replica = Replica(store, OFFICE)
    with pytest.raises(Refused) as gap:
        replica.take(device.segment(2), {})
    assert gap.value.reason is Reason.GAP
    replica.take(device.segment(), {})
    before = contents(store)
    for first in (1, 2):
        with pytest.raises(Refused) as fork:
            replica.take(twin.segment(first), {})
        assert fork.value.reason is Reason.FORK
    assert contents(store) == before


def test_two_values_stay_until_a_person_chooses(store: Store) -> None:
    a, b, county = Device("a"), Device("b"), Device("c", Side.COUNTY)
    born = a.act(officer("r1"), hlc=10)
    first = a.act(change("officer", "r1", {"name": "乙"}, born), hlc=20)
    other = b.act(change("officer", "r1", {"name": "丙"}, born), hlc=30)
    replica = take(store, a.segment(), b.segment(), by=(a, b, county))
    assert rows(store, "officer")[0]["name"] == "丙"
    (conflict,) = rows(store, "sync_conflict")
    assert (conflict["state"], conflict["field"]) == ("open", "name")
    assert conflict["versions"] == [[other, "丙"], [first, "乙"]]
    county.act(change("officer", "r1", {"name": "乙"}, f"{other} {first}"), hlc=40)
    replica.take(county.segment(), sides((a, b, county)))
    assert rows(store, "officer")[0]["name"] == "乙"
    assert rows(store, "sync_conflict") == []


def test_the_owner_of_a_field_goes_first_and_both_values_stay_visible(store: Store) -> None:
    office, county = Device("a"), Device("c", Side.COUNTY)
    born = office.act(officer("r1"), hlc=10)
    said = county.act(change("officer", "r1", {"role": "head"}, born), hlc=20)
    later = office.act(change("officer", "r1", {"role": "assistant"}, born), hlc=99)
    take(store, office.segment(), county.segment(), by=(office, county))
    assert rows(store, "officer")[0]["role"] == "head"
    (conflict,) = rows(store, "sync_conflict")
    assert conflict["state"] == "settled"
    assert conflict["versions"] == [[said, "head"], [later, "assistant"]]


def test_a_change_may_arrive_before_its_record(store: Store) -> None:
    a, b = Device("a"), Device("b")
    born = a.act(officer("r1"), hlc=1)
    changed = b.act(change("officer", "r1", {"name": "乙"}, born), hlc=2)
    replica = take(store, b.segment())
    assert replica.asides() == [Aside(b.id, 1, 0, "waits")]
    replica.take(a.segment(), {})
    assert replica.asides() == []
    assert rows(store, "officer")[0]["versions"] == {"name": changed}
    assert "sync_conflict" not in contents(store)


def test_a_fact_waits_for_what_it_refers_to(store: Store) -> None:
    a, b = Device("a"), Device("b")
    a.act(person("p1"), supervision("s1", "p1"))
    b.act(Change("absence", "x1", absence("s1"), {}), Change("duty_run", "f1", DUTY_RUN, {}))
    replica = take(store, b.segment())
    assert [aside.reason for aside in replica.asides()] == ["waits"]
    assert len(rows(store, "duty_run")) == 1
    replica.take(a.segment(), {})
    assert len(rows(store, "absence")) == 1
    assert replica.asides() == []


DUTY_RUN = {"until": "2026-06-30", "opened": 1, "rule_version": "1"}


def absence(supervision_id: str) -> dict[str, Any]:
    return {
        "supervision_id": supervision_id, "source_id": "l1", "from_on": None, "until_on": None
    }  # fmt: skip


def person(row_id: str, number: str = "11010519491231002X") -> Change:
    texts = ("name", "sex", "ethnicity", "education", "phone", "residence", "household", "note")
    fields = dict.fromkeys(texts, "无") | {"id_number": number, "born": "1949-12-31", "sex": ""}
    return Change("person", row_id, fields, {})


def supervision(row_id: str, person_id: str) -> Change:
    shape = shape_of("supervision")
    assert shape is not None
    days = {"term_start": "2026-01-01", "term_end": "2026-12-31", "tracked_from": "2026-01-01"}
    fields = {
        key: None if column.nullable else days.get(key, "") for key, column in shape.columns.items()
    }
    return Change(
        "supervision", row_id, fields | {"person_id": person_id, "able_to_work": True}, {}
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Change("duty_run", "f1", {**DUTY_RUN, "until": "2026-02-30"}, {}), "value"),
        (Change("duty_run", "f1", {**DUTY_RUN, "opened": "1"}, {}), "value"),
        (Change("duty_run", "f1", {**DUTY_RUN, "rule_version": "1" * 81}, {}), "value"),
        (Change("duty_run", "f1", {**DUTY_RUN, "rule_version": None}, {}), "value"),
        (Change("duty_run", "f1", {"until": "2026-06-30"}, {"until": "x:1"}), "form"),
        (Change("duty_run", "f1", {**DUTY_RUN, "rule_version": "a\0b"}, {}), "form"),
        (Change("duty_run", "f" * 33, DUTY_RUN, {}), "form"),
        (Change("journal_entry", "f1", {}, {}), "unknown"),
        (Change("sync_state", "f1", {"key": "roster", "value": "x"}, {}), "unknown"),
        (Change("of_the_future", "f1", {"a": 1}, {}), "unknown"),
    ],
)
def test_a_bad_record_is_set_aside_by_name_and_the_rest_goes_on(
    store: Store, bad: Change, reason: str
) -> None:
    device = Device("a")
    device.act(run_fact("f0"), bad, run_fact("f2"))
    device.act(run_fact("f3"))
    replica = take(store, device.segment())
    assert replica.asides() == [Aside(device.id, 1, 1, reason)]
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []
    assert [row["id"] for row in rows(store, "duty_run")] == ["f0", "f2", "f3"]


def test_an_entry_without_form_is_kept_and_named(store: Store) -> None:
    device = Device("a")
    device.act(body=b"\xff\xff")
    device.act(run_fact("f1"))
    replica = take(store, device.segment())
    assert replica.asides() == [Aside(device.id, 1, 0, "form")]
    assert replica.run(device.id, 1, 10) == device.entries


def test_fields_of_a_newer_program_are_kept_and_handed_on(store: Store) -> None:
    device = Device("a")
    born = device.act(officer("r1", badge="007"))
    device.act(change("officer", "r1", {"badge": "008", "name": "乙"}, born))
    replica = take(store, device.segment())
    assert replica.asides() == []
    assert rows(store, "officer")[0]["name"] == "乙"
    noted = [(row["reason"], row["fields"]) for row in rows(store, "journal_aside")]
    assert noted == [("newer", ["badge"])] * 2
    assert replica.run(device.id, 1, 10) == device.entries


def test_a_record_of_an_older_program_is_filled_with_nothing(store: Store) -> None:
    device = Device("a")
    device.act(Change("duty_run", "f1", {"until": "2026-06-30", "opened": 1}, {}))
    take(store, device.segment())
    assert rows(store, "duty_run")[0]["rule_version"] == ""
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []


def test_what_is_remembered_already_is_not_written_again(store: Store) -> None:
    replica = Replica(store, OFFICE)
    replica.remember({"a": b"1", "b": b"2"})
    with statements(store) as told:
        replica.remember({"a": b"1", "b": b"2"})
        assert changing(told) == []
        replica.remember({"a": b"1", "b": b"3"})
    assert changing(told)
    assert (replica.recall("a"), replica.recall("b")) == (b"1", b"3")


def test_the_same_fact_from_two_devices_stays_once(store: Store) -> None:
    a, b = Device("a"), Device("b")
    a.act(run_fact("f1", opened=1), hlc=20)
    earlier = b.act(run_fact("f1", opened=2), hlc=10)
    replica = take(store, a.segment(), b.segment())
    assert [(r["entry"], r["opened"]) for r in rows(store, "duty_run")] == [(earlier, 2)]
    assert replica.asides() == [Aside(a.id, 1, 0, "double")]


def test_one_person_entered_twice_is_shown_and_both_stay(store: Store) -> None:
    a, b = Device("a"), Device("b")
    a.act(person("p1"))
    b.act(person("p2"))
    b.act(person("p3", "110105194912310038"))
    take(store, a.segment(), b.segment())
    assert [row["id"] for row in rows(store, "person")] == ["p1", "p2", "p3"]
    (double,) = rows(store, "sync_conflict")
    assert (double["state"], double["field"], double["row_id"]) == ("double", "id_number", "p1")
    assert [row_id for _entry, row_id in double["versions"]] == ["p1", "p2"]


def test_a_replica_holds_against_its_own_journal(store: Store) -> None:
    a, b = Device("a"), Device("b")
    born = a.act(officer("r1"), run_fact("f1"), hlc=1)
    a.act(change("officer", "r1", {"name": "乙"}, born), hlc=2)
    b.act(change("officer", "r1", {"name": "丙"}, born), hlc=3)
    take(store, a.segment(), b.segment())
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert list(unexplained(raw)) == []


def test_a_branch_is_said_anew_with_its_records(store: Store) -> None:
    """What another device wrote and the county never took goes on in this desk's own name."""
    x, mine = Device("x"), Device("m")
    born = x.act(officer("r1"), hlc=1)
    changed = x.act(change("officer", "r1", {"name": "乙"}, born), run_fact("f1"), hlc=2)
    x.act(officer("r2"), run_fact("f2"), hlc=3)
    built = mine.act(change("officer", "r1", {"name": "丙"}, changed), run_fact("g1"), hlc=9)
    replica = take(store, x.segment(), mine.segment())
    assert replica.say_anew(x.id, 2, mine.id) == 2
    assert replica.say_anew(x.id, 2, mine.id) == 0
    assert {d: head.seq for d, head in replica.heads().items()} == {x.id: 1, mine.id: 3}
    people = {row["id"]: row for row in rows(store, "officer")}
    assert people["r1"]["name"] == "丙"
    assert people["r1"]["versions"] == {"name": built}
    assert people["r2"]["entry"] == f"{mine.id}:3"
    facts = {row["id"]: row["entry"] for row in rows(store, "duty_run")}
    assert facts == {"f1": f"{mine.id}:2", "f2": f"{mine.id}:3", "g1": f"{mine.id}:1"}
    assert "sync_conflict" not in contents(store)
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []
    # Should the device send its branch after all, it is known as the same.
    replica.take(x.segment(2), {})
    assert replica.asides() == []
    assert {row["id"] for row in rows(store, "duty_run")} == {"f1", "f2", "g1"}
    assert {row["id"]: row["name"] for row in rows(store, "officer")} == {"r1": "丙", "r2": "甲"}
    assert rows(store, "sync_conflict") == []
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []


def test_who_built_upon_a_branch_that_anothers_desk_says_anew_is_asked(store: Store) -> None:
    """It may have been a third branch, which nobody has any more, so neither value is dropped."""
    x, mine, other = Device("x"), Device("m"), Device("o")
    born = x.act(officer("r1"), hlc=1)
    changed = x.act(change("officer", "r1", {"name": "乙"}, born), hlc=2)
    mine.act(run_fact("g1"), hlc=9)
    built = other.act(change("officer", "r1", {"name": "丙"}, changed), hlc=4)
    replica = take(store, x.segment(), mine.segment(), other.segment())
    assert rows(store, "officer")[0]["name"] == "丙"
    replica.say_anew(x.id, 2, mine.id)
    (found,) = rows(store, "sync_conflict")
    assert found["versions"] == [[f"{mine.id}:2", "乙"], [built, "丙"]]
    with store.engine.connect() as connection:
        assert list(unexplained(connection.connection.driver_connection)) == []


@dataclass
class Knowing:
    """A device and what it has seen: by record and field the version it would replace."""

    device: Device
    seen: dict[tuple[str, str], str] = field(default_factory=dict)


OWNED = ("name", "role", "active")
VALUES: dict[str, list[Any]] = {
    "name": ["甲", "乙"],
    "role": ["officer", "head"],
    "active": [True, False],
}


@st.composite
def histories(draw: st.DrawFn) -> list[Device]:
    """Devices that write on few records, now and then hearing of what others wrote."""
    devices = [Device("a"), Device("b"), Device("c", Side.COUNTY)]
    knowing = [Knowing(device) for device in devices]
    for clock in range(1, draw(st.integers(1, 14)) + 1):
        one: Knowing = draw(st.sampled_from(knowing))
        if draw(st.booleans()):
            one.seen |= draw(st.sampled_from(knowing)).seen
        row = draw(st.sampled_from(["r1", "r2"]))
        names = draw(st.lists(st.sampled_from(OWNED), min_size=1, max_size=3, unique=True))
        fields = {name: draw(st.sampled_from(VALUES[name])) for name in names}
        replaced = {name: one.seen[row, name] for name in names if (row, name) in one.seen}
        if len(replaced) < len(names):
            made = officer(row, **fields)
            names = list(OWNED)
        else:
            made = Change("officer", row, fields, replaced)
        uid = one.device.act(made, run_fact(f"{one.device.name}{clock}"), hlc=clock)
        one.seen |= {(row, name): uid for name in names}
    return [device for device in devices if device.entries]


@pytest.mark.slow
@settings(max_examples=60)
@given(histories(), st.data())
def test_any_order_and_any_pieces_come_to_the_same(
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
        found.append(contents(store))
        with store.engine.connect() as connection:
            assert list(unexplained(connection.connection.driver_connection)) == []
        store.dispose()
    assert found[0] == found[1]
    _same_as_the_pure_rule(devices, found[0])


def _same_as_the_pure_rule(devices: list[Device], found: dict[str, Any]) -> None:
    shape = shape_of("officer")
    assert shape is not None
    touches: dict[str, list[Touch]] = {}
    for device in devices:
        for entry in device.entries:
            for each in unpack_changes(entry.body):
                if each.table == "officer":
                    uid = f"{device.id}:{entry.seq}"
                    touches.setdefault(each.row_id, []).append(
                        Touch(
                            uid,
                            entry.hlc,
                            device.side,
                            each.fields,
                            each.replaced,
                            birth=not each.replaced,
                        )
                    )
    for row in found.get("officer", []):
        merged = merge(touches[row["id"]], shape.owners)
        assert merged is not None
        assert {name: row[name] for name in OWNED} == merged.fields
        assert (row["entry"], row["versions"]) == (merged.entry, merged.versions)
        _every_lost_value_is_listed(row["id"], touches[row["id"]], found)


def _every_lost_value_is_listed(row_id: str, touches: list[Touch], found: dict[str, Any]) -> None:
    """I4: a value that is not shown and that nobody knowingly replaced is in the list."""
    listed = {
        (uid, conflict["field"])
        for conflict in found.get("sync_conflict", [])
        if conflict["row_id"] == row_id
        for uid, _value in conflict["versions"]
    }
    for name in OWNED:
        offered = [touch for touch in touches if name in touch.fields]
        replaced = {uid for t in offered for uid in versions_named(t.replaced.get(name, ""))}
        shown = next(row for row in found["officer"] if row["id"] == row_id)[name]
        for touch in offered:
            if touch.uid not in replaced and touch.fields[name] != shown:
                twins = {
                    t.uid
                    for t in offered
                    if t.fields[name] == touch.fields[name]
                    and t.replaced.get(name, "") == touch.replaced.get(name, "")
                }
                assert twins & replaced or any((uid, name) in listed for uid in twins)
