"""Signed claims in a store: in order, the furthest from each beginning, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corrdesk.store.engine import Store
from corrdesk.sync.core.segment import Proof
from corrdesk.sync.proofs import proofs_after, put_proof
from corrdesk.sync.state import writing
from tests.sync.worlds import OFFICE, Device, memory_store, run_fact


@pytest.fixture
def store() -> Iterator[Store]:
    made = memory_store()
    yield made
    made.dispose()


@pytest.fixture
def device() -> Device:
    made = Device("a")
    for number in range(6):
        made.act(run_fact(f"f{number}"))
    return made


def keep(store: Store, *proofs: Proof, office: str = OFFICE) -> None:
    for proof in proofs:
        with writing(store, office) as (_session, connection):
            put_proof(connection, office, proof)


def kept(store: Store, device: str, after: int = 0) -> list[Proof]:
    with store.read() as session:
        return proofs_after(session, OFFICE, device, after)


def test_claims_come_in_the_order_of_the_chain(store: Store, device: Device) -> None:
    early, late = device.segment(1, 3).proof, device.segment(4, 6).proof
    other = Device("b")
    other.act(run_fact("g1"))
    keep(store, late, early, other.segment().proof)
    assert kept(store, device.id) == [early, late]
    assert kept(store, device.id, 2) == [early, late]
    assert kept(store, device.id, 3) == [late]
    assert kept(store, device.id, 6) == []


def test_of_claims_with_one_beginning_the_furthest_is_kept(store: Store, device: Device) -> None:
    short, long = device.segment(1, 2).proof, device.segment(1, 5).proof
    keep(store, short, long)
    assert kept(store, device.id) == [long]
    keep(store, short)
    assert kept(store, device.id) == [long]


def test_another_offices_claims_are_its_own(store: Store, device: Device) -> None:
    mine, theirs = device.segment(1, 2).proof, device.segment(1, 5).proof
    keep(store, mine)
    keep(store, theirs, office="9876543210ab")
    assert kept(store, device.id) == [mine]
