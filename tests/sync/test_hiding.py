"""Which fields and facts take a record out of sight, and how much some entries would take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.service import change_status
from corrdesk.county.overview import office_lines
from corrdesk.store.chain import Change, Entry
from corrdesk.store.engine import Store
from corrdesk.sync.core.hiding import Losing
from corrdesk.sync.hiding import WAYS
from corrdesk.sync.items import items_of
from corrdesk.sync.replica import Replica
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.county.conftest import Bureau, _cheap_guesses, bureau, founded_county, pair
from tests.county.offices import Pair
from tests.sync.worlds import OFFICE, Device, change, memory_store, officer, run_fact, sides

__all__ = [
    "Bureau",
    "_cheap_guesses",
    "bureau",
    "clock",
    "desk",
    "founded_county",
    "founded_office",
    "pair",
]  # fixtures


@pytest.fixture
def store() -> Iterator[Store]:
    made = memory_store()
    yield made
    made.dispose()


def held(store: Store, device: Device) -> Replica:
    """A ledger that holds what the device has written."""
    ledger = Replica(store, OFFICE)
    ledger.take(device.segment(), sides([device]))
    return ledger


def next_entry(device: Device, *changes: Change) -> list[Entry]:
    device.act(*changes)
    return [device.entries[-1]]


def left(row_id: str, **fields: Any) -> Change:
    said = {"name": "社", "kind": "other", "contact": "", "phone": "", "note": "", "left_on": None}
    return Change("partner", row_id, said | fields, {})


def test_a_field_hides_a_record_that_is_in_sight(store: Store) -> None:
    a = Device("a")
    made = a.act(officer("r1"), officer("r2"), officer("r3", active=False), left("p1"))
    ledger = held(store, a)
    hides = ledger.hides(
        next_entry(
            a,
            change("officer", "r1", {"active": False}, made),
            change("officer", "r2", {"name": "乙"}, made),
            change("officer", "r3", {"active": False}, made),  # it was not in sight
            change("officer", "unknown", {"active": False}, made),
            change("partner", "p1", {"left_on": "2026-06-09"}, made),
        )
    )
    assert hides == {
        "officer": Losing({"r1": (made,)}, 2),
        "partner": Losing({"p1": (made,)}, 1),
    }
    back = next_entry(a, change("officer", "r3", {"active": True}, made))
    assert ledger.hides(back) == {}


def test_a_fact_that_is_taken_back_is_hidden_once(store: Store) -> None:
    a = Device("a")
    made = a.act(*(run_fact(f"f{number}") for number in range(4)))

    def back(number: int) -> Change:
        said = {"subject_kind": "duty_run", "subject_id": f"f{number}", "reason": "误", "by": "x"}
        return Change("withdrawal", f"w{number}", said, {})

    a.act(back(0))
    ledger = held(store, a)
    hides = ledger.hides(next_entry(a, back(0), back(1), back(2)))
    assert hides == {"duty_run": Losing({"f1": (made,), "f2": (made,)}, 3)}
    strange = Change("withdrawal", "w9", {"subject_kind": "no_table", "subject_id": 3}, {})
    of_none = {"subject_kind": "sync_state", "subject_id": "f1", "reason": "", "by": "x"}
    assert ledger.hides(next_entry(a, strange, Change("withdrawal", "w8", of_none, {}))) == {}


def test_what_cannot_be_read_hides_nothing(store: Store) -> None:
    a = Device("a")
    a.act(officer("r1"))
    ledger = held(store, a)
    a.act(body=b"active \xff")
    assert ledger.hides(a.entries[-1:]) == {}


def test_of_new_records_nothing_is_read_and_of_what_may_hide_everything(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first exchange brings nothing else, by the hundred thousand."""
    read: list[bytes] = []

    def noted(entry: Entry) -> Any:
        read.append(entry.body)
        return items_of(entry)

    monkeypatch.setattr("corrdesk.sync.hiding.items_of", noted)
    a, born = Device("a"), Device("b")
    for kind, way in WAYS.items():
        a.act(Change(kind, "x", {way.field: None}, {way.field: "d:1"}))
        born.act(Change(kind, "x", {way.field: None}, {}))
    a.act(Change("withdrawal", "w", {"subject_kind": "duty_run", "subject_id": "f"}, {}))
    a.act(officer("r1"), Change("partner", "p", {"left_on": "2026-06-09"}, {"left_on": "d:1"}))
    ledger = Replica(store, OFFICE)
    ledger.hides(born.entries)
    assert read == []
    ledger.hides(a.entries)
    assert read == [entry.body for entry in a.entries]


def test_sealed_files_and_ended_orders_are_out_of_sight_for_the_county_and_it_says_so(
    pair: Pair,
) -> None:
    people = [new_person(pair.desk, serial + 1) for serial in range(8)]
    pair.round()
    assert pair.ingest().hidden == []
    for person, order in people[:7]:
        today, why = pair.desk.clock.today(), "原判撤销"
        end = partial(change_status, supervision_id=order, status=Status.TERMINATED, on=today)
        pair.desk.act(partial(end, reason=why, document="1号"))
        pair.desk.act(partial(seal_file, person_id=person, reason="封存", document="1号"))
    pair.sync()
    found = {each.kind: (each.count, each.seen) for each in pair.ingest().hidden}
    assert found == {"supervision": (7, 8), "person": (7, 8)}
    (line,) = office_lines(pair.county)
    assert "人员" in line.trouble
    assert "7 条（原有 8 条）" in line.trouble
    assert line.people == 1  # taken all the same
