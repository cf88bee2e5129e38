"""What may be taken in one transaction: segments of one chain, each following the one before."""

from __future__ import annotations

import pytest

from corrdesk.sync.core import gathering
from corrdesk.sync.core.gathering import Gathered, require_following
from corrdesk.sync.core.refusal import Reason, Refused
from tests.sync.worlds import Device, run_fact


def chain(name: str = "a", count: int = 6) -> Device:
    made = Device(name)
    for number in range(count):
        made.act(run_fact(f"{name}{number}"))
    return made


def test_segments_that_follow_are_gathered() -> None:
    device, gathered = chain(), Gathered()
    assert not gathered.follows(device.id, 1)
    assert gathered.fits(device.segment(1, 2))
    gathered.add("one", device.segment(1, 2))
    assert gathered.follows(device.id, 3)
    assert not gathered.follows(device.id, 2)
    assert not gathered.follows(chain("b").id, 3)
    assert gathered.fits(device.segment(3, 4))
    gathered.add("two", device.segment(3, 4))
    assert [*gathered.handed_over()] == ["one", "two"]
    assert gathered.handed_over() == {}


def test_what_only_looks_as_if_it_followed_does_not_fit() -> None:
    gathered = Gathered()
    gathered.add("one", chain().segment(1, 2))
    parted = Device("a")
    for number in range(3):
        parted.act(run_fact(f"other{number}"))
    assert gathered.follows(parted.id, 3)
    assert not gathered.fits(parted.segment(3))


def test_there_is_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "TOGETHER", 4)
    device, gathered = chain(), Gathered()
    gathered.add("one", device.segment(1, 2))
    assert gathered.fits(device.segment(3, 4))
    assert not gathered.fits(device.segment(3, 5))
    size = sum(len(entry.body) for entry in device.entries[:4])
    monkeypatch.setattr(gathering, "LARGEST", size)
    assert gathered.fits(device.segment(3, 4))
    monkeypatch.setattr(gathering, "LARGEST", size - 1)
    assert not gathered.fits(device.segment(3, 4))


def test_what_was_handed_over_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "TOGETHER", 4)
    device, gathered = chain(), Gathered()
    gathered.add("one", device.segment(1, 2))
    gathered.handed_over()
    gathered.add("two", device.segment(3, 4))
    assert gathered.fits(device.segment(5, 6))


@pytest.mark.parametrize("second", [(4, 5), (2, 3), (1, 2)])
def test_a_gap_or_a_repetition_is_no_run(second: tuple[int, int]) -> None:
    device = chain()
    require_following([device.segment(1, 2), device.segment(3, 4)])
    with pytest.raises(Refused) as refused:
        require_following([device.segment(1, 2), device.segment(*second)])
    assert refused.value.reason is Reason.CHAIN
