"""What would put much out of sight stops before it, however it is spread; a day's work does not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.store.chain import Change
from corrdesk.sync.core import county, hiding, snapshot
from corrdesk.sync.core.hiding import FEW, Hidden
from corrdesk.sync.core.names import snapshots
from corrdesk.sync.core.stops import Guard, Stopped
from tests.faults.simulation.ledger import HIDE, in_sight
from tests.sync.core.parties import Exchange
from tests.sync.worlds import Device

B = Device("b").id


@pytest.mark.parametrize(
    ("count", "seen", "much"),
    [
        (FEW, 6, False),
        (FEW + 1, 60, False),
        (FEW + 1, 59, True),
        (100, 1000, False),
        (101, 1000, True),
    ],
)
def test_much_is_more_than_a_tenth_and_more_than_a_few(count: int, seen: int, much: bool) -> None:
    assert Hidden("person", count, seen).is_much is much


def office(facts: int = 40) -> Exchange:
    """Both desks and the county hold so many facts of B's."""
    world = Exchange()
    for number in range(facts):
        world.desks["b"].write(B, [Change("fact", f"f{number}", {}, {})], number + 1)
    for _time in range(2):
        for name in ("b", "a"):
            world.sync(name)
            world.serve()
    world.sync("a")
    assert len(in_sight(world.desks["a"])) == facts
    return world


def hide(world: Exchange, numbers: Sequence[int], *, each: int = 100) -> None:
    """B takes these facts back, so many in one act, and the county hands it on."""
    for first in range(0, len(numbers), each):
        some = numbers[first : first + each]
        changes = [Change(HIDE, f"f{number}", {}, {}) for number in some]
        world.desks["b"].write(B, changes, 1000 + first)
    world.sync("b")
    world.serve()


def test_it_stops_before_anything_of_it_is_taken_and_goes_on_when_confirmed() -> None:
    world = office()
    hide(world, range(FEW + 1))
    with pytest.raises(Stopped) as stopped:
        world.sync("a")
    assert stopped.value.guard is Guard.HIDES
    assert stopped.value.hidden == (Hidden("fact", FEW + 1, 40),)
    assert len(in_sight(world.desks["a"])) == 40
    with pytest.raises(Stopped):
        world.sync("a", confirmed=frozenset(Guard) - {Guard.HIDES})
    assert world.sync("a", confirmed={Guard.HIDES}).received == 1
    assert len(in_sight(world.desks["a"])) == 40 - FEW - 1
    assert world.sync("a").received == 0
    hide(world, range(20, 20 + 3))
    assert world.sync("a").received == 1  # what was agreed to counts no more


def test_a_days_work_goes_through() -> None:
    world = office()
    hide(world, range(FEW))
    assert world.sync("a").received == 1


def test_part_by_part_is_counted_together_also_by_who_begins_again() -> None:
    world = office()
    hide(world, range(FEW), each=1)
    for number in range(FEW, 2 * FEW):  # handed on by themselves
        hide(world, [number])
    for _time in range(3):
        with pytest.raises(Stopped):
            world.sync("a")
    assert 40 - FEW <= len(in_sight(world.desks["a"])) < 40
    world.sync("a", confirmed={Guard.HIDES})
    assert len(in_sight(world.desks["a"])) == 40 - 2 * FEW
    assert world.desks["a"].recall(hiding.KEY) == b""


def test_the_county_takes_it_and_tells_it() -> None:
    """There is nobody to ask while an office is served, and evidence is not refused."""
    world = office()
    for number in range(20):
        world.desks["b"].write(B, [Change(HIDE, f"f{number}", {}, {})], 1000)
    world.sync("b")
    report = world.serve()
    assert report.hidden[-1:] == [Hidden("fact", 20, 40)]
    assert len(in_sight(world.county)) == 20
    assert world.serve().hidden == []


def test_what_was_taken_in_meanwhile_is_told_by_the_serving() -> None:
    world = office()
    for number in range(20):
        world.desks["b"].write(B, [Change(HIDE, f"f{number}", {}, {})], 1000)
    world.sync("b")
    done = world.mailbox.talk(world.county_side().take_in())
    assert done.received == 20
    side = world.county_side()
    assert world.mailbox.talk(side.serve(done.received)).hidden == [Hidden("fact", 20, 40)]
    assert world.mailbox.talk(world.county_side().serve(1)).hidden == []


def test_a_new_pc_is_asked_nothing() -> None:
    """What was hidden before it came was never in its sight."""
    world = office()
    hide(world, range(30))
    world.desks["a"].chains.clear()
    world.desks["a"].claims.clear()
    world.sync("a")
    world.serve()
    world.sync("a")
    assert len(in_sight(world.desks["a"])) == 10


def test_what_is_born_and_hidden_in_one_exchange_was_never_in_sight() -> None:
    world = office()
    for number in range(100, 130):
        world.desks["b"].write(B, [Change("fact", f"f{number}", {}, {})], 900 + number)
        world.sync("b")
    hide(world, range(100, 130), each=1)
    assert world.sync("a").received == 60


def test_a_snapshot_is_looked_at_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (snapshot, county):
        monkeypatch.setattr(module, "WORTH", 5)
    world = office(8)
    for number in range(8, 40):
        world.desks["b"].write(B, [Change("fact", f"f{number}", {}, {})], 900 + number)
    world.desks["b"].write(B, [Change(HIDE, f"f{number}", {}, {}) for number in range(8)], 1000)
    world.sync("b")
    for _time in range(2):
        world.serve()
        for name in [name for name in world.mailbox.content if name.endswith(".seg")]:
            del world.mailbox.content[name]  # so that only the snapshot brings it
        if not snapshots(world.mailbox.content):
            world.sync("a")  # it says how much it lacks
    assert snapshots(world.mailbox.content)
    with pytest.raises(Stopped):
        world.sync("a")
    assert len(in_sight(world.desks["a"])) == 8
    assert world.sync("a", confirmed={Guard.HIDES}).received == 33


@given(st.lists(st.integers(0, 39), unique=True), st.integers(1, 7))
def test_however_it_is_spread_nobody_loses_a_tenth_unasked(taken: list[int], each: int) -> None:
    world = WORLD.copy_of()
    hide(world, taken, each=each)
    much = Hidden("fact", len(taken), 40).is_much
    with pytest.raises(Stopped) if much else nullcontext():
        world.sync("a")
    gone = 40 - len(in_sight(world.desks["a"]))
    assert not Hidden("fact", gone, 40).is_much


class _Ready:
    """An office that is made once and copied."""

    def __init__(self) -> None:
        self._made: Exchange | None = None

    def copy_of(self) -> Exchange:
        self._made = self._made or office()
        world = Exchange()
        world.county = self._made.county.copy()
        world.desks = {name: desk.copy() for name, desk in self._made.desks.items()}
        world.mailbox.content = dict(self._made.mailbox.content)
        return world


WORLD = _Ready()
