"""Lists of the console as workbooks: every cell is text or a number, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote

from fastapi import Response

from corrdesk.casework.caseload.workbooks import TEXT, new_workbook, put_text

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST: Final = 60


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with one sheet: a head that stays, and the rows as they are shown."""
    target = io.BytesIO()
    with new_workbook(target) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bg_color": "#EDF1F5"})
        plain = book.add_format(TEXT)
        count = 0
        widths = [len(head) * 2 + 2 for head in heads]
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for count, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                widths[column] = max(widths[column], _write(sheet, count, column, value, plain))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, count, max(len(heads) - 1, 0))
    return target.getvalue()


def download(name: str, content: bytes, media_type: str = XLSX) -> Response:
    """A file to keep, under a Chinese name."""
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _write(sheet: Any, row: int, column: int, value: Any, plain: Any) -> int:
    """Writes a cell; returns about how wide it is."""
    if isinstance(value, bool | int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
        return len(str(value)) + 2
    text = words(value)
    put_text(sheet, row, column, text, plain)
    return len(text) * 2


def words(value: Any) -> str:
    """A value as a cell or a page shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
