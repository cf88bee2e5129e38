"""The table of 送达回证: what is known is printed, the rest is filled in by hand at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.sheet import ServiceSheet
from corrdesk.printing import layout
from corrdesk.printing.layout import Page
from corrdesk.printing.typeset import Align, Line, TextStyle, Typesetter

MANNERS = ("直接送达", "留置送达", "邮寄送达", "委托送达", "其他")

_LABEL_WIDTH = 42 * mm
_PADDING = 2.2 * mm
_ROW = 10.5 * mm  # a row of print
# A row that is written into: as high as long texts elsewhere allow.
_SIGNED_ROWS = (18 * mm, 16 * mm, 14 * mm, 12 * mm, 11 * mm)
_QR_SIZE = 24 * mm

_TITLE = TextStyle(layout.TITLE.size, layout.LINE_PITCH, layout.TITLE.role, Align.CENTER)
_AUTHORITY = TextStyle(16, 8 * mm, layout.TITLE.role, Align.CENTER)
_LABEL = TextStyle(size=12, leading=5.6 * mm, align=Align.CENTER)  # 小四
_VALUE = TextStyle(size=12, leading=5.6 * mm, align=Align.LEFT)
_DATE = TextStyle(size=12, leading=5.6 * mm, align=Align.RIGHT)
_NOTE = TextStyle(size=9, leading=4.4 * mm, align=Align.JUSTIFY, grey=0.15)
_CAPTION = TextStyle(size=9, leading=12, align=Align.CENTER, grey=0.25)

_DAY = "年　　月　　日"
_NOTES = (
    "说明：1. 送达日期以受送达人或者代收人在本回证上签收的日期为准。",
    "2. 受送达人拒绝接收的，邀请见证人到场，记明拒收事由和日期，由送达人、见证人签名后留置送达。",
    "3. 邮寄送达的，附挂号或者快递回执。",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One set row: its label, what is printed at the left, what stands at the lower right."""

    label: tuple[Line, ...]
    value: tuple[Line, ...]
    below: tuple[Line, ...]
    height: float


class _Table:
    """Sets the rows of the form; `signed` is the height of a row for handwriting."""

    def __init__(self, typesetter: Typesetter, signed: float) -> None:
        self._typesetter = typesetter
        self._signed = signed

    def rows(self, sheet: ServiceSheet) -> tuple[_Row, ...]:
        """All rows but the remarks."""
        manners = "  ".join(f"□{manner}" for manner in MANNERS)
        return (
            self._row("送达文书", sheet.document_title),
            self._row("文书编号", sheet.serial),
            self._row("受送达人", sheet.addressee),
            self._row("送达地点", sheet.place),
            self._row("送达方式", manners),
            self._row("受送达人签收", below=_DAY),
            self._row("代收人签收", "与受送达人的关系：", below=_DAY),
            self._row("拒收事由和日期", below=_DAY),
            self._row("见证人签名", below=_DAY),
            self._row("送达人签名（二人）", below=_DAY),
            self._row("送达单位", sheet.office),
        )

    def _row(self, label: str, value: str = "", below: str = "") -> _Row:
        measure = layout.MEASURE - _LABEL_WIDTH - 2 * _PADDING
        labels = self._typesetter.lines(label, _LABEL, _LABEL_WIDTH - 2 * _PADDING)
        values = self._typesetter.lines(value, _VALUE, measure)
        dates = self._typesetter.lines(below, _DATE, measure)
        least = _ROW if value and not below else self._signed
        needed = max(_height(labels), _height(values) + _height(dates)) + 2 * _PADDING
        return _Row(labels, values, dates, max(least, needed))


def service_page(page: Page, sheet: ServiceSheet, typesetter: Typesetter, code: str) -> None:
    """Lay out the whole form on one page; `code` is what the QR code says.

    Raises `UserError` when its texts are too long for one page.
    """
    title = (
        *typesetter.lines(sheet.county, _AUTHORITY, layout.MEASURE),
        *typesetter.lines("送达回证", _TITLE, layout.MEASURE),
    )
    notes = [line for note in _NOTES for line in typesetter.lines(note, _NOTE, layout.MEASURE)]
    remarks = _QR_SIZE + _CAPTION.leading + 1 * mm
    fixed = _height(title) + 4 * mm + remarks + 1.5 * mm + _height(notes)
    for signed in _SIGNED_ROWS:
        rows = _Table(typesetter, signed).rows(sheet)
        if fixed + sum(row.height for row in rows) <= layout.AREA_HEIGHT:
            break
    else:
        raise UserError(
            _("送达回证的内容太长，一页排不下。"),
            remedy=_("请缩短送达地点、受送达人或者单位名称后重试。"),
        )
    table_top = page.lines(title, layout.LEFT, layout.TOP) + 4 * mm
    top = table_top
    for row in rows:
        top = _place_row(page, row, top)
    _place_remarks(page, top, remarks, typesetter)
    if sheet.check_code:
        _place_code(page, top, sheet.check_code, code, typesetter)
    top += remarks
    for edge in (layout.LEFT, layout.LEFT + _LABEL_WIDTH, layout.RIGHT):
        page.rule(edge, table_top, edge, top)
    page.lines(notes, layout.LEFT, top + 1.5 * mm)


def _place_row(page: Page, row: _Row, top: float) -> float:
    """Print one row with the rule above it and return its lower edge."""
    left = layout.LEFT + _LABEL_WIDTH + _PADDING
    page.rule(layout.LEFT, top, layout.RIGHT, top)
    page.lines(row.label, layout.LEFT + _PADDING, top + (row.height - _height(row.label)) / 2)
    printed = top + _PADDING if row.below else top + (row.height - _height(row.value)) / 2
    page.lines(row.value, left, printed)
    page.lines(row.below, left, top + row.height - _height(row.below) - _PADDING / 2)
    return top + row.height


def _place_remarks(page: Page, top: float, height: float, typesetter: Typesetter) -> None:
    """The last row, with the rules above and below it."""
    label = typesetter.lines("备注", _LABEL, _LABEL_WIDTH)
    page.rule(layout.LEFT, top, layout.RIGHT, top)
    page.lines(label, layout.LEFT, top + (height - _height(label)) / 2)
    page.rule(layout.LEFT, top + height, layout.RIGHT, top + height)


def _place_code(
    page: Page, top: float, check_code: str, content: str, typesetter: Typesetter
) -> None:
    """The QR code and the check code at the right of the remarks."""
    left = layout.RIGHT - _QR_SIZE - 1 * mm
    page.qr(content, left, top, _QR_SIZE)
    caption = typesetter.lines(check_code, _CAPTION, _QR_SIZE)
    page.lines(caption, left, top + _QR_SIZE - 1 * mm)


def _height(lines: Sequence[Line]) -> float:
    return sum(line.style.leading for line in lines)
