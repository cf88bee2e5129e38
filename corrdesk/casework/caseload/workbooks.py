"""Workbooks that the program writes: in memory only, and what is text stays text.

Nothing becomes a formula, a number or a link, also when somebody edits the cell afterwards. What a
list looks like is for whoever writes it; reading workbooks is in `ledger.workbook`.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

from xlsxwriter import Workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TEXT: Final[dict[str, Any]] = {"num_format": "@", "quote_prefix": True}
"""The format of a cell of text, to which a look may be added."""
LONGEST_CELL: Final = 32_767
_OPTIONS: Final = {
    "in_memory": True,  # otherwise parts of it would lie in the temporary folder
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def new_workbook(target: IO[bytes]) -> Workbook:
    """Return an empty workbook that is written to `target` when it is closed."""
    return Workbook(target, _OPTIONS)


def put_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Write a cell as text, whatever it begins with; an empty one keeps its look.

    A text longer than a cell would be left out as a whole, so it ends in … instead.
    """
    if not text:
        sheet.write_blank(row, column, None, look)
        return
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    sheet.write_string(row, column, text, look)
