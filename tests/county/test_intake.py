"""The worker beside the requests: in turn, never beside who serves, and it never falls over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Semaphore

import pytest

from corrdesk.county import intake as module
from corrdesk.county.errors import DatabaseOutOfReach
from corrdesk.county.intake import ENOUGH, Intake
from corrdesk.sync.core.county import Ingested
from corrdesk.sync.core.refusal import Reason

LONGEST = 20.0  # seconds until something is given up
A, B = "office-a", "office-b"


@dataclass
class Taking:
    """Notes what it is asked to take in, and goes on only when it is let."""

    asked: list[tuple[str, set[str]]] = field(default_factory=list)
    begun: Semaphore = field(default_factory=lambda: Semaphore(0))
    let: Semaphore = field(default_factory=lambda: Semaphore(0))
    stopped: list[str] = field(default_factory=list)
    refused: dict[str, Reason] = field(default_factory=dict)
    error: Exception | None = None

    def __call__(
        self, office: str, passing: Collection[str], must_stop: Callable[[], bool]
    ) -> Ingested:
        self.asked.append((office, set(passing)))
        self.begun.release()
        while not self.let.acquire(timeout=0.01):
            if must_stop():
                self.stopped.append(office)
                break
        if self.error is not None:
            raise self.error
        return Ingested(received=5, refused=self.refused)

    def wait(self) -> None:
        """Until one more began."""
        assert self.begun.acquire(timeout=LONGEST)

    @property
    def offices(self) -> list[str]:
        return [office for office, _passing in self.asked]


@contextmanager
def working(
    taking: Taking, failed: Callable[[Exception], None] = lambda _error: None
) -> Iterator[Intake]:
    intake = Intake(taking, failed=failed)
    intake.start()
    try:
        yield intake
    finally:
        intake.stop()


def until(intake: Intake, holds: Callable[[], bool]) -> None:
    with intake._changed:
        assert intake._changed.wait_for(holds, LONGEST)


def test_a_little_is_left_for_whoever_serves() -> None:
    taking = Taking()
    with working(taking) as intake:
        intake.tell(A, ENOUGH - 1)
        intake.tell(B, ENOUGH)
        taking.wait()
        assert taking.offices == [B]
        intake.tell(A, 1)
        taking.let.release()
        taking.wait()
        assert taking.offices == [B, A]


def test_after_a_serving_it_begins_to_count_anew() -> None:
    taking = Taking()
    with working(taking) as intake:
        for _time in range(3):
            intake.tell(A, ENOUGH - 1)
            with intake.serving(A) as before:
                assert before == 0
        intake.tell(B, ENOUGH)
        taking.wait()
        assert taking.offices == [B]


def test_offices_come_in_turn_however_much_one_leaves() -> None:
    taking = Taking()
    with working(taking) as intake:
        intake.tell(A, ENOUGH)
        taking.wait()
        for office in (A, B, A):
            intake.tell(office, ENOUGH)
        for _time in range(2):
            taking.let.release()
            taking.wait()
        taking.let.release()
    assert taking.offices == [A, B, A]


def test_who_serves_waits_for_the_transaction_in_hand_and_is_left_alone_then() -> None:
    taking = Taking()
    with working(taking) as intake:
        intake.tell(A, ENOUGH)
        taking.wait()
        with intake.serving(B) as before:  # another office's is nobody's business
            assert before == 0
            assert taking.stopped == []
        with intake.serving(A) as before:
            assert (taking.stopped, before) == ([A], 5)
            intake.tell(A, ENOUGH)
            intake.tell(B, ENOUGH)
            taking.wait()
            assert taking.offices == [A, B]
            taking.let.release()
            until(intake, lambda: not intake._in_hand)
            assert taking.offices == [A, B]
        taking.wait()  # what came meanwhile
        assert taking.offices == [A, B, A]


def test_who_serves_is_told_what_was_taken_since_the_last_time() -> None:
    taking = Taking()
    with working(taking) as intake:
        for _time in range(2):
            intake.tell(A, ENOUGH)
            taking.wait()
            taking.let.release()
            until(intake, lambda: not intake._in_hand)
        told = []
        for _time in range(2):
            with intake.serving(A) as before:
                told.append(before)
    assert told == [10, 0]


def test_what_was_refused_is_not_read_again_until_it_was_told() -> None:
    taking = Taking(refused={"bad": Reason.SEALED})
    with working(taking) as intake:
        for _time in range(2):
            intake.tell(A, ENOUGH)
            taking.wait()
            taking.let.release()
            until(intake, lambda: not intake._in_hand)
        with intake.serving(A):
            pass
        intake.tell(A, ENOUGH)
        taking.wait()
    assert [passing for _office, passing in taking.asked] == [set(), {"bad"}, set()]


@pytest.mark.parametrize("error", [DatabaseOutOfReach(), ValueError("x")])
def test_what_goes_wrong_with_one_office_stops_no_other(error: Exception) -> None:
    taking, heard = Taking(error=error), list[Exception]()
    with working(taking, heard.append) as intake:
        for office in (A, B):
            intake.tell(office, ENOUGH)
            taking.wait()
            taking.let.release()
        until(intake, lambda: len(heard) == 2 and not intake._in_hand)
        assert taking.offices == [A, B]  # nor is it tried without end
        with intake.serving(A) as before:
            assert before == 0
    assert heard == [error, error]


def test_it_ends_with_the_transaction_in_hand_and_begins_no_other() -> None:
    taking = Taking()
    with working(taking) as intake:
        intake.tell(A, ENOUGH)
        taking.wait()
        intake.tell(B, ENOUGH)
        thread = intake._thread
        assert thread is not None
        assert thread.daemon  # a process that is told to end does not wait for it for ever
    assert not thread.is_alive()
    assert (taking.offices, taking.stopped) == ([A], [A])


def test_an_end_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_END", 0.05)
    stuck, begun = Event(), Event()

    def take(_office: str, _passing: Collection[str], _must_stop: object) -> Ingested:
        begun.set()
        stuck.wait(LONGEST)
        return Ingested()

    intake = Intake(take)
    intake.start()
    intake.tell(A, ENOUGH)
    assert begun.wait(LONGEST)
    intake.stop()
    assert intake._thread is not None
    assert intake._thread.is_alive()
    stuck.set()


def test_before_it_was_started_everything_is_left_for_who_serves() -> None:
    taking = Taking()
    intake = Intake(taking)
    intake.tell(A, ENOUGH)
    with intake.serving(A) as before:
        assert before == 0
    intake.stop()
    assert taking.asked == []
    assert "corrdesk-intake" not in {thread.name for thread in threading.enumerate()}
