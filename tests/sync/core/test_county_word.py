"""The county's word at a target: which roster and receipt count, and what stops a desk."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.county_word import RECEIPT, ROSTER
from corrdesk.sync.core.frame import HEAD, Kind, frame
from corrdesk.sync.core.holding import proven
from corrdesk.sync.core.names import numbered, receipt_name
from corrdesk.sync.core.receipt import read_receipt
from corrdesk.sync.core.refusal import Reason
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.core.talk import Get
from corrdesk.sync.driving import drive
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.sync.transports.memory import MemoryTransport
from tests.sync.core.parties import Exchange, Mailbox, PlainBox, roster
from tests.sync.worlds import COUNTY, OFFICE, run_fact, signing

A, C = (derived_id("device", name) for name in ("a", "county"))


def test_an_emptied_and_a_rolled_back_target_stop_it() -> None:
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    old = Mailbox(dict(world.mailbox.content))
    world.desks["a"].write(A, [run_fact("f2")], 1)
    world.sync("a")
    world.serve()
    world.sync("a")
    for mailbox, guard in ((Mailbox(), Guard.EMPTIED), (old, Guard.ROLLED_BACK)):
        with pytest.raises(Stopped) as stopped:
            mailbox.talk(world.side("a").exchange())
        assert stopped.value.guard is guard
        mailbox.talk(world.side("a", confirmed=[guard]).exchange())


def _place(kind: str, folder: Path, content: dict[str, bytes]) -> Transport:
    if kind == "memory":
        return MemoryTransport(content)
    place = FolderTransport(folder)
    for name, raw in content.items():
        place.put(name, raw)
    return place


def _went_back(emptied: bool) -> tuple[Exchange, dict[str, bytes]]:
    """A desk that saw three words of its county, and the place as it was at the first of them."""
    world = Exchange(("a",))
    world.serve()
    before = {} if emptied else dict(world.mailbox.content)
    for number in (1, 2):
        world.desks["a"].write(A, [run_fact(f"f{number}")], number)
        world.sync("a")
        world.serve()
    world.sync("a")
    return world, before


@pytest.mark.parametrize("kind", ["memory", "folder"])
@pytest.mark.parametrize("ahead", [1, 40, 10**6, 10**11])
@pytest.mark.parametrize("forged", ["junk", "copy", "stranger's"])
@pytest.mark.parametrize("emptied", [False, True])
def test_a_forged_name_from_ahead_does_not_hide_that_a_place_went_back(
    kind: str, ahead: int, forged: str, emptied: bool, tmp_path: Path
) -> None:
    world, content = _went_back(emptied)
    words = numbered(world.mailbox.content, "receipt-")
    newest, first = words[0][0], world.mailbox.content[words[-1][1]]
    said = world.county_side().receipt(newest + ahead)
    raw = frame(Kind.RECEIPT, C, said.body(), signing("stranger").sign)
    sealed = PlainBox("").seal(raw, ["age-a"])
    lying = {"junk": b"junk", "copy": first, "stranger's": sealed}[forged]
    content[receipt_name(OFFICE, newest + ahead)] = lying
    remembered = dict(world.desks["a"].state)
    with pytest.raises(Stopped) as stopped:
        drive(world.side("a").look(), _place(kind, tmp_path, content))
    # An emptied place where something lies that nobody can read is told as just that.
    assert stopped.value.guard is (Guard.FOREIGN if emptied else Guard.ROLLED_BACK)
    assert world.desks["a"].state == remembered
    with pytest.raises(Stopped):
        drive(world.side("a").exchange(), _place(kind, tmp_path, content))
    drive(world.side("a", confirmed=[stopped.value.guard]).exchange(), MemoryTransport(content))


def test_the_latest_word_is_looked_for_no_longer_than_until_it_is_found() -> None:
    world, _before = _went_back(emptied=False)
    asked: list[Any] = []
    world.mailbox.talk(world.side("a").exchange(), asked.append)
    read = [ask.name for ask in asked if isinstance(ask, Get)]
    (newest, *_older) = [name for _number, name in numbered(world.mailbox.content, "receipt-")]
    assert [name for name in read if "receipt-" in name] == [newest, newest]  # once in each pull


def test_a_device_that_never_read_a_word_goes_by_names() -> None:
    """A copy of a vault with keys of its own: what lies there was sealed before it came."""
    world, _before = _went_back(emptied=False)
    world.desks["b"] = world.desks["a"].copy()
    world.roster = roster("a", "b", number=2)
    world.desks["b"].remember({ROSTER: world.roster.packed()})
    world.sync("b")
    (*_newer, oldest) = numbered(world.mailbox.content, "receipt-")
    for number, name in numbered(world.mailbox.content, "receipt-"):
        if number > oldest[0]:
            del world.mailbox.content[name]
    with pytest.raises(Stopped) as stopped:
        world.sync("b")
    assert stopped.value.guard is Guard.ROLLED_BACK


def test_what_cannot_be_read_there_stops_it() -> None:
    world = Exchange()
    world.serve()
    world.sync("a")
    world.serve()
    names = [name for _number, name in numbered(world.mailbox.content, "receipt-")]
    for name in names:
        world.mailbox.content[name] = b"junk"
    with pytest.raises(Stopped) as stopped:
        world.sync("a")
    assert stopped.value.guard is Guard.FOREIGN
    report = world.sync("a", confirmed=[Guard.FOREIGN])
    assert report.refused == dict.fromkeys(names, Reason.SEALED)


def test_what_was_sealed_before_a_device_came_is_no_stop() -> None:
    world = Exchange()
    world.serve()
    for _number, name in numbered(world.mailbox.content, "receipt-"):
        world.mailbox.content[name] = b"sealed to others"
    world.desks["a"].write(A, [run_fact("f1")], 1)
    report = world.sync("a")
    assert (report.sent, report.refused) == (1, {})


def test_names_from_far_ahead_hide_no_receipt() -> None:
    world = Exchange(("a",))
    for number in range(1, 8):
        world.mailbox.content[receipt_name(OFFICE, 10**12 - number)] = b"junk"
    world.serve()
    report = world.sync("a")
    assert report.receipt is not None
    assert set(report.refused.values()) == {Reason.SEALED}


def test_an_old_receipt_under_a_later_name_is_passed_over() -> None:
    world = Exchange(("a",))
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.serve()
    ((_number, old),) = numbered(world.mailbox.content, "receipt-")
    copied = receipt_name(OFFICE, 10**12 - 1)
    world.mailbox.content[copied] = world.mailbox.content[old]
    world.sync("a")
    world.serve()
    report = world.sync("a")
    assert (report.held, report.refused) == (1, {copied: Reason.FORM})


def shown(world: Exchange) -> int:
    """Up to which entry the desk shows that the county holds its chain."""
    raw = world.desks["a"].recall(RECEIPT)
    assert raw is not None
    word = read_receipt(raw[HEAD:], county=COUNTY, office=OFFICE)
    return proven(world.desks["a"], word, A)


@pytest.mark.parametrize(
    ("now", "held"), [("2026-06-10T09:30:00+08:00", 1), ("2026-06-10T08:00:00+08:00", 3)]
)
def test_a_county_put_back_without_a_word_is_not_shown_to_hold_what_it_lost(
    now: str, held: int
) -> None:
    """Its numbers begin again, its clock goes on; an old word from a drawer is older in both."""
    world = Exchange(("a",))
    before: Any = None
    for number in range(1, 4):
        world.desks["a"].write(A, [run_fact(f"f{number}")], number)
        world.sync("a")
        world.serve()
        if number == 1:
            before = deepcopy((world.county.chains, world.county.state))
    world.sync("a")
    assert shown(world) == 3
    world.county.chains, world.county.state = before
    drawer = Exchange(("a",), county_name=world.county_name)
    drawer.county, drawer.desks, drawer.roster = world.county, world.desks, world.roster
    drawer.serve(now=now)
    drawer.sync("a", target="drawer")
    assert shown(world) == held


def test_a_wrong_clock_stops_it() -> None:
    world = Exchange()
    world.serve(now="2026-06-12T09:00:00+08:00")
    with pytest.raises(Stopped) as stopped:
        world.sync("a")
    assert stopped.value.guard is Guard.CLOCK
    world.sync("a", confirmed=[Guard.CLOCK])
