"""Bugs in what is done about clocks that are wrong: evidence refused, or the wrong thing marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from corrdesk.sync.core import clocks
from corrdesk.sync.core.clocks import Doubt
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.refusal import Reason, Refused
from tests.faults.simulation.bugs import Bug

REAL_CHECKED = CountySide._checked
REAL_SAID = clocks.said


def _refuses(self: CountySide, *given: Any) -> Any:
    """What comes from a clock that is ahead is not evidence."""
    segment = REAL_CHECKED(self, *given)
    seen = clocks._milliseconds(self._now) or 0
    stamped = [clocks._milliseconds(entry.entered_at) or 0 for entry in segment.entries]
    if max(stamped) - seen > clocks.LIMIT:
        raise Refused(Reason.OLD)
    return segment


def _by_number(_ledger: Any, marks: Iterable[Any]) -> list[Any]:
    """A mark is believed by its number: another branch's stands on whoever took its place."""
    return list(marks)


def _of_one(found: Iterable[Doubt]) -> dict[str, bytes]:
    return REAL_SAID([replace(each, last=each.first) for each in found])


CLOCK_PLANTS: dict[str, Bug] = {
    "clock-refused": Bug(
        "what a clock that is ahead has stamped is refused",
        lambda: [(CountySide, "_checked", _refuses)],
    ),
    "clock-unmarked": Bug(
        "what a wrong clock has stamped is taken like anything else",
        lambda: [(clocks, "note", lambda *_given: False)],
    ),
    "clock-passed-on": Bug(
        "who took over a wrong clock by knowing of it is marked as well",
        lambda: [(clocks, "_was_ahead", lambda _marks, _clock: False)],
        from_seed=345,
    ),
    "clock-by-number": Bug(
        "a mark is believed by its number",
        lambda: [(clocks, "_holding", _by_number)],
        from_seed=30,
    ),
    "clock-untold": Bug(
        "of the entries that are marked a receipt names the first",
        lambda: [(clocks, "said", _of_one)],
    ),
}
