"""Times and numbers as they are typed: in every usual writing, and nothing else."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.typed import read_hours, read_time, read_whole_number, tidy_phone

WIDE = str.maketrans("0123456789:.-", "０１２３４５６７８９：．－")


@pytest.mark.parametrize(
    "text",
    ["9:30", "09:30", "９：３０", "9：30", "9.30", "0930", " 9 : 30\n", "9点30", "9点30分",
     "9时30分", "9点半", "\u202a9:30\u202c", "上午9:30", "早上 9 点半"],
)  # fmt: skip
def test_one_time_in_many_writings(text: str) -> None:
    assert read_time(text) == time(9, 30)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("下午2点", time(14)), ("下午 14:05", time(14, 5)), ("晚上8点整", time(20)),
        ("中午12点", time(12)), ("中午11点半", time(11, 30)), ("中午1点", time(13)),
        ("0:00", time(0)), ("23:59", time(23, 59)), ("0005", time(0, 5)),
    ],
)  # fmt: skip
def test_halves_of_the_day(text: str, meant: time) -> None:
    assert read_time(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "9", "930", "24:00", "9:60", "2460", "9:3", "9:300", "９:٣٠", "-9:30", "9:30:00",
     "09:30+08:00", "T09", "中午", "=1+1"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert read_time(text) is None


@given(st.times())
def test_every_minute_is_read_back(at: time) -> None:
    for form in ("{0}:{1:02}", "{0:02}{1:02}", "{0}点{1:02}分"):
        text = form.format(at.hour, at.minute)
        assert read_time(text) == read_time(text.translate(WIDE)) == time(at.hour, at.minute)


@given(st.integers(0, 999_999_999))
def test_every_number_is_read_back(number: int) -> None:
    assert read_whole_number(str(number)) == number
    assert read_whole_number(f" {number}\u3000".translate(WIDE)) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.0", "1_000", "٣", "²", "一", "1" * 10, "1e3", "=1"]
)
def test_what_is_no_whole_number(text: str) -> None:
    assert read_whole_number(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1.5", 90), ("１．５", 90), ("－2", -120), ("40小时", 2400), (" 0.25 ", 15), ("+3", 180)],
)
def test_hours(text: str, minutes: int) -> None:
    assert read_hours(text) == minutes


@pytest.mark.parametrize("text", ["", "nan", "inf", "1e5", "1:30", "1_0", "九", "9" * 400])
def test_what_is_no_number_of_hours(text: str) -> None:
    assert read_hours(text) is None


@given(st.text())
def test_any_text_is_read_or_not(text: str) -> None:
    for read in (read_time, read_whole_number, read_hours):
        read(text)


def test_telephones_are_stored_in_one_way() -> None:
    assert (
        tidy_phone("\u202a１３９　００００\n０００１／0533－1234567\u202c")
        == "139 0000 0001/0533-1234567"
    )
    assert tidy_phone("无") == "无"
