"""Dates as ledgers write them."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.dates import DateProblem, format_cn, from_excel_serial, parse_date

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
