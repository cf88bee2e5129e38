"""The same work, carried by hand: however often and in whatever order, it ends as by network.

The ledgers are real ones. Two sticks go between two desks and their county; a copy of a stick may
lie in a drawer and come back when everybody is far beyond it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.store.engine import Store
from corrdesk.sync.core.county_word import ROSTER
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.replica import Replica
from tests.sync.core.parties import Exchange, Mailbox
from tests.sync.worlds import (
    OFFICE,
    SCHEMA,
    Device,
    change,
    contents,
    memory_store,
    officer,
    run_fact,
)

FULL = bool(os.environ.get("PROOF_FULL"))
CONFIRMED = (Guard.EMPTIED, Guard.ROLLED_BACK)  # an old copy, or another stick: a person says so
ROUNDS = 6
DESKS = ("a", "b")

steps = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "county"]),
        st.sampled_from(["write", "carry", "carry again", "copy", "old copy"]),
        st.integers(0, 1),
    ),
    max_size=20,
)


@cache
def work() -> dict[str, Device]:
    """What the three write: records, facts, and the same fields changed at two places at once."""
    a, b, county = Device("a"), Device("b"), Device("county", Side.COUNTY)
    born = a.act(officer("r1"), run_fact("f1"), hlc=1)
    other = b.act(officer("r2"), hlc=2)
    a.act(change("officer", "r1", {"name": "甲一"}, born), hlc=3)
    b.act(change("officer", "r1", {"name": "甲二"}, born), run_fact("f2"), hlc=4)
    county.act(change("officer", "r1", {"name": "甲三", "active": False}, born), hlc=5)
    second = a.act(change("officer", "r2", {"role": "head"}, other), hlc=6)
    county.act(change("officer", "r2", {"role": "auditor"}, second), hlc=7)
    b.act(change("officer", "r2", {"name": "乙"}, other), officer("r3"), hlc=8)
    a.act(run_fact("f3"), hlc=9)
    return {"a": a, "b": b, "county": county}


def _exchange() -> Any:
    """With ledgers of another kind than it is made for."""
    return Exchange(DESKS)


class Office:
    """Two desks and their county, each with a store of its own."""

    def __init__(self) -> None:
        self.world = _exchange()
        self.stores: dict[str, Store] = {name: memory_store() for name in work()}
        ledgers = {name: Replica(store, OFFICE) for name, store in self.stores.items()}
        self.world.county = ledgers.pop("county")
        self.world.desks = ledgers
        for ledger in ledgers.values():
            ledger.remember({ROSTER: self.world.roster.packed()})
        self.written = dict.fromkeys(work(), 0)
        self.sticks: list[dict[str, bytes]] = [{}, {}]
        self.drawer: list[dict[str, bytes]] = []

    def ledger(self, name: str) -> Replica:
        found: Replica = self.world.county if name == "county" else self.world.desks[name]
        return found

    def write(self, name: str) -> None:
        """The next act of this device, if it has one left."""
        device = work()[name]
        if self.written[name] < len(device.entries):
            self.written[name] += 1
            run = device.segment(self.written[name], self.written[name])
            self.ledger(name).take(run, self.world.roster.sides())

    def carry(self, name: str, place: dict[str, bytes]) -> None:
        """Somebody exchanges at a place; what that asks to confirm is confirmed."""
        self.world.mailbox = Mailbox(place)
        if name == "county":
            self.world.serve()
            return
        try:
            self.world.sync(name)
        except Stopped:
            self.world.sync(name, confirmed=CONFIRMED)

    def step(self, name: str, what: str, number: int) -> None:
        """One thing that somebody does."""
        if what == "write":
            self.write(name)
        elif what == "copy":
            self.drawer.append(dict(self.sticks[number]))
        elif what == "old copy":
            if self.drawer:
                self.sticks[number] = dict(self.drawer[number % len(self.drawer)])
        else:
            for _time in range(1 if what == "carry" else 2):
                self.carry(name, self.sticks[number])

    def finish(self, place: dict[str, bytes]) -> dict[str, Any]:
        """All is written and goes round at one place; what everybody comes to have then."""
        for name, device in work().items():
            for _entry in device.entries:
                self.write(name)
        for _round in range(ROUNDS):
            before = [self.ledger(name).heads() for name in work()]
            for name in ("a", "county", "b", "county"):
                self.carry(name, place)
            if [self.ledger(name).heads() for name in work()] == before:
                break
        found: list[dict[str, Any]] = []
        for name, store in self.stores.items():
            ledger = self.ledger(name)
            digests = ledger.digests(SCHEMA, 0)
            found.append({"records": contents(store), "heads": ledger.heads(), "said": digests})
        assert found[0] == found[1] == found[2]
        return found[0]


@contextmanager
def an_office() -> Iterator[Office]:
    office = Office()
    yield office
    for store in office.stores.values():
        store.dispose()


@cache
def by_network() -> dict[str, Any]:
    """What it comes to where every act is exchanged at once."""
    mailbox: dict[str, bytes] = {}
    with an_office() as office:
        for _time in range(4):
            for name in work():
                office.write(name)
                office.carry(name, mailbox)
        return office.finish(mailbox)


def test_there_is_something_to_agree_on() -> None:
    found = by_network()
    assert {head.seq for head in found["heads"].values()} == {2, 3, 4}
    assert found["records"]["sync_conflict"]
    assert len(found["records"]["officer"]) == len(found["records"]["duty_run"]) == 3


@pytest.mark.slow
@pytest.mark.timeout(0 if FULL else 300)
@given(steps)
@settings(max_examples=200 if FULL else 6)
def test_by_stick_it_ends_with_the_same_digest_as_by_network(
    story: list[tuple[str, str, int]],
) -> None:
    with an_office() as office:
        for step in story:
            office.step(*step)
        assert office.finish(office.sticks[0]) == by_network()
