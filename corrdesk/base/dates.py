"""Dates as people write them in ledgers and forms, read tolerantly and written one way.

`parse_date` reads whole days only and never guesses a century, a year, a missing day or a day that
does not exist. `parse_day` is for fields that know today: it also reads 8.3 and 昨天.
"""

import math
import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final, Literal

from corrdesk.base.i18n import _
from corrdesk.base.text import to_half_width, without_invisible

DateProblemKind = Literal[
    "missing", "format", "near_format", "impossible", "two_digit_year", "incomplete"
]
Lean = Literal["near", "past", "future"]  # which year a day without one is taken to be in

_YEARS: Final = range(1800, 2200)
_MIDNIGHT: Final = r"(?:[T ]+0?0:00(?::00(?:\.0+)?)?)?"  # spreadsheets add it to plain days
_FORMS: Final = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(\d{{4}})\s*([.\-/。、,])\s*(\d{{1,2}})\s*\2\s*(\d{{1,2}}){_MIDNIGHT}",
        rf"(\d{{4}})\s*(年)\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]?{_MIDNIGHT}",
        r"(\d{4})()(\d{2})(\d{2})",
    )
)
_TWO_DIGIT_YEAR: Final = re.compile(
    r"\d{2}\s*[.\-/。、,年]\s*\d{1,2}\s*[.\-/。、,月]\s*\d{1,2}\s*[日号]?", re.ASCII
)
_NO_DAY: Final = re.compile(r"\d{4}\s*[.\-/。、,年]\s*\d{1,2}\s*月?", re.ASCII)
_MONTH_DAY: Final = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(\d{1,2})\s*[.\-/。、,]\s*(\d{1,2})",
        r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?",
    )
)
_DAYS_FROM_TODAY: Final = {
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
}
_EXCEL_FAKE_DAY: Final = 60  # Excel believes that 1900 had a 29 February


class DateProblem(ValueError):
    """A text is not a day. `kind` says why; the text itself is kept out (it may be a birthday)."""

    def __init__(self, kind: DateProblemKind) -> None:
        super().__init__(_message(kind))
        self.kind = kind


def _message(kind: DateProblemKind) -> str:
    """Return what the officer is told, with the remedy."""
    return {
        "missing": _("没有填写日期。"),
        "format": _("看不懂这个日期，请写成 2026-08-03 或 2026年8月3日。"),
        "near_format": _("看不懂这个日期，请写成 2026-08-03、8.3 或“今天”。"),
        "impossible": _("没有这一天，请核对年、月、日。"),
        "two_digit_year": _("年份请写四位，例如 2026，不要写 26。"),
        "incomplete": _("日期缺少“日”，请写全年、月、日。"),
    }[kind]


def parse_date(text: str | date) -> date:
    """Return the day that a text or a date(-time) value means, or raise `DateProblem`.

    Reads 2026.8.3, 2026-08-03, 2026/8/3, 2026年8月3日 (号 or neither of them too) and 20260803,
    also in full-width characters and with spaces, and with what Chinese input methods give for
    a dot (2026。8。3). Spreadsheet serial numbers are read by `from_excel_serial` only.
    """
    if isinstance(text, datetime):
        return _checked(text.year, text.month, text.day)
    if isinstance(text, date):
        return _checked(text.year, text.month, text.day)
    narrow = to_half_width(without_invisible(text)).strip()
    if not narrow:
        raise DateProblem("missing")
    for form in _FORMS:
        if match := form.fullmatch(narrow):
            year, _separator, month, day = match.groups()
            return _checked(int(year), int(month), int(day))
    if _TWO_DIGIT_YEAR.fullmatch(narrow):
        raise DateProblem("two_digit_year")
    if _NO_DAY.fullmatch(narrow):
        raise DateProblem("incomplete")
    raise DateProblem("format")


def parse_day(text: str, *, today: date, lean: Lean = "near") -> date:
    """Return the day that a text means on a page that knows today, or raise `DateProblem`.

    Reads what `parse_date` reads, days counted from today (前天 to 后天), and days without a year
    (8.3, 8-3, 8/3, 8月3日). Those are in the year that brings them nearest to `today`; with the
    lean `past` they are the last such day up to and including `today`, with `future` the next one
    from `today` on. Of two days equally near the earlier is meant; 2.29 is a day only where one of
    the years around `today` has it.
    """
    try:
        return parse_date(text)
    except DateProblem as problem:
        if problem.kind != "format":
            raise
    narrow = to_half_width(without_invisible(text)).strip()
    if narrow in _DAYS_FROM_TODAY:
        return today + timedelta(days=_DAYS_FROM_TODAY[narrow])
    for form in _MONTH_DAY:
        if match := form.fullmatch(narrow):
            return _nearest(int(match[1]), int(match[2]), today, lean)
    raise DateProblem("near_format")


def _nearest(month: int, day: int, today: date, lean: Lean) -> date:
    """Return the day in the year that the lean asks for, of the three around today."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        with suppress(DateProblem):
            found.append(_checked(year, month, day))
    if lean == "past":
        found = [each for each in found if each <= today]
    elif lean == "future":
        found = [each for each in found if each >= today]
    if not found:
        raise DateProblem("impossible")
    return min(found, key=lambda each: (abs(each - today), each))


def from_excel_serial(number: float) -> date:
    """Return the day of a spreadsheet serial number (1900 system); 46237 is 2026-08-03.

    Fractions are times of day and are dropped. Numbers that name no day of the years 1900 to
    2199, and Excel's 29 February 1900, raise `DateProblem`.
    """
    if not math.isfinite(number) or number < 1:
        raise DateProblem("format")
    serial = int(number)
    if serial == _EXCEL_FAKE_DAY:
        raise DateProblem("impossible")
    origin = date(1899, 12, 31) if serial < _EXCEL_FAKE_DAY else date(1899, 12, 30)
    try:
        day = origin + timedelta(days=serial)
    except OverflowError:
        raise DateProblem("format") from None
    return _checked(day.year, day.month, day.day)


def format_cn(day: date) -> str:
    """Return the day as Chinese documents write it: 2026年8月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _checked(year: int, month: int, day: int) -> date:
    """Return the day if it exists in a year that a file of today can speak of."""
    if year not in _YEARS:
        raise DateProblem("impossible")
    try:
        return date(year, month, day)
    except ValueError:
        raise DateProblem("impossible") from None
