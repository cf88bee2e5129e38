"""Waiting for a target that may never answer, so that whoever waits can leave at any moment.

A request that is left goes on by itself until it is answered or times out, and nobody hears of it:
as when the line breaks after the request and before the answer, which every exchange bears.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Lock, Thread
from typing import Final, TypeVar

from corrdesk.sync.driving import Cancelled
from corrdesk.sync.transports.base import Measured, Transport

LOOK: Final = 0.2  # seconds between two questions whether to leave
T = TypeVar("T")


class Patience:
    """Asks one question at a time, and lets go of what is asked only when it owes no answer."""

    def __init__(self, let_go: Callable[[], None], cancelled: Callable[[], bool]) -> None:
        self._let_go, self._cancelled = let_go, cancelled
        self._lock = Lock()
        self._asking = self._closed = False

    def ask(self, question: Callable[[], T]) -> T:
        """What it returns or raises. Raises `Cancelled` once nobody wants the answer any more."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                found = question()
            except BaseException as fault:  # noqa: BLE001 - raised where somebody waits for it
                self._note_answered()
                answer.set_exception(fault)
            else:
                self._note_answered()
                answer.set_result(found)

        self._asking = True
        # It must not hold up the end of the program, as a pool's thread would.
        Thread(target=run, name="corrdesk-target", daemon=True).start()
        while not wait([answer], timeout=LOOK).done:
            if self._cancelled():
                raise Cancelled
        return answer.result()

    def close(self) -> None:
        """Lets go; where an answer is still owed, as soon as it has come."""
        with self._lock:
            self._closed = True
            if self._asking:
                return
        self._let_go()

    def _note_answered(self) -> None:
        with self._lock:
            self._asking = False
            late = self._closed
        if late:
            self._let_go()


class PatientTransport:
    """A target whose every answer may be given up, its opening too.

    It cannot forget what lies there: only the county asks for that.
    """

    def __init__(self, opening: Callable[[], Transport], cancelled: Callable[[], bool]) -> None:
        self._opened: list[Transport] = []
        self._patience = Patience(self._let_go, cancelled)
        try:
            self._patience.ask(lambda: self._opened.append(opening()))
        except BaseException:
            self.close()
            raise

    def list(self, prefix: str) -> list[str]:
        return self._patience.ask(lambda: self._opened[0].list(prefix))

    def get(self, name: str) -> bytes | None:
        return self._patience.ask(lambda: self._opened[0].get(name))

    def put(self, name: str, content: bytes) -> None:
        self._patience.ask(lambda: self._opened[0].put(name, content))

    def room(self) -> int | None:
        target = self._opened[0]
        return self._patience.ask(target.room) if isinstance(target, Measured) else None

    def close(self) -> None:
        self._patience.close()

    def _let_go(self) -> None:
        for target in self._opened:
            target.close()
