"""The A4 frame, its furniture and the finished file."""

import io

import pikepdf
import pytest
import segno
from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.layout import DocumentInfo, FormStamp, Sheet, finish
from corrdesk.printing.preview import extract_text, page_count
from corrdesk.printing.typeset import Typesetter

STAMP = FormStamp("JZ-SY", "7", "0123456789ab", "7K3MPQ9X")
INFO = DocumentInfo("标题\u202e", "青石县\nx", "主题")


def test_the_frame_is_that_of_the_standard() -> None:
    assert pytest.approx(37 * mm) == layout.TOP
    assert pytest.approx(28 * mm) == layout.LEFT
    assert pytest.approx(26 * mm, abs=0.3) == layout.PAPER_WIDTH - layout.RIGHT
    assert pytest.approx(35 * mm, abs=0.3) == layout.PAPER_HEIGHT - layout.BOTTOM
    assert pytest.approx(225 * mm) == layout.LINE_PITCH * 22
    assert layout.BODY.cell * 28 == pytest.approx(156 * mm)


def _sheet(fonts: FontSet, *, pages: int, specimen: bool = False) -> Sheet:
    sheet = Sheet(STAMP, specimen)
    for _page in range(pages):
        page = sheet.new_page()
        page.lines(
            Typesetter(fonts).lines("正文", layout.BODY, layout.MEASURE), layout.LEFT, layout.TOP
        )
    return sheet


def test_the_footer_names_form_chain_code_and_page(fonts: FontSet) -> None:
    pdf = finish([_sheet(fonts, pages=2), _sheet(fonts, pages=1)], INFO, fonts)
    assert page_count(pdf) == 3
    first, second, third = extract_text(pdf).split("\f")
    for part in ("JZ-SY 版式7", "链首 0123456789ab", "查验码 7K3MPQ9X", "第 1 页 共 2 页"):
        assert part in first
    assert "第 2 页 共 2 页" in second
    assert "第 1 页 共 1 页" in third


def test_only_a_specimen_is_marked(fonts: FontSet) -> None:
    marked = extract_text(finish([_sheet(fonts, pages=1, specimen=True)], INFO, fonts))
    assert "样" in marked
    assert "张" in marked
    assert "样" not in extract_text(finish([_sheet(fonts, pages=1)], INFO, fonts))


def test_metadata_is_cleaned_and_the_language_is_said(fonts: FontSet) -> None:
    pdf = finish([_sheet(fonts, pages=1)], INFO, fonts)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == "标题"
        assert str(document.docinfo["/Author"]) == "青石县 x"
        assert str(document.docinfo["/Subject"]) == "主题"
        assert str(document.Root.Lang) == "zh-CN"


def test_dark_runs_are_the_code_and_nothing_else() -> None:
    matrix = segno.make("warning|（2026）青矫警字第2号|7K3MPQ9X", error="m", micro=False).matrix
    drawn = [[0] * len(matrix) for _row in matrix]
    for row, column, count in layout.dark_runs(matrix):
        drawn[row][column : column + count] = [1] * count
    assert drawn == [list(row) for row in matrix]
