"""A conversation is led to its end, or let go of properly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from corrdesk.sync.core.talk import Clear, Get, List, Put, Room, Talk
from corrdesk.sync.driving import Cancelled, drive
from corrdesk.sync.transports.base import Transport, TransportFault, Trouble
from corrdesk.sync.transports.memory import MemoryTransport


def talk(ended: list[str]) -> Talk[object]:
    try:
        yield Put("a/1", b"x")
        names = yield List("a/")
        content = yield Get("a/1")
        return names, content
    finally:
        ended.append("end")


def test_the_result_comes_back() -> None:
    ended: list[str] = []
    assert drive(talk(ended), MemoryTransport()) == (["a/1"], b"x")
    assert ended == ["end"]


def test_whoever_leaves_something_hears_how_long_it_took() -> None:
    def left() -> Talk[object]:
        return (yield Put("a/1", b"x"))

    seconds = drive(left(), MemoryTransport())
    assert isinstance(seconds, float)
    assert 0 <= seconds < 60


def test_a_step_is_over_while_the_target_is_asked() -> None:
    inside: list[bool] = [False]
    seen: list[bool] = []

    @contextmanager
    def step() -> Iterator[None]:
        inside[0] = True
        yield
        inside[0] = False

    class Looking(MemoryTransport):
        def put(self, name: str, content: bytes) -> None:
            seen.append(inside[0])
            super().put(name, content)

        def list(self, prefix: str) -> list[str]:
            seen.append(inside[0])
            return super().list(prefix)

    def thinking() -> Talk[None]:
        seen.append(inside[0])
        yield Put("a/1", b"x")
        seen.append(inside[0])
        yield List("a/")

    drive(thinking(), Looking(), step=step)
    assert seen == [True, False, True, False]


def test_cancelled_between_two_questions() -> None:
    ended: list[str] = []
    answers = iter([False, True])
    box = MemoryTransport()
    with pytest.raises(Cancelled):
        drive(talk(ended), box, cancelled=lambda: next(answers))
    assert ended == ["end"]
    assert box.content == {"a/1": b"x"}


def clearing() -> Talk[None]:
    yield Put("a/1", b"x")
    yield Put("a/2", b"x")
    yield Clear(("a/1",))


def test_what_is_of_no_more_use_is_let_go_where_that_can_be_done() -> None:
    box = MemoryTransport()
    drive(clearing(), box)
    assert box.content == {"a/2": b"x"}


class Forbidding(MemoryTransport):
    """Lets nothing go."""

    def clear(self, names: Iterable[str]) -> None:
        raise TransportFault(Trouble.FORBIDDEN)


class Keeping:
    """A target that only knows what every target has to do."""

    def __init__(self) -> None:
        inner = MemoryTransport()
        self.list, self.get, self.put, self.close = inner.list, inner.get, inner.put, inner.close


@pytest.mark.parametrize("box", [Forbidding(), Keeping()])
def test_what_cannot_be_let_go_stops_nothing(box: Transport) -> None:
    drive(clearing(), box)
    assert box.list("") == ["a/1", "a/2"]


def test_what_can_wait_hears_that_there_is_no_room_and_the_rest_breaks() -> None:
    class Full(MemoryTransport):
        trouble = Trouble.FULL

        def put(self, name: str, content: bytes) -> None:
            raise TransportFault(self.trouble)

    def left(*, spare: bool) -> Talk[object]:
        return (yield Put("a/1", b"x", spare=spare))

    assert drive(left(spare=True), Full()) is False
    with pytest.raises(TransportFault):
        drive(left(spare=False), Full())
    broken = Full()
    broken.trouble = Trouble.BROKEN
    with pytest.raises(TransportFault):
        drive(left(spare=True), broken)


def test_the_room_of_a_target_is_asked_for_where_it_tells() -> None:
    class Told(MemoryTransport):
        def room(self) -> int | None:
            return 7

    def asked() -> Talk[object]:
        return (yield Room())

    assert drive(asked(), Told()) == 7
    assert drive(asked(), MemoryTransport()) is None
