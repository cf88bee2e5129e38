"""Who decides on a leave, when it must be reported back, how long a travel permit holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from corrdesk.base.i18n import N_, _
from corrdesk.rules.counting import month_window, months
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trip:
    """A leave from the day of departure to the day of return, both included."""

    depart: date
    return_: date

    def __post_init__(self) -> None:
        """Nobody returns before leaving."""
        _check_trip(self.depart, self.return_)


@dataclass(frozen=True, slots=True)
class LeaveFacts:
    """A requested leave, earlier approved ones, and whether the office has been delegated."""

    depart: date
    return_: date
    delegated: bool
    previous: tuple[Trip, ...]
    abroad: bool | None = None
    supervision_end: date | None = None

    def __post_init__(self) -> None:
        """Nobody returns before leaving."""
        _check_trip(self.depart, self.return_)


def _check_trip(depart: date, back: date) -> None:
    if back < depart:
        raise FactImpossible("return", _("返回日期早于出发日期。"))


@dataclass(frozen=True, slots=True)
class LeaveRoute:
    """Who decides (office, county, city, or refused with a reason) and who is told."""

    days: int
    days_in_window: int
    approver: str
    file_with: tuple[str, ...]
    tell: tuple[str, ...]
    reason: str | None


def leave_approval(facts: LeaveFacts, law: Law) -> Decision[LeaveRoute]:
    """Up to 7 days the office if delegated, up to 30 the county, beyond that the city (IM 27).

    More than 30 days within two months are the city's as well.
    """
    reasons = Reasons(law)
    reasons.cite("leave.needs_approval")
    days = trip_days(reasons, facts.depart, facts.return_)
    in_window = days + _earlier_days(reasons, facts)
    reason = _refusal(reasons, facts)
    approver = "refused" if reason else _approver(reasons, facts, days, in_window)
    route = LeaveRoute(
        days=days,
        days_in_window=in_window,
        approver=approver,
        file_with=reasons.words("leave.office_files_with") if approver == "office" else (),
        tell=reasons.words("leave.city_tells") if approver == "city" else (),
        reason=reason,
    )
    return reasons.decide(route, facts)


@dataclass(frozen=True, slots=True)
class LeaveRoom:
    """How long one may stay away, by who decides; None: that authority decides on no such leave.

    `used` counts the days of earlier leaves in the window of a leave of one day.
    """

    used: int
    office_until: date | None
    county_until: date | None
    city_until: date | None  # beyond every limit, within the term; None where the term is open


def leave_room(facts: LeaveFacts, law: Law) -> LeaveRoom:
    """The latest returns with which the office, then the county, decide; asks the route each day.

    The return in the facts plays no part: this is shown while only the departure is known.
    No day beyond the first that is the city's is promised, even where the shorter window before
    the end of a February would make a later one the county's again.
    """
    latest: dict[str, date] = {}
    day, first = facts.depart, leave_approval(replace(facts, return_=facts.depart), law).value
    route = first
    while route.approver in {"office", "county"}:
        latest[route.approver] = day
        day += _DAY
        route = leave_approval(replace(facts, return_=day), law).value
    beyond = facts.supervision_end if route.approver == "city" else None
    return LeaveRoom(
        used=first.days_in_window - first.days,
        office_until=latest.get("office"),
        county_until=latest.get("county"),
        city_until=beyond,
    )


def trip_days(reasons: Reasons, depart: date, back: date) -> int:
    """Return the days of a trip; by the setting both its ends count, or its nights only."""
    nights = (back - depart).days
    return nights + 1 if reasons.flag("counting.leave_both_ends") else nights


def _earlier_days(reasons: Reasons, facts: LeaveFacts) -> int:
    """Count the days of earlier leaves in the window before the return, each day once."""
    count = reasons.number("leave.window_months")
    first = month_window(reasons, facts.return_, count)
    reasons.cite("leave.recurring_trips_count")
    earlier: set[date] = set()
    for trip in facts.previous:
        day, last = max(trip.depart, first), min(trip.return_, facts.return_)
        while day <= last:
            earlier.add(day)
            day += _DAY
    return sum(1 for day in earlier if day < facts.depart)


def _refusal(reasons: Reasons, facts: LeaveFacts) -> str | None:
    """Say why no leave may be granted at all: abroad first, then beyond the end of the term."""
    if facts.abroad and not reasons.flag("leave.abroad_allowed"):
        return "abroad"
    end = facts.supervision_end
    if end is not None and not reasons.day_within("return", facts.return_, end, "leave.term_limit"):
        return "beyond_term"
    return None


def _approver(reasons: Reasons, facts: LeaveFacts, days: int, in_window: int) -> str:
    short = reasons.at_most("days", days, "leave.county_max_days")
    if not reasons.at_most("days_in_window", in_window, "leave.window_max_days") or not short:
        return "city"
    if facts.delegated and reasons.at_most("days", days, "leave.office_max_days"):
        return "office"
    reasons.cite("leave.office_max_days")
    return "county"


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """The day on which somebody wants to leave."""

    depart: date


@dataclass(frozen=True, slots=True)
class ApplyBy:
    """The day by which one generally applies; later with a reason."""

    apply_by: date


def leave_apply_by(facts: DepartureFacts, law: Law) -> Decision[ApplyBy]:
    """One applies generally three days ahead (IM 27); the day never shifts."""
    reasons = Reasons(law)
    ahead = reasons.number("leave.apply_ahead_days")
    return reasons.decide(ApplyBy(facts.depart - timedelta(days=ahead)), facts)


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """The last day of a leave, and the day on which the return was reported, if it was."""

    return_: date
    reported: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnAnswer:
    """Whether the return report (销假) is overdue, and by how many days."""

    overdue: bool
    days_overdue: int


def leave_return(facts: ReturnFacts, law: Law) -> Decision[ReturnAnswer]:
    """A return is reported by the last day of the leave (IM 28), rest day or not."""
    reasons = Reasons(law)
    reasons.cite("leave.needs_approval")
    if facts.reported is not None and facts.reported > law.as_of:
        raise FactImpossible("reported", _("晚于查询日。"))
    seen = law.as_of if facts.reported is None else facts.reported
    limit = facts.return_ + timedelta(days=reasons.number("leave.return_grace_days"))
    in_time = reasons.day_within("reported", seen, limit, "leave.return_grace_days")
    late = 0 if in_time else (seen - limit).days
    return reasons.decide(ReturnAnswer(not in_time, late), facts)


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """The day on which recurring travel was approved."""

    approved: date


@dataclass(frozen=True, slots=True)
class PermitEnd:
    """The last day of the permit."""

    expires: date


def recurring_travel_expiry(facts: PermitFacts, law: Law) -> Decision[PermitEnd]:
    """A permit for recurring travel holds six months (IM 29) and never shifts."""
    reasons = Reasons(law)
    count = reasons.number("leave.recurring_months")
    return reasons.decide(PermitEnd(months(reasons, facts.approved, count)), facts)


@dataclass(frozen=True, slots=True)
class PermitEndFacts:
    """The last day of a permit for recurring travel."""

    expires: date


@dataclass(frozen=True, slots=True)
class PermitReminder:
    """From which day the desk reminds of the end, and whether that day has come or is past."""

    remind_on: date
    due_now: bool
    expired: bool


def recurring_travel_reminder(facts: PermitEndFacts, law: Law) -> Decision[PermitReminder]:
    """A permit has to be asked for anew after its six months (IM 29); the desk reminds before.

    How long before is a setting of the office, not a period of the law.
    """
    reasons = Reasons(law)
    reasons.cite("leave.recurring_months")
    remind_on = facts.expires - timedelta(days=reasons.number("leave.recurring_remind_days"))
    expired = law.as_of > facts.expires
    due_now = not expired and reasons.day_reaches(
        "as_of", law.as_of, remind_on, "leave.recurring_remind_days"
    )
    return reasons.decide(PermitReminder(remind_on, due_now, expired), facts)


QUESTIONS: Final = (
    Question("leave.approval", N_("外出批准权限"), LeaveFacts, leave_approval),
    Question("leave.apply_by", N_("外出申请时间"), DepartureFacts, leave_apply_by),
    Question("leave.return", N_("外出销假"), ReturnFacts, leave_return),
    Question(
        "recurring_travel.expiry", N_("经常性跨市县活动期限"), PermitFacts, recurring_travel_expiry
    ),
    Question(
        "recurring_travel.reminder",
        N_("经常性跨市县活动到期提醒"),
        PermitEndFacts,
        recurring_travel_reminder,
    ),
)
