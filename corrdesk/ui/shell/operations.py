"""Work off the UI thread: one lane that serialises writes, one lane for questions.

Results come back on the UI thread; a result whose widget is gone is dropped. Nothing here knows
what the work is about.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
log = logging.getLogger(__name__)

REPORT_EVERY = 0.05  # seconds between two signs of progress


class Cancelled(Exception):
    """Raised inside long work when it was cancelled; nothing is shown for it."""


class Courier(QObject):
    """Lives on the UI thread and runs there what other threads hand over."""

    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delivered.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def hand_over(self, call: Callable[[], None]) -> None:
        """Runs the call on the UI thread soon; harmless when the desk is closing."""
        if shiboken6.isValid(self):
            self._delivered.emit(call)

    def _run(self, call: Callable[[], None]) -> None:
        call()


class Lane:
    """A thread that takes jobs in order until it is told to stop."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.Queue[Callable[[], object] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], object]) -> None:
        """Puts a job at the end of the queue."""
        self._jobs.put(job)

    def stop(self, timeout: float = 10.0, *, drop: bool = False) -> None:
        """Finishes what is queued and ends the thread; with `drop`, only what has begun."""
        while drop:
            try:
                self._jobs.get_nowait()
                self._jobs.task_done()
            except queue.Empty:
                break
        self._jobs.put(None)
        self._thread.join(timeout)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            self._jobs.task_done()

    @property
    def is_busy(self) -> bool:
        """Whether anything is queued or running."""
        return self._jobs.unfinished_tasks > 0


class Task(QObject):
    """A long piece of work as the UI sees it: how far it is, and a way to stop it."""

    progressed = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self._told_at = 0.0

    def report(self, done: int, total: int) -> None:
        """Called by the work. Raises Cancelled once somebody has cancelled."""
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._told_at >= REPORT_EVERY or done >= total:
            self._told_at = now
            if shiboken6.isValid(self):
                self.progressed.emit(done, total)

    def cancel(self) -> None:
        """Asks the work to stop at its next report."""
        self._cancelled.set()


class Operation(Generic[T]):
    """A piece of work with what happens after it: `Operation(…).then(show).or_else(say).start()`.

    `still_wanted` is asked before the work and before its result is used, so that a newer question
    makes an older one disappear.
    """

    def __init__(
        self, parent: QObject, work: Callable[[], T], lane: Lane, courier: Courier
    ) -> None:
        self._parent = parent
        self._work = work
        self._lane = lane
        self._courier = courier
        self._then: Callable[[T], None] | None = None
        self._or_else: Callable[[Exception], None] | None = None
        self._when_cancelled: Callable[[], None] | None = None
        self._still_wanted: Callable[[], bool] = lambda: True

    def then(self, use: Callable[[T], None]) -> Operation[T]:
        """What to do with the result, on the UI thread."""
        self._then = use
        return self

    def or_else(self, handle: Callable[[Exception], None]) -> Operation[T]:
        """What to do with an error, on the UI thread."""
        self._or_else = handle
        return self

    def when_cancelled(self, tidy: Callable[[], None]) -> Operation[T]:
        """What to do when the work was cancelled."""
        self._when_cancelled = tidy
        return self

    def while_wanted(self, still_wanted: Callable[[], bool]) -> Operation[T]:
        """Drops the work, or its result, when the answer is no."""
        self._still_wanted = still_wanted
        return self

    def start(self) -> None:
        """Queues the work."""
        self._lane.submit(self._run)

    def _run(self) -> None:
        if not self._still_wanted():
            return
        try:
            result = self._work()
        except Cancelled:
            self._courier.hand_over(self._tell_cancelled)
        except Exception as error:  # noqa: BLE001 - every error of a worker must reach a person
            self._courier.hand_over(lambda problem=error: self._tell_error(problem))  # type: ignore[misc]
        else:
            self._courier.hand_over(lambda: self._tell_result(result))

    def _tell_result(self, result: T) -> None:
        if self._then and self._alive() and self._still_wanted():
            self._then(result)

    def _tell_error(self, error: Exception) -> None:
        if self._or_else and self._alive():
            self._or_else(error)
        else:
            # The type only: the text of a foreign exception may hold personal data.
            log.error("operation failed: [%s]", type(error).__name__)

    def _tell_cancelled(self) -> None:
        if self._when_cancelled and self._alive():
            self._when_cancelled()

    def _alive(self) -> bool:
        return shiboken6.isValid(self._parent)
