"""The only source of "now" and "today". Everything else is given a clock or a date.

Days are Chinese days (UTC+8, no summer time), whatever time zone the machine is set to.
"""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final, Protocol

CHINA: Final = timezone(timedelta(hours=8), "CST")


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """Return the moment as an aware date-time in China's zone."""
        ...

    def today(self) -> date:
        """Return the calendar day in China."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's moment in China's zone."""
        return datetime.now(CHINA)  # noqa: TID251 - the one place that may ask

    def today(self) -> date:
        """Return the calendar day in China at this moment."""
        return self.now().date()


class ShiftedClock:
    """A clock that runs as the machine's does, but from another moment: for the demo office."""

    def __init__(self, start: datetime) -> None:
        """Start running at an aware moment."""
        self._shift = start - SystemClock().now()

    def now(self) -> datetime:
        """Return the shifted moment in China's zone."""
        return SystemClock().now() + self._shift

    def today(self) -> date:
        """Return the calendar day of the shifted moment."""
        return self.now().date()


class FixedClock:
    """A clock that stands still until it is moved: for tests, demos and `--as-of`."""

    def __init__(self, at: datetime | date) -> None:
        """Stop at a moment (aware), or at 09:00 in China on a plain date."""
        if not isinstance(at, datetime):
            at = datetime.combine(at, time(9), CHINA)
        if at.tzinfo is None:
            msg = "a fixed clock needs an aware date-time"
            raise ValueError(msg)
        self._at = at.astimezone(CHINA)

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._at

    def today(self) -> date:
        """Return the day on which the clock stands."""
        return self._at.date()

    def advance(self, by: timedelta) -> None:
        """Move the clock; a negative step plays a clock that was set back."""
        self._at += by
