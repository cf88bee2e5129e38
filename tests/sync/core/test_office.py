"""The office's side: what it sends, what it believes, what stops it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core import office, sending
from corrdesk.sync.core.holding import proven
from corrdesk.sync.core.names import inbox, outbox
from corrdesk.sync.core.refusal import Reason
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.core.talk import Get, List, Put
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import Exchange, roster
from tests.sync.worlds import OFFICE, officer, run_fact, signing

A, B, C = (derived_id("device", name) for name in ("a", "b", "county"))


def test_entries_reach_the_county_and_the_other_desk() -> None:
    world = Exchange()
    for number in range(3):
        world.desks["a"].write(A, [run_fact(f"f{number}")], 1)
    first = world.sync("a")
    assert (first.sent, first.held, first.waiting) == (3, 0, 3)
    served = world.serve()
    assert (served.received, served.refused) == (3, {})
    second = world.sync("a")
    assert (second.sent, second.held, second.waiting) == (0, 3, 0)
    other = world.sync("b")
    assert (other.received, other.held, other.waiting) == (3, 0, 0)
    assert world.desks["b"].digest() == world.county.digest()


def test_the_countys_own_word_comes_down() -> None:
    world = Exchange()
    world.county.write(C, [officer("r1")], 1)
    world.serve()
    assert world.sync("a").received == 1
    assert world.desks["a"].heads()[C].seq == 1


def test_a_receipt_counts_only_for_the_very_chain_that_it_names() -> None:
    """Hole 2 of the first draft: a clone's word must not be taken for ours."""
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    clone = world.desks["a"].copy()
    clone.chains[A] = []
    clone.write(A, [run_fact("g1")], 1)
    side = world.side("a", clone)
    with pytest.raises(Stopped) as stopped:
        world.mailbox.talk(side.exchange())
    assert stopped.value.guard is Guard.FORK
    assert proven(clone, side.report.receipt, A) == 0


def test_a_desk_that_was_put_back_gets_its_own_entries_again() -> None:
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    backup = world.desks["a"].copy()
    world.desks["a"].write(A, [run_fact("f2")], 1)
    world.sync("a")
    world.serve()
    world.desks["a"] = backup
    report = world.sync("a")
    assert (report.received, report.held, report.waiting) == (1, 2, 0)


def test_who_wrote_less_than_the_county_holds_of_its_chain_is_stopped_by_what_comes() -> None:
    """The receipt names an entry that is not here, so only the entries themselves tell."""
    world = Exchange(("a",))
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    world.sync("a")
    twin = world.desks["a"].copy()
    for number in (2, 3, 4):
        world.desks["a"].write(A, [run_fact(f"f{number}")], number)
        world.sync("a")
        world.serve()
    twin.write(A, [run_fact("g2")], 5)
    world.desks["a"] = twin
    for _time in range(2):  # it says what it holds, and is handed its chain as the county has it
        with suppress(Stopped):
            world.sync("a")
        world.serve()
    with pytest.raises(Stopped) as stopped:
        world.sync("a")
    assert stopped.value.guard is Guard.FORK


def test_after_a_restoring_of_the_county_everything_is_offered_again() -> None:
    """Hole 1 of the first draft: also by a desk that has nothing new, and for its siblings."""
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    world.sync("a")
    world.sync("b")
    world.county.chains.clear()
    world.county.claims.clear()
    world.mailbox.content.clear()
    world.roster = replace(
        roster("a", "b", number=2),
        epoch=derived_id("epoch", "2"),
        ended=(derived_id("epoch", "1"),),
    ).signed(signing("county").sign)
    world.serve()
    report = world.sync("b")
    assert report.sent == 1
    assert world.serve().received == 1
    assert world.county.heads()[A].seq == 1


def test_a_dry_run_leaves_and_takes_nothing() -> None:
    world = Exchange()
    world.desks["b"].write(B, [run_fact("f1")], 1)
    world.sync("b")
    world.serve()
    world.desks["a"].write(A, [run_fact("f2")], 1)
    before = dict(world.mailbox.content)
    report = world.mailbox.talk(world.side("a").look())
    assert (report.received, report.sent, report.waiting) == (1, 1, 1)
    assert world.mailbox.content == before
    assert B not in world.desks["a"].heads()


def test_a_dry_run_after_a_restoring_tells_what_an_exchange_will() -> None:
    """The county says that it was put back; that it counts anew is no old copy of a place."""
    world = Exchange(("a",))
    for number in (1, 2):
        world.desks["a"].write(A, [run_fact(f"f{number}")], number)
        world.sync("a")
        world.serve()
    world.sync("a")
    world.county = MemoryLedger(OFFICE)
    world.mailbox.content.clear()
    world.roster = replace(
        roster("a", number=2), epoch=derived_id("epoch", "2"), ended=(derived_id("epoch", "1"),)
    ).signed(signing("county").sign)
    world.serve()
    looked = world.mailbox.talk(world.side("a").look())
    assert (looked.sent, looked.held) == (2, 0)
    assert world.sync("a").sent == 2


def test_who_is_not_enrolled_cannot_speak() -> None:
    world = Exchange()
    world.desks["a"].state.clear()
    with pytest.raises(Stopped) as stopped:
        world.sync("a")
    assert stopped.value.guard is Guard.NOT_ENROLLED
    world = Exchange(("b",))
    with pytest.raises(Stopped):
        world.mailbox.talk(world.side("a", world.desks["b"]).exchange())


def test_a_damaged_segment_is_named_and_the_rest_goes_on() -> None:
    world = Exchange()
    world.desks["b"].write(B, [run_fact("f1")], 1)
    world.sync("b")
    world.county.write(C, [officer("r1")], 1)
    world.serve()
    (damaged,) = [n for n in world.mailbox.content if "/out/" in n and f"/{B}/" in n]
    world.mailbox.content[damaged] = world.mailbox.content[damaged][:-3]
    report = world.sync("a")
    assert report.refused == {damaged: Reason.SEALED}
    assert list(world.desks["a"].heads()) == [C]


def test_a_segment_that_the_county_did_not_hand_on_is_not_taken() -> None:
    world = Exchange()
    world.desks["b"].write(B, [run_fact("f1")], 1)
    world.sync("b")
    for name, content in list(world.mailbox.content.items()):
        if "/in/" in name and name.endswith(".seg"):
            world.mailbox.answer(Put(name.replace(inbox(OFFICE), world.handed_on()), content))
    report = world.sync("a")
    assert set(report.refused.values()) == {Reason.SEALED}


def test_a_cut_anywhere_leaves_nothing_half_and_the_next_time_goes_on() -> None:
    for cut in range(12):
        world = Exchange()
        for number in range(4):
            world.desks["a"].write(A, [run_fact(f"f{number}")], 1)
        talk = world.side("a").exchange()
        answer = None
        try:
            for _step in range(cut):
                answer = world.mailbox.answer(talk.send(answer))
            talk.close()
        except StopIteration:
            pass
        for _round in range(2):
            world.sync("a")
            world.serve()
        assert world.sync("a").held == 4
        assert world.county.digest()["heads"] == world.desks["a"].digest()["heads"]


def test_what_the_county_has_heard_is_not_said_again() -> None:
    world = Exchange(("a",))
    world.desks["a"].write(A, [run_fact("f1")], 1)
    for _round in range(3):
        world.sync("a")
        world.serve()
    said = [name for name in world.mailbox.content if name.endswith(".own")]
    for _round in range(3):
        world.sync("a")
        world.serve()
    assert [name for name in world.mailbox.content if name.endswith(".own")] == said


def test_a_word_of_a_vault_put_back_is_not_mistaken_for_the_one_that_was_heard() -> None:
    """Seed 328: it counted again as before, at a target that was emptied, and got nothing more."""
    world = Exchange()
    world.desks["b"].write(B, [run_fact("f1")], 1)
    world.sync("b")
    world.serve()
    backup = world.desks["a"].copy()
    world.sync("a")
    world.serve()
    assert B in world.desks["a"].heads()
    world.desks["a"], world.mailbox.content = backup, {}
    world.desks["a"].write(A, [run_fact("f2")], 1)
    for _round in range(3):
        world.sync("a")
        world.serve()
    world.sync("a")
    assert world.desks["a"].digest() == world.county.digest()


def test_where_the_county_was_not_since_it_enrolled_a_device_nothing_stops_it() -> None:
    world = Exchange(("a",))
    world.serve()  # its receipt is sealed to a alone
    later = Exchange(("a", "b"))
    later.mailbox, later.county = world.mailbox, world.county
    assert later.sync("b").receipt is None
    later.roster = replace(later.roster, number=2).signed(signing("county").sign)
    later.serve()
    assert later.sync("b").receipt is not None


def _answered(world: Exchange, asked: list[Any], ask: Any) -> None:
    """Notes a question; over the network, who looks for answers makes the county serve."""
    asked.append(ask)
    if ask == List(outbox(OFFICE)):
        world.serve()


def test_who_has_one_run_to_leave_does_not_look_what_lies_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "RUN", 2)
    world = Exchange(names=("a",))
    for new, looks in ((1, 0), (0, 0), (3, 1), (2, 0)):
        for number in range(new):
            world.desks["a"].write(A, [run_fact(f"f{new}{number}")], 1)
        asked: list[Any] = []
        world.mailbox.talk(world.side("a").exchange(), asked.append)
        world.serve()
        assert asked.count(List(inbox(OFFICE))) == looks


@pytest.mark.parametrize(("count", "early"), [(1, False), (2, True)])
def test_who_has_left_much_reckons_while_the_county_takes_it_in(
    monkeypatch: pytest.MonkeyPatch, count: int, early: bool
) -> None:
    monkeypatch.setattr(office, "WORTH", 2)
    world = Exchange(names=("a",))
    world.serve()
    for number in range(count):
        world.desks["a"].write(A, [run_fact(f"f{number}")], 1)
    asked: list[Any] = []
    reckon = MemoryLedger.digests

    def digests(self: MemoryLedger, schema: str, look: int) -> Any:
        if self is world.desks["a"]:
            asked.append("reckoned")
        return reckon(self, schema, look)

    monkeypatch.setattr(MemoryLedger, "digests", digests)
    world.mailbox.talk(world.side("a").exchange(), partial(_answered, world, asked))
    (left,) = [at for at, ask in enumerate(asked) if isinstance(ask, Put) and ".seg" in ask.name]
    again = asked.index(List(outbox(OFFICE)), left)
    assert ("reckoned" in asked[left:again]) is early
    assert "reckoned" in asked[again:]


def test_who_says_nothing_waits_for_no_answer() -> None:
    """Most exchanges bring nothing: they begin by themselves, many times a day."""
    world = Exchange(names=("a",))
    world.desks["a"].write(A, [run_fact("f1")], 1)
    asked: list[Any] = []
    counts = []
    for _time in range(4):
        asked.clear()
        world.mailbox.talk(world.side("a").exchange(), partial(_answered, world, asked))
        counts.append(len(asked))
    assert counts[-1] == 3  # what lies there, the roster, the receipt
    assert counts[0] > 3
    assert world.sync("a").agrees is True


def test_nothing_is_read_or_said_twice_in_one_exchange() -> None:
    """Over the network the county answers at once; each request costs a round trip."""
    world = Exchange(names=("a",))
    for number in (1, 2):
        world.desks["a"].write(A, [run_fact(f"f{number}")], number)
        world.serve()
        world.sync_all("a")
    world.serve()
    world.desks["a"].write(A, [run_fact("f3")], 3)
    asked: list[Any] = []
    side = world.side("a")
    for talk in (side.exchange(), side.files()):
        world.mailbox.talk(talk, partial(_answered, world, asked))
    read = [ask.name for ask in asked if isinstance(ask, Get)]
    said = [ask.name for ask in asked if isinstance(ask, Put) and "holdings-" in ask.name]
    assert side.report.waiting == 0
    assert len([name for name in read if "roster-" in name]) == 1
    marks = [name[-9:-4] for name in said]  # a word's number ends in a mark of its content
    assert len(set(marks)) == len(marks) > 0
