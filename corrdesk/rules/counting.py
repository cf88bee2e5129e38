"""How days are counted: deadlines that shift over rest days, and periods that never shift.

The choices that the sources leave open are rule-file settings under `counting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from corrdesk.base.spans import add_months
from corrdesk.rules.law import Reasons

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a deadline is counted in."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Deadline:
    """`raw_due`: the last day by the numbers; `due`: moved off rest days; `remind_on`: before."""

    raw_due: date
    due: date
    remind_on: date


def deadline(reasons: Reasons, start: date, unit: Unit, count: int) -> Deadline:
    """Return the deadline that runs from an event; working days raise `CalendarMissing`."""
    if unit is Unit.WORKING_DAY:
        due = working_days(reasons, start, count)
        return Deadline(due, due, due)
    raw = days(reasons, start, count) if unit is Unit.DAY else months(reasons, start, count)
    return _shifted(reasons, raw)


def working_days(reasons: Reasons, start: date, count: int) -> date:
    """Return the n-th working day after an event, by the State Council's calendar."""
    reasons.cite("counting.working_days")
    first = start if _skips_first_day(reasons) else start - _DAY
    return reasons.law.calendar.add_working_days(first, count)


def days(reasons: Reasons, start: date, count: int) -> date:
    """Return the last of n calendar days after an event, not shifted."""
    return start + timedelta(days=count if _skips_first_day(reasons) else count - 1)


def months(reasons: Reasons, start: date, count: int) -> date:
    """Return the last day of n months after an event, not shifted; month ends stay month ends."""
    sticks = reasons.flag("counting.month_end_sticks")
    return add_months(start, count, from_month_end=sticks)


def month_window(reasons: Reasons, last_day: date, count: int) -> date:
    """Return the first day of the window of n calendar months that ends on a day."""
    reasons.cite("counting.leave_window")
    return months(reasons, last_day, -count) + _DAY


def same_day_number(reasons: Reasons, start: date, count: int) -> date:
    """Return the same day number n months after a day, or that month's last day."""
    reasons.cite("counting.late_months")
    return add_months(start, count, from_month_end=False)


def _skips_first_day(reasons: Reasons) -> bool:
    return not reasons.flag("counting.first_day_counts")


def _shifted(reasons: Reasons, raw: date) -> Deadline:
    """Move a deadline off rest days; note if a year was judged by its weekends only."""
    calendar = reasons.law.calendar
    due = calendar.next_working_day(raw) if reasons.flag("counting.deadline_shifts") else raw
    early = reasons.flag("counting.remind_before_rest")
    remind_on = calendar.last_working_day(raw) if early else raw
    unknown = not all(calendar.has_year(day.year) for day in (remind_on, raw, due))
    reasons.calendar_missing = bool(reasons.calendar_missing) or unknown
    return Deadline(raw, due, remind_on)
