"""Half-open spans of days and the law's month arithmetic. Knows no holidays: see `workdays`.

A span holds `start` and every day before `end`; an open end is None, never a magic date.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """At least one day: from `start` up to but not including `end` (None: still running)."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            msg = "a span must end after it starts"
            raise ValueError(msg)

    @classmethod
    def inclusive(cls, first: date, last: date) -> Self:
        """Return the span of the days `first` to `last`, both counted."""
        return cls(first, last + _DAY)

    @property
    def last_day(self) -> date | None:
        """The last day inside the span; None while it is open."""
        return None if self.end is None else self.end - _DAY

    @property
    def length(self) -> int | None:
        """How many days the span holds; None while it is open."""
        return None if self.end is None else (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Say whether the day lies inside."""
        return self.start <= day and (self.end is None or day < self.end)

    def intersect(self, other: "Span") -> "Span | None":
        """Return the days that both spans hold, or None if there are none."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        return None if end is not None and end <= start else Span(start, end)

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two spans share a day."""
        return self.intersect(other) is not None


def is_month_end(day: date) -> bool:
    """Say whether the day is its month's last."""
    return day.day == monthrange(day.year, day.month)[1]


def add_months(day: date, n: int, *, from_month_end: bool) -> date:
    """Return the same day number `n` months on, or that month's last day if there is none.

    With `from_month_end` a count that starts on a month's last day ends on a month's last day:
    28 February and one month is 31 March (SPC 202). `n` may be negative.
    """
    index = day.year * 12 + day.month - 1 + n
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    number = last if from_month_end and is_month_end(day) else min(day.day, last)
    return date(year, month + 1, number)


def anniversary(day: date, years: int, months: int = 0) -> date:
    """Return the day that plain day numbers give after so many years and months.

    For sentences, ages and anniversaries, which never stick to the end of a month; 29 February
    falls on 28 February in common years.
    """
    return add_months(day, years * 12 + months, from_month_end=False)
