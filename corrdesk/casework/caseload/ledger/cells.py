"""What one cell says: as text, as an identity number, as a day, as a term of two days.

Knows how spreadsheets spoil values; knows nothing about fields or rows.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from corrdesk.base.dates import DateProblem, from_excel_serial, parse_date
from corrdesk.base.idnumber import looks_precision_lost
from corrdesk.base.text import squeeze_spaces, to_half_width, without_invisible
from corrdesk.casework.caseload.ledger.workbook import UNCALCULATED

if TYPE_CHECKING:
    from corrdesk.casework.caseload.ledger.workbook import Cell

_EXACT_NUMBERS: Final = 10**15  # a spreadsheet keeps 15 digits
_SERIAL_DAYS: Final = range(3_000, 110_000)  # 1908 to 2201, far from any year or day number
_DAY_NUMBERS: Final = range(18_000_101, 21_991_232)  # 20260803 typed as a number
_ERRORS: Final = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
_PLACEHOLDERS: Final = frozenset(
    {"/", "\\", "-", "--", "—", "——", "无", "暂无", "不详", UNCALCULATED, *_ERRORS}
)
_QUOTES: Final = "'’‘`"
_DAY: Final = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]?"
    r"|\d{4}\s*([./。、,-])\s*\d{1,2}\s*\1\s*\d{1,2}|\d{8}",
    re.ASCII,
)
_TIME_OF_DAY: Final = re.compile(r"(?<=\d|日)[T ]+\d{1,2}:\d{2}(:\d{2})?$", re.ASCII)
_SERIAL_TEXT: Final = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_TERM_DAYS: Final = 2


def original_text(cell: Cell) -> str:
    """Return the cell as an officer would type it; never a formula's result invented by us."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_NUMBERS else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def text_of(cell: Cell) -> str:
    """Return the cell as one clean line: no invisible characters, no doubled spaces."""
    text = original_text(cell)
    if text.isprintable() and "  " not in text:  # nothing to clean, as in nearly every cell
        return text.strip()
    return squeeze_spaces(without_invisible(text))


def optional_text(cell: Cell) -> str:
    """Return the clean line, or nothing where the ledger only fills the gap (/, 无, #N/A)."""
    text = text_of(cell)
    return "" if to_half_width(text) in _PLACEHOLDERS else text


def number_text(cell: Cell) -> str:
    """Return an identity or telephone number: without the quote that forces text in Excel."""
    return text_of(cell).strip(_QUOTES + " ")


def precision_lost(cell: Cell) -> bool:
    """Say whether the cell held a long number that a spreadsheet rounded."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return abs(cell) >= _EXACT_NUMBERS
    return looks_precision_lost(number_text(cell))


def day_of(cell: Cell) -> date:
    """Return the day a cell means; raises `DateProblem` (kind "missing" for an empty one)."""
    if isinstance(cell, date):
        return parse_date(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # Compared by hand: `in` would walk through a range for every number with a point.
        if _DAY_NUMBERS.start <= cell < _DAY_NUMBERS.stop and cell == int(cell):
            return parse_date(str(int(cell)))
        if _SERIAL_DAYS.start <= cell < _SERIAL_DAYS.stop:  # false for nan and infinity
            return from_excel_serial(cell)
    text = to_half_width(optional_text(cell))
    if _SERIAL_TEXT.fullmatch(text):  # what a text file keeps of a day without its format
        return from_excel_serial(float(text))
    return parse_date(_TIME_OF_DAY.sub("", text))


def term_of(cell: Cell) -> tuple[date, date]:
    """Return first and last day of a term written in one cell (2025.1.2-2026.1.1, 自…至…)."""
    text = to_half_width(optional_text(cell))
    if not text:
        raise DateProblem("missing")
    found = [match[0] for match in _DAY.finditer(text)]
    if len(found) != _TERM_DAYS:
        raise DateProblem("format")
    return parse_date(found[0]), parse_date(found[1])
