"""A simple office in memory, beside the real one: what the law and the pack ask, said once more.

Written from the rules as people read them, for the strict class of the example pack, and knowing
nothing of the program's own policies: weeks from Monday, months, days counted by hand.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

DAY = timedelta(days=1)
WEEKLY = {"check_in": 1, "phone_report": 2, "written_report": 1}
HOURLY = ("education", "public_service")  # twelve hours a month; nobody serves any here
Settled = Literal["open", "fulfilled", "excused", "waiting", "missed", "moved"]


@dataclass
class Week:
    """One report that is owed in one week."""

    kind: str
    first: date
    last: date
    needed: int
    done: int = 0
    state: Settled = "open"

    @property
    def key(self) -> tuple[str, date]:
        return self.kind, self.first

    def report(self) -> None:
        self.done += 1
        self.state = "fulfilled" if self.done >= self.needed else self.state


@dataclass
class Trip:
    """One request for leave."""

    depart: date
    last: date
    state: str = "requested"
    returned: date | None = None
    reported: date | None = None

    @property
    def days(self) -> int:
        return (self.last - self.depart).days + 1

    @property
    def spent(self) -> tuple[date, date] | None:
        """The days that later leaves have to count: those granted, or until an early return."""
        if self.state not in {"approved", "ended"}:
            return None
        return self.depart, min(self.returned or self.last, self.last)

    @property
    def away(self) -> tuple[date, date] | None:
        """The days on which the person is away with approval."""
        return self.spent


@dataclass
class Case:
    """One violation, and the measures that were proposed for it."""

    found_on: date
    state: str = "recorded"  # recorded, submitted, returned, decided, dismissed
    measure: str = ""
    granted: bool = False


@dataclass
class Given:
    """A measure that was granted: when its sheet was served, if it was."""

    measure: str
    served_on: date | None = None


@dataclass
class Hint:
    """What the records showed, and what was done with it."""

    kind: str
    due: date
    state: str = "open"
    stage: int = 0


@dataclass
class Man:
    """One person under supervision in the strict class."""

    name: str
    since: date
    weeks: dict[tuple[str, date], Week] = field(default_factory=dict)
    outside: list[tuple[str, date]] = field(default_factory=list)  # reports in no window
    trips: list[Trip] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    hints: dict[tuple[object, ...], Hint] = field(default_factory=dict)

    # Duties

    def begin(self, today: date) -> None:
        """Opens the week that begins today; whoever is away for all of it reports by telephone."""
        if today.weekday() or today < self.since:
            return
        last = today + 6 * DAY
        moved = any(
            away[0] <= today and last <= away[1]
            for away in (trip.away for trip in self.trips)
            if away is not None
        )
        for kind, needed in WEEKLY.items():
            week = Week(kind, today, last, needed + (moved and kind == "phone_report"))
            if moved and kind == "check_in":
                week.state = "moved"
            self.weeks[week.key] = week

    def settle_moves(self, today: date) -> None:
        """After an early return, weeks that are not wholly spent away are as they were before."""
        for week in [week for week in self.weeks.values() if week.kind == "check_in"]:
            away = any(
                trip.away is not None and trip.away[0] <= week.first and week.last <= trip.away[1]
                for trip in self.trips
            )
            if week.state == "moved" and not away and week.first <= today:
                week.state = "open"
                calls = self.weeks["phone_report", week.first]
                if calls.state == "open":
                    calls.needed -= 1
                    calls.state = "fulfilled" if calls.done >= calls.needed else "open"

    def report(self, kind: str, day: date) -> None:
        """A report on a day: for the window of that week, or for none if that is done."""
        week = self.weeks.get((kind, day - day.weekday() * DAY))
        if week is not None and week.state in {"open", "waiting"}:
            week.report()
        else:
            self.outside.append((kind, day))

    # Leave

    def approver(self, trip: Trip) -> str:
        """Seven days the office, thirty the county; more than thirty in two months the city."""
        total = trip.days + sum(
            max(0, (min(spent[1], trip.last) - max(spent[0], window_start(trip.last))).days + 1)
            for spent in (each.spent for each in self.trips if each is not trip)
            if spent is not None
        )
        if trip.days > 30 or total > 30:
            return "city"
        return "office" if trip.days <= 7 else "county"

    # The ladder

    def named(self, case: Case) -> list[str]:
        """What the law names for a minor breach of the rules on reports and leave (probation)."""
        before = Counter(
            each.measure
            for each in self.given
            if each.served_on is not None and each.served_on <= case.found_on
        )
        found = ["admonition"]
        if before["admonition"] >= 2:
            found.append("warning")
        if before["warning"] >= 2:
            found.append("revoke_probation")
        return found

    # Hints

    def findings(self, today: date) -> Iterator[tuple[tuple[object, ...], str, date, int]]:
        """What the records show today: key, kind, last day in time, how far the ladder is."""
        for week in self.weeks.values():
            if week.state == "missed" or (week.state == "open" and week.last < today):
                late = any(k == week.kind and week.last < d <= today for k, d in self.outside)
                kind = "late_report" if late else "missed_duty"
                yield ("week", *week.key), kind, week.last, 0
        for first, last in months(self.since, today):
            if last < today:
                for kind in HOURLY:
                    yield ("month", kind, first), "hours_short", last, 0
        for number, trip in enumerate(self.trips):
            over = trip.state == "approved" and trip.last < today
            late_back = trip.reported is not None and trip.reported > trip.last
            if over or late_back:
                seen = trip.reported or today
                yield ("trip", number), "leave_overrun", trip.last, stage(trip.last, seen)

    def look(self, today: date) -> None:
        """The day's findings against the hints: new, gone, or grown."""
        found = {key: (kind, due, grade) for key, kind, due, grade in self.findings(today)}
        for key, (kind, due, grade) in found.items():
            hint = self.hints.setdefault(key, Hint(kind, due, stage=grade))
            if hint.state == "lapsed" or (hint.state == "dismissed" and grade > hint.stage):
                hint.state = "open"
            if hint.state == "open":
                hint.kind, hint.stage = kind, grade
        for key, hint in self.hints.items():
            if key not in found and hint.state == "open":
                hint.state = "lapsed"


def months(since: date, today: date) -> Iterator[tuple[date, date]]:
    """The months so far; one of which less than half is left carries nothing."""
    first = since
    while first <= today:
        length = calendar.monthrange(first.year, first.month)[1]
        last = first.replace(day=length)
        if ((last - first).days + 1) * 2 >= length:
            yield first, last
        first = last + DAY


def stage(due: date, seen: date) -> int:
    """Ten days, more than ten, more than a month: the steps of lateness."""
    days = (seen - due).days
    month = due.month % 12 + 1
    year = due.year + (due.month == 12)
    limit = date(year, month, min(due.day, calendar.monthrange(year, month)[1]))
    return 3 if seen > limit else 2 if days > 10 else 1


def window_start(last: date) -> date:
    """The first day of the two months that end on a day; the end of a month stays the end."""
    month = (last.month - 3) % 12 + 1
    year = last.year - (last.month <= 2)
    length = calendar.monthrange(year, month)[1]
    at_end = last.day == calendar.monthrange(last.year, last.month)[1]
    return date(year, month, length if at_end else min(last.day, length)) + DAY
