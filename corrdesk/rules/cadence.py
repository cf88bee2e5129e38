"""Periods of the calendar: week (Monday to Sunday), half-month, month, quarter; and cut periods.

Periods belong to the calendar, not to a person, and rest days never move them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
_HALF = 15
_QUARTER = 3
_HUNDRED = 100


class Cadence(StrEnum):
    """How often a duty returns."""

    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the period holds."""
        return (self.last - self.first).days + 1

    def cut_to(self, first: date, last: date) -> Period:
        """Return the part between two days; at least one day must be left."""
        return Period(max(self.first, first), min(self.last, last))


def period_of(cadence: Cadence, day: date) -> Period:
    """Return the calendar period that holds a day."""
    if cadence is Cadence.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if cadence is Cadence.HALF_MONTH:
        if day.day <= _HALF:
            return Period(day.replace(day=1), day.replace(day=_HALF))
        return Period(day.replace(day=_HALF + 1), _month_end(day))
    if cadence is Cadence.MONTH:
        return Period(day.replace(day=1), _month_end(day))
    first_month = day.month - (day.month - 1) % _QUARTER
    first = date(day.year, first_month, 1)
    return Period(first, _month_end(first.replace(month=first_month + _QUARTER - 1)))


def periods(cadence: Cadence, first: date, last: date) -> Iterator[Period]:
    """Yield the calendar periods that hold any of the days from `first` to `last`."""
    period = period_of(cadence, first)
    while period.first <= last:
        yield period
        period = period_of(cadence, period.last + _DAY)


def keeps_duty(whole: Period, left: Period, percent: int, *, inclusive: bool) -> bool:
    """Say whether a cut period still carries its duty: enough of its days are left.

    A period that is not cut always does.
    """
    if left == whole:
        return True
    share, limit = _HUNDRED * left.days, percent * whole.days
    return share >= limit if inclusive else share > limit


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
