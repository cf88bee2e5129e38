"""Dates and distances as officers say them."""

from datetime import UTC, date, datetime

import pytest

from corrdesk.ui.shell.words import (
    distance,
    full_day,
    long_day,
    mask_phone,
    moment,
    short_day,
    span_words,
)

TODAY = date(2026, 11, 20)


def test_a_day_with_its_week_day() -> None:
    assert long_day(TODAY) == "2026年11月20日 星期五"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "今天截止"),
        (date(2026, 11, 21), "明天截止"),
        (date(2026, 11, 23), "还有 3 天"),
        (date(2026, 11, 18), "已过 2 天"),
    ],
)
def test_how_far_a_day_is(day: date, words: str) -> None:
    assert distance(day, TODAY) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), "11月16日至22日"),
        (date(2026, 11, 30), date(2026, 12, 6), "11月30日至12月6日"),
        (date(2026, 12, 1), date(2027, 1, 2), "12月1日至2027年1月2日"),
        (date(2026, 11, 20), date(2026, 11, 20), "11月20日"),
    ],
)
def test_a_span_is_said_once(first: date, last: date, words: str) -> None:
    assert span_words(first, last, TODAY) == words


def test_nothing_is_said_of_no_day() -> None:
    assert full_day(None) == short_day(None, TODAY) == ""


def test_moments_are_chinese_moments() -> None:
    assert moment(datetime(2026, 11, 20, 1, 30, tzinfo=UTC), TODAY) == "11月20日 09:30"


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812345678", "138****5678"), ("1234", "****"), ("", "")]
)
def test_the_middle_of_a_phone_number_is_hidden(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown
