"""Reads a signed roster (活动签到表) back: which rows are on the scan, and which are signed.

It proposes; an officer looks at the scan and decides. Knows the layout of `forms.roster`.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm

from corrdesk.casework.programs.sheet import row_of
from corrdesk.printing.forms.roster import CODE_COLUMN, QR, ROW, SIGNATURE_COLUMN, edges
from corrdesk.printing.scanning import Box, read_codes

MODULES = 21  # a row's code is short enough for the smallest QR code
QUIET = 4
SYMBOL = QR * MODULES / (MODULES + 2 * QUIET)
_INSET = 2.2 * mm  # from the rules of the box, which are dark too
SIGNED = 0.006
"""So much of the box is ink where somebody has signed; dust and noise stay far below."""


@dataclass(frozen=True, slots=True)
class ScannedRow:
    """One row of a roster as it was found on a scan."""

    session_code: str
    number: int
    page: int
    signed: bool
    ink: float


def signature_box() -> Box:
    """Where somebody signs, in widths of the row's code."""
    code_left, code_right = edges()[CODE_COLUMN]
    left, right = edges()[SIGNATURE_COLUMN]
    start = code_left + (code_right - code_left - QR) / 2 + (QR - SYMBOL) / 2
    above = (ROW - SYMBOL) / 2
    return Box(
        left=(left + _INSET - start) / SYMBOL,
        top=(_INSET - above) / SYMBOL,
        right=(right - _INSET - start) / SYMBOL,
        bottom=(ROW - _INSET - above) / SYMBOL,
    )


def read_roster(content: bytes) -> list[ScannedRow]:
    """The rows of a scan, each once. Raises UserError for what is no scan."""
    box = signature_box()
    found: dict[tuple[str, int], ScannedRow] = {}
    for code in read_codes(content):
        row = row_of(code.text)
        if row is None:
            continue
        ink = code.ink(box)
        known = found.get(row)
        if known is None or ink > known.ink:
            found[row] = ScannedRow(row[0], row[1], code.page, ink >= SIGNED, ink)
    return sorted(found.values(), key=lambda each: (each.session_code, each.number))
