"""Takes in what an office leaves at this server while it is still leaving more: one worker thread.

It says nothing to anybody: what was taken in, and what could not be, is told when the office asks
for its receipt. Whether it works at all changes how long that takes, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Final

from corrdesk.sync.core.county import Ingested

ENOUGH: Final = 256 << 10  # bytes that lie there: some runs, as each transaction has a fixed cost
LONGEST_END: Final = 10.0  # seconds that an ending server waits for the transaction in hand

Take = Callable[[str, Collection[str], Callable[[], bool]], Ingested]
"""Takes in what an office left: the office, names to pass over, whether to stop."""


@dataclass(slots=True)
class _Lying:
    """What is known of an office since it was last served.

    `size`: bytes that came and were not looked at yet. `refused`: what is not read a second time.
    """

    size: int = 0
    taken: int = 0
    refused: set[str] = field(default_factory=set)


class Intake:
    """The worker of one server process: one office at a time, in turn, none while it is served."""

    def __init__(
        self, take: Take, *, failed: Callable[[Exception], None] = lambda _error: None
    ) -> None:
        """`failed` hears what kept an office's records from being taken in, and may not raise."""
        self._take = take
        self._failed = failed
        self._changed = Condition()
        self._lying: dict[str, _Lying] = {}
        self._served: Counter[str] = Counter()
        self._in_hand = ""
        self._ending = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begins to work; until then everything is left for those who serve."""
        self._thread = Thread(target=self._work, name="corrdesk-intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the transaction in hand; what is not taken in stays where it lies."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(LONGEST_END)

    def tell(self, office: str, size: int) -> None:
        """A segment of so many bytes was left by an office."""
        with self._changed:
            self._lying.setdefault(office, _Lying()).size += size
            self._changed.notify_all()

    @contextmanager
    def serving(self, office: str) -> Iterator[int]:
        """While the block serves an office, the worker leaves it alone: work is done once.

        Waits for the transaction in hand at most. What it is given: how many entries were taken in
        since the office was last served here.
        """
        with self._changed:
            self._served[office] += 1
            self._changed.wait_for(lambda: self._in_hand != office)
            before = self._lying.pop(office, _Lying())
        try:
            yield before.taken
        finally:
            with self._changed:
                self._served[office] -= 1
                self._served += Counter()  # those that nobody serves are not counted on
                self._changed.notify_all()

    def _work(self) -> None:
        while office := self._next():
            lying = self._lying[office]  # `serving` lets it go only after this round
            try:
                done = self._take(office, lying.refused, lambda: self._must_stop(office))
                lying.taken += done.received
                lying.refused |= done.refused.keys()
            except Exception as error:  # noqa: BLE001 - whoever serves the office meets it, and says so
                self._failed(error)
            with self._changed:
                self._lying[office] = self._lying.pop(office)  # behind the others
                self._in_hand = ""
                self._changed.notify_all()

    def _next(self) -> str:
        """Waits for an office that left enough, and takes it in hand; "" at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ending or self._ready())
            self._in_hand = "" if self._ending else self._ready()
            if self._in_hand:
                self._lying[self._in_hand].size = 0
            return self._in_hand

    def _ready(self) -> str:
        return next(
            (
                office
                for office, lying in self._lying.items()
                if lying.size >= ENOUGH and not self._served[office]
            ),
            "",
        )

    def _must_stop(self, office: str) -> bool:
        return self._ending or self._served[office] > 0
