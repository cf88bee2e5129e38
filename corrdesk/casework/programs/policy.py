"""Which hours count, on which real days sessions fall, and in which phase somebody is. Pure.

National law names no hours (CCL 42, IM 43 and 44): targets come from the rule pack alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from corrdesk.base.spans import Span, add_months
from corrdesk.base.workdays import WorkCalendar
from corrdesk.casework.programs.model import Phase
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law, Reasons

_DAY: Final = timedelta(days=1)
_FORTNIGHT: Final = 14
_SATURDAY: Final = 5
DAY_MINUTES: Final = 24 * 60
MOST_SESSIONS: Final = 120
"""So many dates one plan may have: more is a typing mistake."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A session somebody took part in: `start` in minutes after midnight, what was attended."""

    key: str
    on: date
    start: int
    length: int
    attended: int


def credited_minutes(seats: Iterable[Seat], away: Iterable[Span]) -> dict[str, int]:
    """Return the minutes that each seat brings, by key; the order of the seats does not matter.

    Never more than the session is long, nothing on a day of approved leave, and nothing for a
    session that overlaps one that has counted already: the earlier one counts.
    """
    leaves = tuple(away)
    credited: dict[str, int] = {}
    taken: dict[date, int] = {}  # the end of the last session that counted, by day
    for seat in sorted(seats, key=lambda each: (each.on, each.start, each.key)):
        minutes = max(0, min(seat.attended, seat.length))
        absent = any(leave.contains(seat.on) for leave in leaves)
        if absent or seat.start < taken.get(seat.on, 0):
            minutes = 0
        if minutes:
            taken[seat.on] = seat.start + seat.length
        credited[seat.key] = minutes
    return credited


class Every(StrEnum):
    """How often a session returns."""

    ONCE = "once"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"  # on the same day of the month
    MONTH_WEEKDAY = "month_weekday"  # on the same weekday of the month, e.g. the second Friday


class OnRest(StrEnum):
    """What happens to a date that falls on a rest day (or takes a worked Saturday)."""

    LATER = "later"
    EARLIER = "earlier"
    SKIP = "skip"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A first day, how often, and how many dates or until when."""

    first: date
    every: Every
    count: int | None = None
    until: date | None = None
    on_rest: OnRest = OnRest.LATER


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A date as the rhythm gives it and the real one; None: it falls out. `why` is a code."""

    nominal: date
    on: date | None
    why: str = ""  # holiday, rest, worked, same, unknown_year
    holiday: str = ""


def real_dates(plan: Recurrence, calendar: WorkCalendar) -> tuple[PlannedDay, ...]:
    """Return the dates of a plan on the real calendar.

    A plan on weekdays keeps clear of holidays; one on weekends keeps clear of holidays and of
    weekends that are worked instead. Years without a published arrangement are marked.
    """
    taken: set[date] = set()
    found: list[PlannedDay] = []
    for nominal in _rhythm(plan):
        planned = _placed(nominal, plan.on_rest, calendar)
        if planned.on is not None and planned.on in taken:
            planned = PlannedDay(nominal, None, "same")
        if planned.on is not None:
            taken.add(planned.on)
        found.append(planned)
    return tuple(found)


def _rhythm(plan: Recurrence) -> list[date]:
    count = 1 if plan.every is Every.ONCE else plan.count
    days: list[date] = []
    for step in range(MOST_SESSIONS):
        if count is not None and step >= count:
            break
        day = _step(plan, step)
        if plan.until is not None and day is not None and day > plan.until:
            break
        if count is None and plan.until is None:
            break
        if day is not None:
            days.append(day)
    return days


def _step(plan: Recurrence, step: int) -> date | None:
    """The nominal date after so many steps; None in a month that has no such weekday."""
    if plan.every in {Every.ONCE, Every.WEEK}:
        return plan.first + timedelta(weeks=step)
    if plan.every is Every.FORTNIGHT:
        return plan.first + timedelta(days=_FORTNIGHT * step)
    if plan.every is Every.MONTH:
        return add_months(plan.first, step, from_month_end=False)
    number = (plan.first.day - 1) // 7
    month = add_months(plan.first.replace(day=1), step, from_month_end=False)
    day = month + timedelta(days=(plan.first.weekday() - month.weekday()) % 7, weeks=number)
    return day if day.month == month.month else None


def _placed(nominal: date, on_rest: OnRest, calendar: WorkCalendar) -> PlannedDay:
    why = _blocked(nominal, nominal, calendar)
    holiday = calendar.holiday_name(nominal) or ""
    unknown = "" if calendar.has_year(nominal.year) else "unknown_year"
    if not why or on_rest is OnRest.KEEP:
        return PlannedDay(nominal, nominal, why or unknown, holiday)
    if on_rest is OnRest.SKIP:
        return PlannedDay(nominal, None, why, holiday)
    step = _DAY if on_rest is OnRest.LATER else -_DAY
    day = nominal + step
    while _blocked(day, nominal, calendar):
        day += step
    return PlannedDay(nominal, day, why, holiday)


def _blocked(day: date, nominal: date, calendar: WorkCalendar) -> str:
    """Why a day does not do for a plan that was made for the weekday of `nominal`."""
    if nominal.weekday() < _SATURDAY:
        if calendar.is_working_day(day):
            return ""
        return "holiday" if calendar.holiday_name(day) else "rest"
    if calendar.holiday_name(day):
        return "holiday"
    return "" if calendar.is_rest_day(day) else "worked"


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """A term, both days included."""

    term_start: date
    term_end: date


@dataclass(frozen=True, slots=True)
class PhaseAnswer:
    """In which phase somebody is today; None where the pack does not divide the term."""

    phase: str | None


def phase_today(facts: PhaseFacts, law: Law) -> Decision[PhaseAnswer]:
    """Education has phases (IM 43); how long the first and the last are is for the rule pack."""
    reasons = Reasons(law)
    entry = reasons.rule("programs.entry_months").value
    last = reasons.rule("programs.exit_months").value
    phase: str | None = None
    if not isinstance(entry, int) or not isinstance(last, int):
        reasons.need("pack.programs.entry_months")
    elif law.as_of < add_months(facts.term_start, entry, from_month_end=False):
        phase = Phase.ENTRY.value
    elif law.as_of > add_months(facts.term_end, -last, from_month_end=False):
        phase = Phase.EXIT.value
    else:
        phase = Phase.MIDDLE.value
    return reasons.decide(PhaseAnswer(phase), facts)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the ledger says of a period, in minutes; `penalty` is what was taken off.

    `planned` are the sessions that somebody is invited to until the period's end.
    """

    credited: int = 0
    penalty: int = 0
    adjusted: int = 0
    planned: int = 0
    target: int | None = None

    @property
    def balance(self) -> int:
        """What counts: the sum of all events."""
        return self.credited - self.penalty + self.adjusted

    @property
    def short(self) -> int:
        """What is missing today; nothing without a target."""
        return 0 if self.target is None else max(0, self.target - self.balance)

    @property
    def forecast(self) -> int:
        """What will count at the period's end if everything planned is attended."""
        return self.balance + self.planned

    @property
    def will_be_short(self) -> int:
        """What is missing at the period's end even then; nothing without a target."""
        return 0 if self.target is None else max(0, self.target - self.forecast)


def tally(sums: Mapping[str, int], *, planned: int = 0, target: int | None = None) -> Tally:
    """Make a tally of the sums of events by sort; penalties come below zero."""
    return Tally(
        credited=sums.get("credit", 0),
        penalty=-sums.get("penalty", 0),
        adjusted=sums.get("adjustment", 0),
        planned=planned,
        target=target,
    )
