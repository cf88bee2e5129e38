"""活动签到表 as A4 PDF: a row per person with its own QR code, room to sign and boxes to tick.

A county cannot change this layout: `printing.roster_scan` finds the signatures by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm

from corrdesk.base.batches import batches
from corrdesk.casework.programs.sheet import RosterRow, RosterSheet, row_code
from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet, Role, load_fonts, missing_error
from corrdesk.printing.layout import DocumentInfo, FormStamp, Page, Sheet
from corrdesk.printing.safe_text import safe_sheet, sheet_texts
from corrdesk.printing.typeset import Align, TextStyle, Typesetter

FORM = "JZ-QD"
LAYOUT = "1"
TITLE = "活动签到表"
QR = 12 * mm
ROW = 13 * mm
COLUMNS = (11, 27, 36, 14, 38, 30)  # millimetres: 156 in all
HEADS = ("序号", "姓名", "村（居）", "编码", "本人签名", "到场情况")
CODE_COLUMN, SIGNATURE_COLUMN = 3, 4
ROWS_PER_PAGE = 14
BOXES = ("□到场　□迟到", "□请假　□缺席")

_TOP = 30 * mm
_TITLE = TextStyle(size=20, leading=28, role=Role.TITLE, align=Align.CENTER)
_HEAD = TextStyle(size=11, leading=17, align=Align.LEFT)
_LABEL = TextStyle(size=11, leading=15, align=Align.CENTER)
_CELL = TextStyle(size=12, leading=15, align=Align.CENTER)
_SMALL = TextStyle(size=9.5, leading=12, align=Align.CENTER)
_BOX = TextStyle(size=9.5, leading=13.5, align=Align.CENTER)
_HEAD_ROW = 8 * mm
_SIDE = 1 * mm


def render_rosters(sheets: Sequence[RosterSheet], fonts: FontSet | None = None) -> bytes:
    """The lists as PDF/A-2b, each with its own pages. Raises UserError for a missing glyph."""
    fonts = fonts or load_fonts()
    first = sheets[0]
    info = DocumentInfo(f"{TITLE} {first.code}", first.office, TITLE)
    return layout.finish([_sheet(each, fonts) for each in sheets], info, fonts)


def _sheet(roster: RosterSheet, fonts: FontSet) -> Sheet:
    roster = safe_sheet(roster)
    missing = fonts.missing_characters("".join(sheet_texts(roster)))
    if missing:
        raise missing_error(missing)
    sheet = Sheet(FormStamp(FORM, LAYOUT, roster.chain_head, roster.code), specimen=False)
    setter = Typesetter(fonts)
    rows = roster.rows or (RosterRow(0, "", ""),)
    for some in batches(rows, ROWS_PER_PAGE):
        page = sheet.new_page()
        top = _head(page, roster, setter)
        top = _titles(page, top, setter)
        for row in some:
            _row(page, row, roster.code, top, setter)
            top += ROW
        _foot(page, top, setter)
    return sheet


def _head(page: Page, roster: RosterSheet, setter: Typesetter) -> float:
    part = f"（名单{roster.part}）" if roster.parts > 1 else ""
    top = page.lines(setter.lines(f"{TITLE}{part}", _TITLE, layout.MEASURE), layout.LEFT, _TOP)
    facts = (
        f"{roster.office}　　{roster.title}",
        "　".join(filter(None, (f"时间：{roster.when}", _named("地点", roster.place)))),
        "　".join(
            filter(None, (_named("讲师或负责人", roster.teacher), _named("主题", roster.topic)))
        ),
    )
    for fact in filter(None, facts):
        top = page.lines(setter.lines(fact, _HEAD, layout.MEASURE)[:1], layout.LEFT, top)
    return top + 2 * mm


def _named(name: str, value: str) -> str:
    return f"{name}：{value}" if value else ""


def _titles(page: Page, top: float, setter: Typesetter) -> float:
    page.rule(layout.LEFT, top, layout.RIGHT, top)
    for title, (left, right) in zip(HEADS, edges(), strict=True):
        text_top = top + (_HEAD_ROW - _LABEL.leading) / 2
        page.lines(setter.lines(title, _LABEL, right - left), left, text_top)
    _columns(page, top, _HEAD_ROW)
    return top + _HEAD_ROW


def _row(page: Page, row: RosterRow, code: str, top: float, setter: Typesetter) -> None:
    page.rule(layout.LEFT, top, layout.RIGHT, top)
    _columns(page, top, ROW)
    if not row.number:
        return
    texts = (str(row.number), row.name, row.village)
    for text, style, (left, right) in zip(texts, (_CELL, _CELL, _SMALL), edges(), strict=False):
        lines = setter.lines(text, style, right - left - 2 * _SIDE)[:2]
        text_top = top + (ROW - style.leading * len(lines)) / 2
        page.lines(lines, left + _SIDE, text_top)
    left, right = edges()[CODE_COLUMN]
    page.qr(row_code(code, row.number), left + (right - left - QR) / 2, top + (ROW - QR) / 2, QR)
    left, right = edges()[-1]
    box_top = top + (ROW - _BOX.leading * len(BOXES)) / 2
    for line in BOXES:
        box_top = page.lines(setter.lines(line, _BOX, right - left), left, box_top)


def _columns(page: Page, top: float, height: float) -> None:
    for left, _right in edges():
        page.rule(left, top, left, top + height)
    page.rule(layout.RIGHT, top, layout.RIGHT, top + height)


def _foot(page: Page, top: float, setter: Typesetter) -> None:
    page.rule(layout.LEFT, top, layout.RIGHT, top)
    gap = "　" * 8
    words = f"本人签名，代签无效。签到后交还司法所，扫描存档。　　登记人：{gap}日期：{gap}"
    page.lines(setter.lines(words, _SMALL, layout.MEASURE)[:1], layout.LEFT, top + 2 * mm)


def edges() -> tuple[tuple[float, float], ...]:
    """Left and right edge of every column, in points."""
    found = []
    left = layout.LEFT
    for width in COLUMNS:
        found.append((left, left + width * mm))
        left += width * mm
    return tuple(found)
