"""Dates as people write them in ledgers and forms, read tolerantly and written one way.

Reads whole days only; never guesses a century, a missing day or a day that does not exist.
"""

import math
import re
from datetime import date, datetime, timedelta
from typing import Final, Literal

from corrdesk.base.i18n import _
from corrdesk.base.text import to_half_width, without_invisible

DateProblemKind = Literal["missing", "format", "impossible", "two_digit_year", "incomplete"]

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
