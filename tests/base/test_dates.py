"""Dates as ledgers write them."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.dates import (
    DateProblem,
    Lean,
    format_cn,
    from_excel_serial,
    parse_date,
    parse_day,
)

days = st.dates(date(1800, 1, 1), date(2199, 12, 31))
WIDE = str.maketrans("0123456789./-", "０１２３４５６７８９．／－")


@pytest.mark.parametrize(
    "text",
    [
        "2026.8.3",
        "2026-08-03",
        "2026/8/3",
        "2026年8月3日",
        "2026 年 8 月 3 日",
        "2026年8月3号",
        "\u202a2026-08-03\u202c\u2028",
        "2026年8月3",
        "2026。8。3",
        "2026，08，03",
        "2026、8、3",
        "20260803",
        " 2026.08.03\u3000",
        "２０２６．８．３",
        "2026/8/3 0:00",
        "2026-08-03T00:00:00",
        "2026-08-03 00:00:00",
    ],
)
def test_the_usual_writings_are_read(text: str) -> None:
    assert parse_date(text) == date(2026, 8, 3)


def test_dates_and_moments_from_a_spreadsheet_are_taken_as_they_are() -> None:
    assert parse_date(date(2026, 8, 3)) == date(2026, 8, 3)
    moment = parse_date(datetime(2026, 8, 3, 23, 59, tzinfo=UTC))
    assert moment == date(2026, 8, 3)
    assert type(moment) is date


@given(
    days,
    st.sampled_from(["{0}.{1}.{2}", "{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}"]),
)
def test_every_day_is_read_back_in_every_writing(day: date, form: str) -> None:
    text = form.format(day.year, day.month, day.day)
    assert parse_date(text) == parse_date(text.translate(WIDE)) == day
    assert parse_date(format_cn(day)) == day


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "missing"),
        ("  \u3000", "missing"),
        ("2025年2月30日", "impossible"),
        ("2025-13-01", "impossible"),
        ("20250229", "impossible"),
        ("0026-01-01", "impossible"),
        ("26.8.3", "two_digit_year"),
        ("26年8月3日", "two_digit_year"),
        ("2026年8月", "incomplete"),
        ("2026.8", "incomplete"),
        ("2026.8.3.", "format"),
        ("2026.8-3", "format"),
        ("2026。8、3", "format"),
        ("26。8。3", "two_digit_year"),
        ("2026。8", "incomplete"),
        ("2026-08-03 09:30", "format"),
        ("8/3/2026", "format"),
        ("46237", "format"),
        ("2026 08 03", "format"),
        ("长期", "format"),
        ("8.3", "format"),
        ("8月3日", "format"),
        ("今天", "format"),
        ("２０２６٠٨٠٣", "format"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(text: str, kind: str) -> None:
    with pytest.raises(DateProblem) as caught:
        parse_date(text)
    assert caught.value.kind == kind


@given(st.text())
def test_nothing_but_a_day_or_a_date_problem_comes_out(text: str) -> None:
    with contextlib.suppress(DateProblem):
        assert isinstance(parse_date(text), date)


def test_a_problem_keeps_the_text_to_itself() -> None:
    for text in ("1973-02-31", "19730231", "1973.2", "73.2.28", "1973-02-28x"):
        with pytest.raises(DateProblem) as caught:
            parse_date(text)
        assert "73" not in str(caught.value)


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (61, date(1900, 3, 1)),
        (46237, date(2026, 8, 3)),
        (46237.75, date(2026, 8, 3)),
    ],
)
def test_spreadsheet_numbers_are_read_on_request(serial: float, day: date) -> None:
    assert from_excel_serial(serial) == day


@pytest.mark.parametrize("serial", [0, -1, 60, 1e9, 1e300, float("nan"), float("inf")])
def test_spreadsheet_numbers_that_name_no_day_are_refused(serial: float) -> None:
    with pytest.raises(DateProblem):
        from_excel_serial(serial)


def test_paper_writes_days_without_leading_zeros() -> None:
    assert format_cn(date(2026, 8, 3)) == "2026年8月3日"


NEARBY = st.dates(date(1900, 1, 1), date(2100, 12, 31))
SHORT = st.sampled_from(["{0}.{1}", "{0}-{1:02}", "{0:02}/{1}", "{0}月{1}日", "{0} 。 {1}"])


@pytest.mark.parametrize("text", ["8.3", "8-3", "8/3", "08-03", "8月3日", "8月3号", "８．３"])
def test_a_day_without_a_year_is_the_nearest_one(text: str) -> None:
    assert parse_day(text, today=date(2026, 6, 10)) == date(2026, 8, 3)
    assert parse_day(text, today=date(2026, 1, 5)) == date(2025, 8, 3)
    assert parse_day(text, today=date(2026, 6, 10), lean="past") == date(2025, 8, 3)
    assert parse_day(text, today=date(2026, 9, 1), lean="future") == date(2027, 8, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("前天", date(2025, 12, 30)),
        ("昨天", date(2025, 12, 31)),
        ("昨日", date(2025, 12, 31)),
        (" 今天\u3000", date(2026, 1, 1)),
        ("今日", date(2026, 1, 1)),
        ("明天", date(2026, 1, 2)),
        ("明日", date(2026, 1, 2)),
        ("后天", date(2026, 1, 3)),
    ],
)
def test_words_are_counted_from_today(text: str, day: date) -> None:
    assert parse_day(text, today=date(2026, 1, 1)) == day


@given(NEARBY, st.integers(-181, 181), SHORT)
def test_a_day_within_half_a_year_needs_no_year(today: date, days: int, form: str) -> None:
    day = today + timedelta(days=days)
    text = form.format(day.month, day.day)
    assert parse_day(text, today=today) == day
    assert parse_day(text.translate(WIDE), today=today) == day


@given(NEARBY, st.integers(0, 364), SHORT)
def test_a_form_that_leans_reads_the_whole_year_on_its_side(
    today: date, days: int, form: str
) -> None:
    sides: dict[Lean, int] = {"past": -days, "future": days}
    for lean, step in sides.items():
        day = today + timedelta(days=step)
        assert parse_day(form.format(day.month, day.day), today=today, lean=lean) == day


@given(days, NEARBY, st.sampled_from(["{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}"]))
def test_a_whole_day_is_read_alike_whatever_today_is(day: date, today: date, form: str) -> None:
    text = form.format(day.year, day.month, day.day)
    assert parse_day(text, today=today, lean="past") == parse_date(text) == day


def test_of_two_days_equally_near_the_earlier_is_meant() -> None:
    assert date(2024, 8, 1) - date(2024, 1, 31) == timedelta(days=183)
    assert date(2024, 1, 31) - date(2023, 8, 1) == timedelta(days=183)
    assert parse_day("8.1", today=date(2024, 1, 31)) == date(2023, 8, 1)


def test_the_leap_day_is_read_where_a_year_around_today_has_it() -> None:
    assert parse_day("2.29", today=date(2027, 12, 1)) == date(2028, 2, 29)
    assert parse_day("2.29", today=date(2025, 1, 5), lean="past") == date(2024, 2, 29)
    for today in (date(2026, 2, 28), date(2022, 3, 1)):
        with pytest.raises(DateProblem) as caught:
            parse_day("2.29", today=today)
        assert caught.value.kind == "impossible"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "missing"),
        ("13.1", "impossible"),
        ("26.8", "impossible"),
        ("4.31", "impossible"),
        ("0.3", "impossible"),
        ("26.8.3", "two_digit_year"),
        ("2026.8", "incomplete"),
        ("2026-02-30", "impossible"),
        ("0803", "near_format"),
        ("3日", "near_format"),
        ("8", "near_format"),
        ("8.3.", "near_format"),
        ("8 3", "near_format"),
        ("今天上午", "near_format"),
        ("大后天", "near_format"),
    ],
)
def test_what_is_not_plain_is_refused_with_today_known_too(text: str, kind: str) -> None:
    with pytest.raises(DateProblem) as caught:
        parse_day(text, today=date(2026, 6, 10))
    assert caught.value.kind == kind


@given(st.text(), NEARBY)
def test_nothing_but_a_day_or_a_date_problem_comes_out_with_today_known(
    text: str, today: date
) -> None:
    with contextlib.suppress(DateProblem):
        assert isinstance(parse_day(text, today=today), date)
