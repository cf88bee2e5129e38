"""Whatever a cell begins with, it is text, and stays text."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from corrdesk.casework.caseload.workbooks import LONGEST_CELL, TEXT, new_workbook, put_text


def written(*texts: str) -> bytes:
    target = io.BytesIO()
    with new_workbook(target) as book:
        sheet, look = book.add_worksheet("一"), book.add_format(TEXT)
        for row, text in enumerate(texts):
            put_text(sheet, row, 0, text, look)
    return target.getvalue()


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@x", "007", "https://x.example", "1e5"])
def test_it_is_read_as_it_was_typed(text: str) -> None:
    raw = written(text)
    assert CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python() == [
        [text]
    ]
    with ZipFile(io.BytesIO(raw)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()


def test_what_is_longer_than_a_cell_is_cut_and_says_so() -> None:
    raw = written("长" * LONGEST_CELL, "长" * (LONGEST_CELL + 1))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
    whole, cut = (row[0] for row in sheet.to_python())
    assert whole == "长" * LONGEST_CELL
    assert cut == "长" * (LONGEST_CELL - 1) + "…"
