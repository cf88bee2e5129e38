"""The A4 sheet by GB/T 9704: type area and grid, furniture of a form, footer, and the finished PDF.

Forms place things on a `Page` in points from the paper's upper left corner; drawing happens once,
at the end, when the number of pages is known.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from corrdesk.printing.archive import to_pdfa
from corrdesk.printing.fonts import FontSet, Role
from corrdesk.printing.safe_text import safe_text
from corrdesk.printing.typeset import RED, Align, Line, TextStyle, Typesetter, draw_line

PAPER_WIDTH, PAPER_HEIGHT = A4
# GB/T 9704—2012: top 37 mm, binding side 28 mm, type area 156 mm × 225 mm, 22 lines of 28.
LEFT = 28 * mm
TOP = 37 * mm
MEASURE = 156 * mm
AREA_HEIGHT = 225 * mm
LINES_PER_PAGE = 22
CHARACTERS_PER_LINE = 28
LINE_PITCH = AREA_HEIGHT / LINES_PER_PAGE
CHARACTER_PITCH = MEASURE / CHARACTERS_PER_LINE
RIGHT = LEFT + MEASURE
BOTTOM = TOP + AREA_HEIGHT

BODY = TextStyle(size=16, leading=LINE_PITCH, pitch=CHARACTER_PITCH, indent=2)  # 3号
TITLE = TextStyle(size=22, leading=LINE_PITCH * 1.25, role=Role.TITLE, align=Align.CENTER)  # 2号
SEAL_DIAMETER = 42 * mm  # the round seal of a county authority

_FOOTER_TOP = BOTTOM + 6 * mm
_FOOTER = TextStyle(size=9, leading=13, align=Align.LEFT, grey=0.25)
_HINT = TextStyle(size=9, leading=11, align=Align.CENTER, grey=0.72)
_SEAL_GREY = 0.8
_MARK = TextStyle(size=150, leading=180, role=Role.TITLE, align=Align.CENTER, grey=0.9)
_QUIET_MODULES = 4  # the white border a reader needs

Operation = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class FormStamp:
    """What the footer says of every page, so that paper finds its record and its layout again."""

    form_id: str
    layout_version: str
    chain_head: str
    check_code: str


class Page:
    """One page to be drawn: lines of text, rules, seal space, QR code."""

    def __init__(self) -> None:
        self._operations: list[Operation] = []

    def draw(self, canvas: Canvas) -> None:
        """Carry out everything placed on the page."""
        for operation in self._operations:
            operation(canvas)

    def line(self, line: Line, left: float, top: float) -> None:
        """Place a line of type with the top of its leading at `top`."""
        baseline = PAPER_HEIGHT - top - line.style.baseline
        self._operations.append(lambda canvas: draw_line(canvas, line, left, baseline))

    def lines(self, lines: Sequence[Line], left: float, top: float) -> float:
        """Place lines below each other and return where the next one would begin."""
        for line in lines:
            self.line(line, left, top)
            top += line.style.leading
        return top

    def rule(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        weight: float = 0.6,
        red: bool = False,
        dashed: bool = False,
    ) -> None:
        """A straight line, normally black, unbroken, horizontal or vertical."""

        def operation(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.setStrokeColorRGB(*(RED if red else (0, 0, 0)))
            canvas.setLineWidth(weight)
            if dashed:
                canvas.setDash(4, 3)
            canvas.line(left, PAPER_HEIGHT - top, right, PAPER_HEIGHT - bottom)
            canvas.restoreState()

        self._operations.append(operation)

    def seal_space(self, center: float, middle: float, hint: Line) -> None:
        """A light ring that shows where the seal goes, with a word at its upper inner edge."""
        radius = SEAL_DIAMETER / 2

        def operation(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.setStrokeGray(_SEAL_GREY)
            canvas.setLineWidth(0.5)
            canvas.setDash(3, 3)
            canvas.circle(center, PAPER_HEIGHT - middle, radius)
            canvas.restoreState()

        self._operations.append(operation)
        self.line(hint, center - radius, middle - radius + 0.7 * hint.style.leading)

    def qr(self, content: str, left: float, top: float, size: float) -> None:
        """A QR code with its quiet border inside a square of `size`; `content` is cleaned."""
        matrix = segno.make(safe_text(content), error="m", micro=False).matrix
        module = size / (len(matrix) + 2 * _QUIET_MODULES)
        runs = dark_runs(matrix)

        def operation(canvas: Canvas) -> None:
            canvas.setFillGray(0)
            path = canvas.beginPath()
            for row, column, count in runs:
                x = left + (column + _QUIET_MODULES) * module
                y = PAPER_HEIGHT - top - (row + _QUIET_MODULES + 1) * module
                path.rect(x, y, count * module, module)
            canvas.drawPath(path, stroke=0, fill=1)

        self._operations.append(operation)


def dark_runs(matrix: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """(row, first column, length) of every horizontal stretch of dark modules."""
    runs: list[tuple[int, int, int]] = []
    for row, modules in enumerate(matrix):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append((row, start, column - start))
                start = None
    return runs


@dataclass(slots=True)
class Sheet:
    """One form: its pages, what the footer says, and whether it is only a specimen."""

    stamp: FormStamp
    specimen: bool
    pages: list[Page] = field(default_factory=list)

    def new_page(self) -> Page:
        """Add a page at the end."""
        page = Page()
        self.pages.append(page)
        return page


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """Metadata of the PDF; never a person's name."""

    title: str
    author: str
    subject: str


def seal_hint(typesetter: Typesetter) -> Line:
    """The words inside the ring of the seal."""
    return typesetter.lines("印章位置", _HINT, SEAL_DIAMETER)[0]


def finish(sheets: Sequence[Sheet], info: DocumentInfo, fonts: FontSet) -> bytes:
    """Draw the sheets into one PDF/A-2b file; the same sheets give the same bytes."""
    typesetter = Typesetter(fonts)
    buffer = io.BytesIO()
    # The initial font keeps ReportLab from naming Helvetica, which no file embeds, on every page.
    settings: dict[str, Any] = {"initialFontName": fonts.face(Role.BODY).name, "lang": "zh-CN"}
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1, **settings)
    canvas.setTitle(safe_text(info.title))
    canvas.setAuthor(safe_text(info.author))
    canvas.setSubject(safe_text(info.subject))
    canvas.setCreator("corrdesk")
    canvas.setProducer("corrdesk")
    for sheet in sheets:
        for number, page in enumerate(sheet.pages, start=1):
            _furniture(sheet, number, typesetter).draw(canvas)
            page.draw(canvas)
            canvas.showPage()
    canvas.save()
    return to_pdfa(buffer.getvalue())


def _furniture(sheet: Sheet, number: int, typesetter: Typesetter) -> Page:
    """Specimen mark and footer of one page."""
    page = Page()
    if sheet.specimen:
        _specimen_mark(page, typesetter)
    page.rule(LEFT, _FOOTER_TOP, RIGHT, _FOOTER_TOP, weight=0.4)
    stamp = sheet.stamp
    head = f"　链首 {stamp.chain_head}" if stamp.chain_head else ""
    parts = (
        (f"{stamp.form_id} 版式{stamp.layout_version}{head}", Align.LEFT),
        (f"第 {number} 页 共 {len(sheet.pages)} 页", Align.CENTER),
        (f"查验码 {stamp.check_code}" if stamp.check_code else "", Align.RIGHT),
    )
    for text, align in parts:
        style = TextStyle(_FOOTER.size, _FOOTER.leading, align=align, grey=_FOOTER.grey)
        page.lines(typesetter.lines(text, style, MEASURE)[:1], LEFT, _FOOTER_TOP + 4)
    return page


def _specimen_mark(page: Page, typesetter: Typesetter) -> None:
    """样张 across the page, below everything else."""
    for line, middle in zip(
        (*typesetter.lines("样", _MARK, MEASURE), *typesetter.lines("张", _MARK, MEASURE)),
        (TOP + AREA_HEIGHT * 0.28, TOP + AREA_HEIGHT * 0.68),
        strict=True,
    ):
        page.line(line, LEFT, middle - _MARK.leading / 2)
