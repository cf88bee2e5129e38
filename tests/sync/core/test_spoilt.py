"""A run for the office that a stick has damaged is said, taken away, and left anew."""

from __future__ import annotations

from typing import Any

import pytest

from corrdesk.sync.core import spoilt
from corrdesk.sync.core.receipt import Holdings
from corrdesk.sync.core.refusal import Reason
from corrdesk.sync.core.spoilt import MOST, TRIES, make_room, mark_of, note, said, told
from corrdesk.sync.core.stops import Stopped
from corrdesk.sync.core.talk import Clear, Get, List, Put
from corrdesk.sync.core.wire import dumps, loads
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import Exchange, Mailbox, PlainBox
from tests.sync.worlds import COUNTY, OFFICE, Device, run_fact

A, B = Device("a").id, Device("b").id
EPOCH = "0" * 32


def run_for(world: Exchange, device: str) -> str:
    """The one run of a device that the county has left for the office."""
    (name,) = [n for n in world.mailbox.content if "/out/" in n and f"/{device}/" in n]
    return name


def damage(world: Exchange, name: str) -> bytes:
    content = bytearray(world.mailbox.content[name])
    content[-5] ^= 4
    world.mailbox.content[name] = bytes(content)
    return bytes(content)


@pytest.fixture
def world() -> Exchange:
    """Something of A lies ready for B."""
    made = Exchange()
    made.desks["b"].write(B, [run_fact("f0")], 1)  # who has nothing at all gets a snapshot
    for _time in range(2):
        made.sync("b")
        made.serve()
    made.desks["a"].write(A, [run_fact("f1")], 1)
    made.sync("a")
    made.serve()
    return made


def test_it_comes_with_the_next_serving_and_nobody_has_to_do_anything(world: Exchange) -> None:
    name = run_for(world, A)
    damage(world, name)
    report = world.sync("b")
    assert (report.received, report.refused) == (0, {name: Reason.SEALED})
    world.serve()
    assert run_for(world, A) == name
    report = world.sync("b")
    assert (report.received, report.refused) == (1, {})
    world.serve()
    assert told(world.county_side().heard.all().values()) == {}


def test_over_a_line_it_comes_in_the_same_exchange(world: Exchange) -> None:
    """The county's server answers while it is asked: what was refused a moment ago is not told."""
    damage(world, run_for(world, A))
    talk, answer, asks = world.side("b").exchange(), None, 0
    report: Any = None
    while report is None:
        try:
            ask = talk.send(answer)
        except StopIteration as end:
            report = end.value
            break
        asks += isinstance(ask, List)
        if isinstance(ask, List) and "/out/" in ask.prefix and asks > 1:
            world.serve()
        answer = world.mailbox.answer(ask)
    assert (report.received, report.refused) == (1, {})
    world.serve()
    assert told(world.county_side().heard.all().values()) == {}


def test_after_a_fork_what_could_not_be_looked_at_is_left_anew() -> None:
    """The county's branch is looked for, not taken: that it was damaged is said all the same."""
    world = Exchange()
    world.desks["b"].write(B, [run_fact("f0")], 1)
    world.sync("b")
    world.serve()
    world.sync("b")
    twin = world.desks["b"].copy()
    world.desks["b"].write(B, [run_fact("f1")], 2)
    world.sync("b")
    world.serve()
    world.desks["b"] = twin
    twin.write(B, [run_fact("g1")], 3)
    with pytest.raises(Stopped):
        world.sync("b")
    world.serve()
    for name in [n for n in world.mailbox.content if "/out/" in n and f"/{B}/" in n]:
        damage(world, name)
    assert world.mailbox.talk(world.side("b").parting()) == 0
    with pytest.raises(Stopped):
        world.sync("b")
    world.serve()
    assert world.mailbox.talk(world.side("b").parting()) == 2


def test_where_anothers_chain_parts_a_damaged_run_is_left_anew_too() -> None:
    """Seed 5968: the place where it parts could not be read, so its branch stayed here for good."""
    world = Exchange()
    for name, device in (("b", B), ("a", A)):  # who has nothing at all gets a snapshot
        world.desks[name].write(device, [run_fact(f"{name}0")], 1)
        for _time in range(2):
            world.sync(name)
            world.serve()
    world.sync("b")
    twin = world.desks["a"].copy()
    twin.write(A, [run_fact("lost")], 2)
    world.desks["b"].chains[A] = list(twin.chains[A])  # in a copy; the desk that wrote it is gone
    for number in (1, 2, 3):
        world.desks["a"].write(A, [run_fact(f"a{number}")], 3)
        world.sync("a")
        world.serve()
    (name,) = [n for n in world.mailbox.content if "/out/" in n and f"/{A}/" in n and "2-0" in n]
    damage(world, name)
    report = world.sync("b")
    assert (report.rescued, report.refused) == (0, {name: Reason.SEALED})  # gaps are no news there
    world.serve()
    report = world.sync("b")
    assert (report.rescued, report.refused) == (1, {})
    world.sync("b")
    world.serve()
    assert {"lost", "a1", "a3"} <= {item.row_id for item in world.county.items()}


def test_the_word_stands_and_what_was_left_anew_is_not_taken_away(world: Exchange) -> None:
    """A device that does not come for a while makes the county leave it once, not each time."""
    name = run_for(world, A)
    damage(world, name)
    world.sync("b")
    asked: list[Any] = []
    world.mailbox.talk(world.county_side().serve(), asked.append)
    assert [ask.name for ask in asked if isinstance(ask, Put) and ask.name == name] == [name]
    fresh = world.mailbox.content[name]
    asked.clear()
    world.mailbox.talk(world.county_side().serve(), asked.append)
    assert not [ask for ask in asked if isinstance(ask, Put | Clear)]
    assert world.mailbox.content[name] == fresh


def test_a_target_that_clears_nothing_keeps_it_and_the_county_goes_on(world: Exchange) -> None:
    name = run_for(world, A)
    content = damage(world, name)
    world.sync("b")
    talk, answer = world.county_side().serve(), None
    asks: list[Any] = []
    while True:
        try:
            ask = talk.send(answer)
        except StopIteration:
            break
        asks.append(ask)
        answer = None if isinstance(ask, Clear) else world.mailbox.answer(ask)
    assert [ask for ask in asks if isinstance(ask, Put) and ask.name == name] == []
    assert world.mailbox.content[name] == content


def test_a_device_that_reads_nothing_at_all_is_answered_a_few_times(world: Exchange) -> None:
    """Its key is lost: what is sealed to it anew it cannot read either."""
    other = PlainBox("nobody")
    left = 0
    for number in range(TRIES + 3):
        name = run_for(world, A)
        world.mailbox.content[name] = other.seal(bytes([number]), ["age-nobody"])
        before = world.mailbox.content[name]
        world.sync("b")
        world.serve()
        left += world.mailbox.content.get(name, b"") != before
    assert left == TRIES


def test_what_is_gone_or_was_noted_costs_nothing() -> None:
    ledger, marks = MemoryLedger(OFFICE), dict[str, bytes]()
    note(ledger, "x", b"", marks)
    assert (marks, ledger.state) == ({}, {})
    note(ledger, "x", b"1", marks)
    before = dict(ledger.state)
    note(ledger, "x", b"1", marks)
    assert (marks, ledger.state) == ({"x": mark_of(b"1")}, before)


def test_few_names_are_remembered_and_few_are_said() -> None:
    ledger, marks = MemoryLedger(OFFICE), dict[str, bytes]()
    for number in range(MOST + 9):
        note(ledger, f"{number:03d}", b"1", marks)
    assert len(loads(ledger.state[spoilt.KEY])) == MOST
    assert len(loads(said(marks)[spoilt.SPOILT])) == MOST
    assert said({}) == {}


def word(digests: dict[str, bytes]) -> Holdings:
    return Holdings(COUNTY, OFFICE, 1, EPOCH, {}, digests=digests)


@pytest.mark.parametrize("raw", [b"", b"\xff", dumps([]), dumps({"a": 1}), dumps({"a": "b"})])
def test_a_word_without_form_says_nothing(raw: bytes) -> None:
    assert told([word({spoilt.SPOILT: raw})]) == told([word({})]) == {}


def test_only_runs_for_this_office_are_taken_away() -> None:
    run = f"{'0' * 16}/{A}/0000000001-0000000002-{'0' * 16}.seg"
    names = [
        f"{OFFICE}/out/{run}", f"{OFFICE}/out/receipt-000000000001.rct", f"{OFFICE}/in/{run}",
        f"ffffffffffff/out/{run}",
    ]  # fmt: skip
    mailbox = Mailbox(dict.fromkeys(names, b"content"))
    marks = said(dict.fromkeys(names, mark_of(b"content")))
    asked: list[Any] = []
    there = mailbox.talk(make_room([word(marks)], names, OFFICE), asked.append)
    assert there == [names[1]]
    assert sorted(mailbox.content) == sorted(names[1:])
    assert [ask.name for ask in asked if isinstance(ask, Get)] == names[:1]
