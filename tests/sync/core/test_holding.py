"""What is proven is proven by hash, and only for the chain that the county named."""

from __future__ import annotations

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.holding import durable, judged, note_durable, proven, unproven
from corrdesk.sync.core.receipt import Held, Receipt
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.worlds import COUNTY, OFFICE, Device, run_fact


def device(name: str, count: int) -> Device:
    made = Device(name)
    for number in range(count):
        made.act(run_fact(f"{name}{number}"))
    return made


A, B = device("a", 4), device("b", 2)


def ledger() -> MemoryLedger:
    made = MemoryLedger(OFFICE)
    made.take_all([A.segment(1, 2), A.segment(3)], {})
    made.take(B.segment(), {})
    return made


def receipt(**chains: Held) -> Receipt:
    named = {{"a": A.id, "b": B.id}[name]: held for name, held in chains.items()}
    return Receipt(COUNTY, OFFICE, 1, derived_id("epoch", "1"), "2026-06-10", named, (), ())


def test_what_the_county_holds_of_another_branch_proves_nothing() -> None:
    right, wrong = Held(2, A.entries[1].hash), Held(2, bytes(32))
    assert proven(ledger(), receipt(a=right), A.id) == 2
    assert proven(ledger(), receipt(a=wrong), A.id) == 0
    assert proven(ledger(), receipt(), A.id) == proven(ledger(), None, A.id) == 0


def test_what_has_to_be_left() -> None:
    whole = Held(2, B.entries[1].hash)
    assert unproven(ledger(), receipt(a=Held(2, A.entries[1].hash), b=whole), A.id) == {A.id: 3}
    assert unproven(ledger(), receipt(b=whole), B.id) == {A.id: 1}
    assert unproven(ledger(), None, B.id) == {B.id: 1}


def test_no_more_is_said_to_be_held_than_the_county_can_judge() -> None:
    said = judged(ledger(), receipt(a=Held(2, bytes(32))))
    assert said == {A.id: Held(2, A.entries[1].hash), B.id: Held(2, B.entries[1].hash)}


def test_what_a_proven_backup_holds_is_remembered() -> None:
    kept = ledger()
    assert durable(kept) == {}
    note_durable(kept, {A.id: 2})
    note_durable(kept, {A.id: 3, B.id: 1})
    assert durable(kept) == {A.id: 3, B.id: 1}
