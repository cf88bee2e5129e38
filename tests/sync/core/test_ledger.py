"""Whoever keeps a journal fits the protocol's idea of a ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.ledger import Ledger, Taken
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.replica import Replica
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.worlds import OFFICE, Device, memory_store, run_fact


def asked(ledger: Ledger) -> tuple[object, ...]:
    return ledger.heads(), ledger.hash_at("d", 0), ledger.hash_at("d", 1), list(ledger.asides())


def test_an_empty_ledger_says_the_same_wherever_it_is_kept() -> None:
    store = memory_store()
    assert asked(MemoryLedger(OFFICE)) == asked(Replica(store, OFFICE)) == ({}, bytes(32), None, [])
    store.dispose()


@pytest.fixture(params=["memory", "store"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """One that keeps nothing, and one in a database."""
    store = memory_store()
    yield MemoryLedger(OFFICE) if request.param == "memory" else Replica(store, OFFICE)
    store.dispose()


def device(name: str = "a", said: str = "f") -> Device:
    made = Device(name)
    for number in range(6):
        made.act(run_fact(derived_id(said, str(number))))
    return made


def test_several_segments_are_taken_together(ledger: Ledger) -> None:
    made = device()
    parts = [made.segment(1, 2), made.segment(3, 4), made.segment(5)]
    assert ledger.take_all(parts[:2], {}).entries == 4
    assert ledger.take_all(parts, {}).entries == 2
    assert ledger.take_all(parts, {}).entries == 0
    assert ledger.heads()[made.id].seq == 6
    assert [proof.claim.last for proof in ledger.proofs(made.id, 0)] == [2, 4, 6]


def test_all_of_them_or_none(ledger: Ledger) -> None:
    made, other = device(), device(said="other")
    for parts in (
        [made.segment(1, 2), made.segment(4)],
        [made.segment(1, 2), other.segment(3)],
        [made.segment(2, 3), made.segment(4)],
    ):
        with pytest.raises(Refused):
            ledger.take_all(parts, {})
        assert ledger.heads() == {}
        assert ledger.proofs(made.id, 0) == []
    ledger.take(other.segment(1, 3), {})
    with pytest.raises(Refused) as refused:
        ledger.take_all([made.segment(1, 2), made.segment(3)], {})
    assert refused.value.reason is Reason.FORK
    assert ledger.heads()[made.id].seq == 3


def test_many_hashes_at_once(ledger: Ledger) -> None:
    made = device()
    ledger.take(made.segment(), {})
    assert ledger.hashes(made.id, []) == {}
    assert ledger.hashes("nobody", [1]) == {}
    assert ledger.hashes(made.id, {2, 5, 7}) == {n: made.entries[n - 1].hash for n in (2, 5)}


def test_what_was_taken() -> None:
    assert Taken(3).set_aside == 0
