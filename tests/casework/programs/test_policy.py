"""Which hours count, on which real days sessions fall, in which phase somebody is."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.base.spans import Span
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.programs.policy import (
    DAY_MINUTES,
    MOST_SESSIONS,
    Every,
    OnRest,
    PhaseFacts,
    Recurrence,
    Seat,
    credited_minutes,
    phase_today,
    real_dates,
    tally,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

CALENDAR = load_calendar()
DAY = date(2026, 6, 8)
DAYS = st.dates(date(2026, 6, 1), date(2026, 6, 5))


@st.composite
def seats(draw: st.DrawFn) -> list[Seat]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        start = draw(st.integers(0, DAY_MINUTES - 1))
        length = draw(st.integers(1, DAY_MINUTES - start))
        attended = draw(st.integers(-10, length + 60))
        found.append(Seat(f"s{number}", draw(DAYS), start, length, attended))
    return found


@st.composite
def leaves(draw: st.DrawFn) -> list[Span]:
    first = draw(st.lists(DAYS, max_size=2))
    return [Span.inclusive(day, day + timedelta(days=draw(st.integers(0, 2)))) for day in first]


@settings(max_examples=200)
@given(seats(), leaves(), st.randoms(use_true_random=False))
def test_what_counts_does_not_depend_on_the_order(
    mine: list[Seat], away: list[Span], chance: random.Random
) -> None:
    once = credited_minutes(mine, away)
    shuffled = list(mine)
    chance.shuffle(shuffled)
    assert credited_minutes(shuffled, away[::-1]) == once


@settings(max_examples=200)
@given(seats(), leaves())
def test_no_hour_counts_twice_nor_on_leave_nor_beyond_the_session(
    mine: list[Seat], away: list[Span]
) -> None:
    counted = credited_minutes(mine, away)
    assert set(counted) == {seat.key for seat in mine}
    kept = [seat for seat in mine if counted[seat.key]]
    for seat in mine:
        assert 0 <= counted[seat.key] <= max(0, min(seat.length, seat.attended))
    for seat in kept:
        assert not any(leave.contains(seat.on) for leave in away)
        for other in kept:
            if other is not seat and other.on == seat.on:
                apart = (
                    seat.start + seat.length <= other.start
                    or other.start + other.length <= seat.start
                )
                assert apart


@settings(max_examples=200)
@given(seats(), leaves())
def test_what_does_not_count_has_a_reason(mine: list[Seat], away: list[Span]) -> None:
    counted = credited_minutes(mine, away)
    for seat in mine:
        full = min(seat.attended, seat.length)
        if full <= 0 or counted[seat.key] == full:
            continue
        on_leave = any(leave.contains(seat.on) for leave in away)
        overlapped = any(
            counted[other.key] and other.on == seat.on
            and other.start < seat.start + seat.length and seat.start < other.start + other.length
            for other in mine if other is not seat
        )  # fmt: skip
        assert on_leave or overlapped


def test_the_session_that_began_earlier_counts() -> None:
    early, late = Seat("b", DAY, 540, 120, 120), Seat("a", DAY, 600, 60, 60)
    after = Seat("c", DAY, 660, 60, 30)
    assert credited_minutes([late, after, early], []) == {"a": 0, "b": 120, "c": 30}


@given(
    st.lists(
        st.tuples(st.sampled_from(["credit", "penalty", "adjustment"]), st.integers(-500, 500))
    )
)
def test_the_balance_is_the_sum_of_the_events(events: list[tuple[str, int]]) -> None:
    sums: dict[str, int] = {}
    for sort, minutes in events:
        sums[sort] = sums.get(sort, 0) + minutes
    found = tally(sums, planned=60, target=600)
    assert found.balance == sum(minutes for _sort, minutes in events)
    assert found.forecast == found.balance + 60
    assert found.short == max(0, 600 - found.balance)
    assert found.will_be_short == max(0, 600 - found.forecast)


def dates(plan: Recurrence) -> list[date | None]:
    return [each.on for each in real_dates(plan, CALENDAR)]


def test_a_holiday_moves_a_session_to_the_next_working_day() -> None:
    plan = Recurrence(date(2026, 9, 25), Every.WEEK, count=3)
    found = real_dates(plan, CALENDAR)
    assert [each.on for each in found] == [
        date(2026, 9, 28), date(2026, 10, 8), date(2026, 10, 9),
    ]  # fmt: skip
    assert [each.why for each in found] == ["holiday", "holiday", ""]
    assert found[0].holiday == "中秋节"


def test_a_rest_day_may_be_skipped_kept_or_moved_back() -> None:
    first = date(2026, 10, 2)
    assert dates(Recurrence(first, Every.WEEK, count=2, on_rest=OnRest.SKIP)) == [
        None, date(2026, 10, 9),
    ]  # fmt: skip
    assert dates(Recurrence(first, Every.ONCE, on_rest=OnRest.EARLIER)) == [date(2026, 9, 30)]
    (kept,) = real_dates(Recurrence(first, Every.ONCE, on_rest=OnRest.KEEP), CALENDAR)
    assert (kept.on, kept.why) == (first, "holiday")


def test_weekend_service_keeps_clear_of_worked_saturdays() -> None:
    found = real_dates(Recurrence(date(2026, 5, 2), Every.WEEK, count=3), CALENDAR)
    assert [(each.on, each.why) for each in found] == [
        (date(2026, 5, 10), "holiday"), (None, "same"), (date(2026, 5, 16), ""),
    ]  # fmt: skip


def test_two_dates_do_not_fall_on_one_day() -> None:
    plan = Recurrence(date(2026, 2, 16), Every.WEEK, count=2)
    found = real_dates(plan, CALENDAR)
    assert [(each.on, each.why) for each in found] == [
        (date(2026, 2, 24), "holiday"),
        (None, "same"),
    ]


def test_months_keep_their_day_or_their_weekday() -> None:
    plan = Recurrence(date(2026, 7, 31), Every.MONTH, count=3, on_rest=OnRest.KEEP)
    assert dates(plan) == [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]
    second_friday = Recurrence(date(2026, 7, 10), Every.MONTH_WEEKDAY, count=3)
    assert dates(second_friday) == [date(2026, 7, 10), date(2026, 8, 14), date(2026, 9, 11)]
    fifth = Recurrence(date(2026, 7, 31), Every.MONTH_WEEKDAY, until=date(2026, 10, 31))
    assert [each.nominal for each in real_dates(fifth, CALENDAR)] == [
        date(2026, 7, 31), date(2026, 10, 30),
    ]  # fmt: skip


def test_a_plan_ends_and_an_unknown_year_is_marked() -> None:
    fortnight = Recurrence(date(2026, 6, 8), Every.FORTNIGHT, until=date(2026, 7, 6))
    assert dates(fortnight) == [date(2026, 6, 8), date(2026, 6, 22), date(2026, 7, 6)]
    assert dates(Recurrence(DAY, Every.WEEK)) == []
    assert len(dates(Recurrence(DAY, Every.WEEK, count=999))) == MOST_SESSIONS
    year = max(CALENDAR.years) + 1
    monday = date(year, 3, 1) + timedelta(days=(7 - date(year, 3, 1).weekday()) % 7)
    (found,) = real_dates(Recurrence(monday, Every.ONCE), CALENDAR)
    assert (found.on, found.why) == (monday, "unknown_year")


@pytest.mark.parametrize(
    ("today", "phase"),
    [
        (date(2026, 1, 5), "entry"),
        (date(2026, 2, 4), "entry"),
        (date(2026, 2, 5), "middle"),
        (date(2026, 12, 4), "middle"),
        (date(2026, 12, 5), "exit"),
    ],
)
def test_the_example_pack_divides_the_term(today: date, phase: str) -> None:
    law = Law(load_rulebook("cn-example"), CALENDAR, today)
    found = phase_today(PhaseFacts(date(2026, 1, 5), date(2027, 1, 4)), law)
    assert found.value.phase == phase
    assert {each.mark for each in found.citations} == {"L"}


def test_without_a_local_pack_there_are_no_phases() -> None:
    law = Law(load_rulebook("cn"), CALENDAR, DAY)
    found = phase_today(PhaseFacts(date(2026, 1, 5), date(2027, 1, 4)), law)
    assert found.value.phase is None
    assert found.needs == ("pack.programs.entry_months",)


def test_without_a_target_nothing_is_missing() -> None:
    mine = tally({"penalty": -30})
    assert (mine.balance, mine.short, mine.will_be_short) == (-30, 0, 0)
    owed = tally({"penalty": -30}, planned=60, target=120)
    assert (owed.short, owed.will_be_short) == (150, 90)
