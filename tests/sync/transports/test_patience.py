"""A target that never answers is left at once, and let go of only when it owes nothing any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

import pytest

from corrdesk.sync.driving import Cancelled
from corrdesk.sync.transports.base import Transport, TransportFault, Trouble
from corrdesk.sync.transports.memory import MemoryTransport
from corrdesk.sync.transports.patience import LOOK, PatientTransport
from tests.sync.transports.contract import Open, TransportContract

SOON = 5 * LOOK


def never() -> bool:
    """Nobody cancels."""
    return False


def at_once() -> bool:
    """Somebody has cancelled already."""
    return True


class TestPatient(TransportContract):
    @pytest.fixture
    def opens(self) -> Open:
        content: dict[str, bytes] = {}
        return lambda: PatientTransport(lambda: MemoryTransport(content), never)


class Dumb(MemoryTransport):
    """Takes what is left there, but says nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer, self.closed = Event(), Event()

    def put(self, name: str, content: bytes) -> None:
        super().put(name, content)
        assert self.may_answer.wait(30)

    def close(self) -> None:
        self.closed.set()


def left(work: Callable[[], object]) -> float:
    """How many seconds passed until it was left."""
    started = time.monotonic()
    with pytest.raises(Cancelled):
        work()
    return time.monotonic() - started


def test_who_does_not_answer_is_left_and_let_go_of_afterwards() -> None:
    target = Dumb()
    way = PatientTransport(lambda: target, at_once)
    assert left(lambda: way.put("a/1", b"x")) < SOON
    way.close()
    assert not target.closed.is_set()  # it owes an answer
    assert target.content == {"a/1": b"x"}
    target.may_answer.set()
    assert target.closed.wait(10)


def test_the_opening_may_be_left_too() -> None:
    target, may_open = Dumb(), Event()

    def opening() -> Transport:
        assert may_open.wait(30)
        return target

    assert left(lambda: PatientTransport(opening, at_once)) < SOON
    may_open.set()
    assert target.closed.wait(10)


def test_what_goes_wrong_is_told_and_an_answered_target_is_closed_at_once() -> None:
    class Full(Dumb):
        def put(self, name: str, content: bytes) -> None:
            raise TransportFault(Trouble.FULL)

    target = Full()
    way = PatientTransport(lambda: target, at_once)
    with pytest.raises(TransportFault) as told:
        way.put("a/1", b"x")
    assert told.value.trouble is Trouble.FULL
    way.close()
    assert target.closed.is_set()
    with pytest.raises(TransportFault):
        PatientTransport(_gone, never)


def _gone() -> Transport:
    raise TransportFault(Trouble.GONE)


def test_room_is_told_where_the_target_tells_it() -> None:
    class Told(MemoryTransport):
        def room(self) -> int | None:
            return 7

    assert PatientTransport(Told, never).room() == 7
    assert PatientTransport(MemoryTransport, never).room() is None
