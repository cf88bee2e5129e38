"""Calendar periods and cut periods."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.rules.cadence import Cadence, Period, keeps_duty, period_of, periods

DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("cadence", "day", "first", "last"),
    [
        (Cadence.WEEK, date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 7)),
        (Cadence.WEEK, date(2026, 6, 7), date(2026, 6, 1), date(2026, 6, 7)),
        (Cadence.WEEK, date(2026, 1, 1), date(2025, 12, 29), date(2026, 1, 4)),
        (Cadence.HALF_MONTH, date(2026, 6, 15), date(2026, 6, 1), date(2026, 6, 15)),
        (Cadence.HALF_MONTH, date(2026, 6, 16), date(2026, 6, 16), date(2026, 6, 30)),
        (Cadence.HALF_MONTH, date(2024, 2, 29), date(2024, 2, 16), date(2024, 2, 29)),
        (Cadence.MONTH, date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        (Cadence.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (Cadence.QUARTER, date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Cadence.QUARTER, date(2026, 5, 31), date(2026, 4, 1), date(2026, 6, 30)),
        (Cadence.QUARTER, date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30)),
        (Cadence.QUARTER, date(2026, 10, 1), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_periods_of_the_calendar(cadence: Cadence, day: date, first: date, last: date) -> None:
    assert period_of(cadence, day) == Period(first, last)


@given(st.sampled_from(Cadence), DAYS)
def test_every_day_of_a_period_names_the_same_period(cadence: Cadence, day: date) -> None:
    period = period_of(cadence, day)
    assert period.first <= day <= period.last
    assert period_of(cadence, period.first) == period_of(cadence, period.last) == period
    assert period_of(cadence, period.last + DAY).first == period.last + DAY


@given(st.sampled_from(Cadence), DAYS, st.integers(0, 400))
def test_periods_follow_each_other_over_a_span(cadence: Cadence, first: date, days: int) -> None:
    last = first + days * DAY
    found = list(periods(cadence, first, last))
    assert found[0] == period_of(cadence, first)
    assert found[-1] == period_of(cadence, last)
    for earlier, later in pairwise(found):
        assert later.first == earlier.last + DAY


def test_cutting() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    assert june.days == 30
    assert june.cut_to(date(2026, 6, 10), date(2026, 7, 5)) == Period(
        date(2026, 6, 10), date(2026, 6, 30)
    )
    assert june.cut_to(date(2026, 5, 1), date(2026, 6, 10)) == Period(
        date(2026, 6, 1), date(2026, 6, 10)
    )


@pytest.mark.parametrize(
    ("days", "inclusive", "carries"),
    [(15, True, True), (15, False, False), (14, True, False), (16, False, True)],
)
def test_half_a_month_is_enough_or_not(days: int, inclusive: bool, carries: bool) -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    left = Period(june.first, june.first + (days - 1) * DAY)
    assert keeps_duty(june, left, 50, inclusive=inclusive) is carries


def test_a_whole_period_always_carries_its_duty() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    assert keeps_duty(june, june, 100, inclusive=False)
