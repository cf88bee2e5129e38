"""The steps of a lost contact on one line of time: when each was taken, how long after the loss."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from corrdesk.base.clock import CHINA
from corrdesk.casework.enforcement.measures.model import Step
from corrdesk.store.types import AnyRow

SEARCH_STEPS: Final = (
    Step.SEARCH,
    Step.TELL_POLICE,
    Step.TELL_PROCURATORATE,
    Step.FIND,
    Step.HANDLE,
)
"""In the order in which the law asks for them (IM 38)."""


@dataclass(frozen=True, slots=True)
class TimedStep:
    """One step: first and last time it was taken, days after the loss, and whether it is due.

    `open`: it is still asked for. `passed`: it was never taken, and nothing asks for it any more.
    """

    step: Step
    first: datetime | None
    last: datetime | None
    times: int
    days: int | None
    who: str
    open: bool

    @property
    def passed(self) -> bool:
        """Whether the search went on without it."""
        return self.first is None and not self.open


def timed_steps(
    steps: Sequence[AnyRow], since: date, allowed: Collection[Step], *, over: bool
) -> tuple[TimedStep, ...]:
    """Every step of a search. `steps`: as recorded; `allowed`: what may still be taken.

    `over`: whether the measure has ended, so that nothing is open any more.
    """
    found = any(row.step == Step.FIND for row in steps)
    return tuple(
        _timed(step, steps, since, allowed, found=found, over=over) for step in SEARCH_STEPS
    )


def _timed(
    step: Step,
    steps: Sequence[AnyRow],
    since: date,
    allowed: Collection[Step],
    *,
    found: bool,
    over: bool,
) -> TimedStep:
    taken = sorted((row for row in steps if row.step == step), key=lambda row: row.at)
    first, last = (taken[0].at, taken[-1].at) if taken else (None, None)
    # Handling comes after the finding: before that it is not skipped but still ahead.
    ahead = step is Step.HANDLE and not found
    return TimedStep(
        step,
        first,
        last,
        len(taken),
        (first.astimezone(CHINA).date() - since).days if first else None,
        taken[-1].who if taken else "",
        open=not taken and not over and (ahead or step in allowed),
    )
