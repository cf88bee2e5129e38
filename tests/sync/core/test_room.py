"""What a target has no room for is told, and keeps nothing back that would fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from corrdesk.sync.core import room as rules
from corrdesk.sync.core.room import RESERVE, SPARE, fits, fitting, need_of
from corrdesk.sync.core.talk import Put, Room
from tests.faults.simulation.shelf import CHUNK, content_of
from tests.sync.core.parties import Exchange, Mailbox
from tests.sync.core.test_files import add


@dataclass
class Stick(Mailbox):
    """A target of so many bytes; `silent`: it does not tell how many are left."""

    size: int = 0
    silent: bool = False

    def answer(self, ask: Any) -> Any:
        free = self.size - sum(map(len, self.content.values()))
        if isinstance(ask, Room):
            return None if self.silent else free
        if isinstance(ask, Put) and ask.name not in self.content and len(ask.content) > free:
            assert ask.spare, "what comes before files has found no room"
            return False
        return super().answer(ask)


SMALL = content_of(2, CHUNK)
LARGE = content_of(3, 400 * CHUNK)


def world_on(stick: Stick, monkeypatch: pytest.MonkeyPatch) -> tuple[Exchange, str, str]:
    """A desk whose first file is larger than the stick, and whose second is not."""
    monkeypatch.setattr(rules, "RESERVE", 0)
    monkeypatch.setattr(rules, "SPARE", 200)  # these chunks are small
    world = Exchange(mailbox=stick)
    large, small = add(world, "a", LARGE, "f1"), add(world, "a", SMALL, "f2")
    world.sync_all("a")
    return world, large, small


def test_a_file_larger_than_a_stick_is_told_on_both_sides_and_keeps_no_other_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, large, small = world_on(Stick(size=len(LARGE)), monkeypatch)
    assert world.serve().no_room == {large: len(LARGE)}
    side = world.sync_all("a")
    assert (side.moved.sent, side.moved.no_room) == (1, {large: len(LARGE)})
    assert world.serve().no_room == {large: len(LARGE)}
    assert set(world.county_shelf.files) == {small}
    world.mailbox = Stick(dict(world.mailbox.content), size=1 << 20)  # a larger one
    for _trip in range(4):
        assert world.sync_all("a").moved.no_room == {}
        assert world.serve().no_room == {}
    assert set(world.county_shelf.files) == {large, small}


def test_a_target_that_does_not_tell_its_room_is_found_to_be_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where something smaller still goes it does; of the large one nothing is tried twice."""
    stick = Stick(size=len(LARGE), silent=True)
    world, large, small = world_on(stick, monkeypatch)
    world.serve()
    asked: list[str] = []
    side = world.side("a")
    world.mailbox.talk(side.exchange())
    world.mailbox.talk(side.files(), lambda ask: asked.append(getattr(ask, "name", "")))
    assert side.moved.no_room == {large: len(LARGE)}
    chunks_put = [name for name in asked if name.endswith(".cnk")]
    assert len(chunks_put) == len(set(chunks_put))
    assert small not in side.moved.no_room


def test_files_leave_records_some_room(monkeypatch: pytest.MonkeyPatch) -> None:
    stick = Stick(size=1 << 20)
    world, large, _small = world_on(stick, monkeypatch)
    monkeypatch.setattr(rules, "RESERVE", 1 << 20)
    world.serve()
    assert set(world.sync_all("a").moved.no_room) >= {large}
    assert not [name for name in world.mailbox.content if "/files/" in name]


def test_one_after_the_other_as_far_as_it_goes() -> None:
    needs = {"large": 90, "there": 0, "small": 10, "other": 10}
    assert fitting(needs, RESERVE + 25, 1000) == ["there", "small", "other"]
    assert fitting(needs, RESERVE + 100, 1000) == ["large", "there", "small"]
    assert fitting(needs, 0, 1000) == ["there"]
    assert fitting(needs, None, 1000) == ["there", "small", "other", "large"]
    assert fitting(needs, None, 90) == ["there", "small", "other"]


def test_what_a_file_needs_and_whether_it_fits() -> None:
    assert need_of(300, 3, 100) == 300 + 3 * SPARE
    assert need_of(300, 1, 100) == 100 + SPARE
    assert need_of(300, 0, 100) == 0
    assert fits(0, 0)
    assert fits(5, None)
    assert fits(5, RESERVE + 5)
    assert not fits(6, RESERVE + 5)
