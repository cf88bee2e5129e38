"""What stops an exchange until a person has looked: each stop by name, and what it is told from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from corrdesk.sync.core.hiding import Hidden
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.names import LONGEST_LEAP

DAY = timedelta(days=1)
SEVERAL = 5  # names that are read to find a word of the county's


class Guard(StrEnum):
    """Why nothing was exchanged. All but the first two may be confirmed."""

    NOT_ENROLLED = "not_enrolled"
    FORK = "fork"  # two devices with one identity, or a vault put back that went on
    EMPTIED = "emptied"  # the target held the county's word before and holds nothing now
    ROLLED_BACK = "rolled_back"  # the target shows an older state than was seen there
    FOREIGN = "foreign"  # the target belongs to another county, or nothing there can be read
    CLOCK = "clock"  # this machine's clock and the county's differ by more than a day
    HIDES = "hides"  # more than a tenth of what is in sight of a kind would be out of sight
    RESTORED = "restored"  # the vault was put back from a backup


class Stopped(Exception):
    """The exchange stopped before anything was taken or left, or more of it.

    `hidden`: what would be out of sight, for `HIDES`.
    """

    def __init__(self, guard: Guard, hidden: Sequence[Hidden] = ()) -> None:
        super().__init__(guard.value)
        self.guard = guard
        self.hidden = tuple(hidden)


class Marks:
    """What was seen at a target before, and what a person has confirmed this time."""

    def __init__(self, ledger: Ledger, target: str, now: str, confirmed: frozenset[Guard]) -> None:
        self._ledger = ledger
        self._key = f"target:{target}"
        self._now = now
        self._confirmed = confirmed

    def require(self, guard: Guard) -> None:
        """Raises `Stopped` unless a person has confirmed this."""
        if guard not in self._confirmed:
            raise Stopped(guard)

    def require_sight(self, hidden: Sequence[Hidden]) -> None:
        """As `require`, where so much would be put out of sight."""
        if Guard.HIDES not in self._confirmed:
            raise Stopped(Guard.HIDES, hidden)

    def worth_reading(self, offered: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The latest names, and the latest of those that the county may well have come to.

        However many names from far ahead somebody leaves, they hide none of the county's words.
        """
        near = self.seen_last() + LONGEST_LEAP
        likely = [each for each in offered if each[0] <= near]
        return sorted({*offered[:SEVERAL], *likely[:SEVERAL]}, reverse=True)

    def check_target(self, newest: int) -> None:
        """`newest`: the number of the latest receipt there, 0 for none.

        It has to be proven the county's wherever it can be read: whoever took a target back or
        emptied it may leave a file whose name promises a later one.
        """
        before = self.seen_last()
        if before and not newest:
            self.require(Guard.EMPTIED)
        elif newest < before:
            self.require(Guard.ROLLED_BACK)

    def check_clock(self, at: str) -> None:
        """A word of the county from more than a day ahead: one of the two clocks is wrong."""
        if datetime.fromisoformat(at) - datetime.fromisoformat(self._now) > DAY:
            self.require(Guard.CLOCK)

    def start_anew(self) -> None:
        """The county was restored and says so: what was seen of it before counts no more."""
        self._ledger.remember({self._key: b"0"})

    def seen(self, number: int) -> None:
        """Remembers how far this target was."""
        self._ledger.remember({self._key: str(number).encode()})

    def seen_last(self) -> int:
        """How far this target was when it was looked at last, 0 for never."""
        raw = self._ledger.recall(self._key)
        return int(raw.decode()) if raw else 0
