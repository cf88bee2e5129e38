"""Leave: the route against a plain count of days, and the clocks that never shift."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.leave.policy import (
    DepartureFacts,
    LeaveFacts,
    PermitEndFacts,
    PermitFacts,
    ReturnFacts,
    Trip,
    leave_apply_by,
    leave_approval,
    leave_return,
    leave_room,
    recurring_travel_expiry,
    recurring_travel_reminder,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

DAY = timedelta(days=1)
CALENDAR = load_calendar()
TODAY = date(2026, 6, 1)
LAW = Law(load_rulebook(), CALENDAR, TODAY)
DAYS = st.dates(date(2024, 1, 1), date(2026, 10, 1))
TRIPS = st.lists(st.tuples(st.integers(-100, 20), st.integers(0, 40)), max_size=4)


def trip(depart: date, offset: int, length: int) -> Trip:
    start = depart + offset * DAY
    return Trip(start, start + length * DAY)


@given(DAYS, st.integers(0, 70), TRIPS, st.booleans())
def test_the_route_follows_a_plain_count(
    depart: date, length: int, trips: list[tuple[int, int]], delegated: bool
) -> None:
    back = depart + length * DAY
    previous = tuple(trip(depart, *each) for each in trips)
    route = leave_approval(LeaveFacts(depart, back, delegated, previous), LAW).value
    taken = {depart + n * DAY for n in range(length + 1)}
    if back.day <= 28 and (back + DAY).day != 1:  # where two months before is beyond doubt
        month = back.year * 12 + back.month - 3
        first = date(month // 12, month % 12 + 1, back.day) + DAY
        for each in previous:
            days = [each.depart + n * DAY for n in range((each.return_ - each.depart).days + 1)]
            taken |= {day for day in days if first <= day <= back}
        assert route.days_in_window == len(taken)
    assert route.days == length + 1
    if route.days > 30 or route.days_in_window > 30:
        assert (route.approver, route.tell) == ("city", ("procuratorate",))
    else:
        short = delegated and route.days <= 7
        assert route.approver == ("office" if short else "county")
        assert route.tell == ()
    assert route.file_with == (("county",) if route.approver == "office" else ())


@given(DAYS, st.integers(0, 40), TRIPS, st.tuples(st.integers(-100, 20), st.integers(0, 40)))
def test_another_earlier_leave_never_lowers_the_count(
    depart: date, length: int, trips: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    back = depart + length * DAY
    previous = tuple(trip(depart, *each) for each in trips)
    before = leave_approval(LeaveFacts(depart, back, True, previous), LAW).value
    added = (*previous, trip(depart, *more))
    after = leave_approval(LeaveFacts(depart, back, True, added), LAW).value
    assert after.days_in_window >= before.days_in_window >= before.days


@given(DAYS, TRIPS, st.booleans(), st.integers(0, 60))
@example(date(2025, 2, 20), [(-52, 22)], False, 8)
def test_the_room_of_a_leave_is_where_the_decider_changes(
    depart: date, trips: list[tuple[int, int]], delegated: bool, term: int
) -> None:
    end = depart + term * DAY
    previous = tuple(trip(depart, *each) for each in trips)
    facts = LeaveFacts(depart, depart, delegated, previous, None, end)
    room = leave_room(facts, LAW)
    approvers = {}
    for days in range(61):
        back = depart + days * DAY
        approvers[back] = leave_approval(replace(facts, return_=back), LAW).value.approver
    # Two months before the end of February are shorter, so that after a day for the city one for
    # the county may follow; no day is promised beyond the first that is not theirs.
    beyond = min((day for day, name in approvers.items() if name in {"city", "refused"}))
    for name, until in (("office", room.office_until), ("county", room.county_until)):
        with_it = [day for day, each in approvers.items() if each == name and day < beyond]
        assert (max(with_it) if with_it else None) == until
    assert room.city_until == (end if "city" in approvers.values() else None)


@given(DAYS, st.integers(0, 40))
def test_an_apply_day_and_a_permit_never_shift(day: date, later: int) -> None:
    assert leave_apply_by(DepartureFacts(day), LAW).value.apply_by == day - 3 * DAY
    first = recurring_travel_expiry(PermitFacts(day), LAW)
    second = recurring_travel_expiry(PermitFacts(day + later * DAY), LAW)
    assert first.value.expires <= second.value.expires
    assert first.calendar_missing is None


@given(st.dates(date(2026, 1, 1), TODAY), st.integers(-20, 60))
def test_a_return_is_late_by_the_days_after_it(reported: date, early: int) -> None:
    answer = leave_return(ReturnFacts(reported + early * DAY, reported), LAW).value
    assert answer.overdue == (early < 0)
    assert answer.days_overdue == max(-early, 0)


@given(st.integers(-40, 60))
def test_a_permit_is_reminded_of_before_its_end_and_not_after(left: int) -> None:
    answer = recurring_travel_reminder(PermitEndFacts(TODAY + left * DAY), LAW).value
    assert answer.remind_on == TODAY + (left - 15) * DAY
    assert answer.due_now == (0 <= left <= 15)
    assert answer.expired == (left < 0)


def test_what_was_compared_is_kept() -> None:
    facts = LeaveFacts(date(2026, 3, 10), date(2026, 3, 17), True, ())
    steps = leave_approval(facts, LAW).compared
    assert [(step.what, step.actual, step.relation, step.limit, step.holds) for step in steps] == [
        ("days", 8, "<=", 30, True),
        ("days_in_window", 8, "<=", 30, True),
        ("days", 8, "<=", 7, False),
    ]


def test_a_return_beyond_the_term_is_compared_with_its_end() -> None:
    facts = LeaveFacts(date(2026, 3, 10), date(2026, 3, 17), True, (), None, date(2026, 3, 16))
    (step,) = leave_approval(facts, LAW).compared
    assert (step.what, step.limit, step.holds) == ("return", date(2026, 3, 16), False)
