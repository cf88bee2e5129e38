"""Spans of days and the law's months, by example and as invariants."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corrdesk.base.spans import Span, add_months, anniversary, is_month_end

DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(days)
    length = draw(st.none() | st.integers(min_value=1, max_value=4000))
    return Span(start, None if length is None else start + length * DAY)


def test_the_last_day_is_inside_and_the_end_is_not() -> None:
    span = Span.inclusive(date(2026, 3, 10), date(2026, 3, 17))
    assert (span.length, span.last_day) == (8, date(2026, 3, 17))
    assert span.contains(date(2026, 3, 10))
    assert span.contains(date(2026, 3, 17))
    assert not span.contains(date(2026, 3, 18))
    assert not span.contains(date(2026, 3, 9))


def test_an_open_span_has_no_last_day_and_no_length() -> None:
    span = Span(date(2026, 3, 10))
    assert (span.last_day, span.length) == (None, None)
    assert span.contains(date(2099, 1, 1))


@pytest.mark.parametrize("end", [date(2026, 3, 10), date(2026, 3, 9)])
def test_a_span_that_holds_no_day_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="end after"):
        Span(date(2026, 3, 10), end)


def test_neighbours_do_not_overlap() -> None:
    first = Span(date(2026, 1, 1), date(2026, 2, 1))
    second = Span(date(2026, 2, 1), None)
    assert not first.overlaps(second)
    assert first.intersect(second) is None


@given(spans(), spans(), days)
def test_the_intersection_holds_exactly_the_common_days(one: Span, other: Span, day: date) -> None:
    common = one.intersect(other)
    assert common == other.intersect(one)
    assert one.overlaps(other) == (common is not None)
    both = one.contains(day) and other.contains(day)
    assert both == (common is not None and common.contains(day))


@given(spans())
def test_length_counts_the_days_from_start_to_last_day(span: Span) -> None:
    assume(span.end is not None)
    assert span.last_day is not None
    assert Span.inclusive(span.start, span.last_day) == span
    assert span.length == (span.last_day - span.start).days + 1


@pytest.mark.parametrize(
    ("day", "n", "month_end", "expected"),
    [
        (date(2026, 2, 28), 1, True, date(2026, 3, 31)),
        (date(2026, 2, 28), 1, False, date(2026, 3, 28)),
        (date(2026, 1, 31), 1, True, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, False, date(2026, 2, 28)),
        (date(2026, 1, 30), 1, True, date(2026, 2, 28)),
        (date(2024, 2, 28), 1, True, date(2024, 3, 28)),
        (date(2024, 2, 29), 12, True, date(2025, 2, 28)),
        (date(2025, 2, 28), -12, True, date(2024, 2, 29)),
        (date(2026, 5, 10), -2, False, date(2026, 3, 10)),
        (date(2026, 11, 15), 3, True, date(2027, 2, 15)),
    ],
)
def test_months_are_counted_as_the_law_says(
    day: date, n: int, month_end: bool, expected: date
) -> None:
    assert add_months(day, n, from_month_end=month_end) == expected


@given(days, st.integers(-600, 600), st.booleans())
def test_a_month_count_lands_in_the_right_month(day: date, n: int, month_end: bool) -> None:
    result = add_months(day, n, from_month_end=month_end)
    assert (result.year - day.year) * 12 + result.month - day.month == n
    assert result.day == day.day or is_month_end(result)
    assert not (month_end and is_month_end(day)) or is_month_end(result)


@given(days, days, st.integers(0, 120))
def test_a_month_count_keeps_the_order_of_days(one: date, other: date, n: int) -> None:
    first, second = sorted((one, other))
    assert anniversary(first, 0, n) <= anniversary(second, 0, n)


def test_anniversaries_use_plain_day_numbers() -> None:
    assert anniversary(date(2024, 3, 15), 2) == date(2026, 3, 15)
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2026, 2, 28), 0, 1) == date(2026, 3, 28)
    assert anniversary(date(2026, 8, 31), 1, 6) == date(2028, 2, 29)
