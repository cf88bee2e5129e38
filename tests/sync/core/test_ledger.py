"""Whoever keeps a journal fits the protocol's idea of a ledger."""

from __future__ import annotations

from corrdesk.sync.core.ledger import Ledger, Taken
from corrdesk.sync.replica import Replica
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.worlds import OFFICE, memory_store


def asked(ledger: Ledger) -> tuple[object, ...]:
    return ledger.heads(), ledger.hash_at("d", 0), ledger.hash_at("d", 1), list(ledger.asides())


def test_an_empty_ledger_says_the_same_wherever_it_is_kept() -> None:
    store = memory_store()
    assert asked(MemoryLedger(OFFICE)) == asked(Replica(store, OFFICE)) == ({}, bytes(32), None, [])
    store.dispose()


def test_what_was_taken() -> None:
    assert Taken(3).set_aside == 0
