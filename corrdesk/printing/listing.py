"""Prints a plain list on A4: a title, columns with a head that every page repeats, and notes.

For registers and catalogues, which have no form of their own. It knows nothing of what it lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet, Role, load_fonts, missing_error
from corrdesk.printing.layout import DocumentInfo, FormStamp, Sheet
from corrdesk.printing.safe_text import safe_text
from corrdesk.printing.typeset import Align, Line, TextStyle, Typesetter

TOP = 27 * mm
_TITLE = TextStyle(size=20, leading=30, role=Role.TITLE, align=Align.CENTER)
_SUBTITLE = TextStyle(size=12, leading=20, align=Align.CENTER)
_HEAD = TextStyle(size=11, leading=14.4, align=Align.CENTER)
_CELL = TextStyle(size=10.5, leading=13.4, align=Align.LEFT)
_NOTE = TextStyle(size=12, leading=20, align=Align.JUSTIFY, indent=2)
_SIDE = 1.4 * mm
_PADDING = 1.4 * mm


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column; `width` is relative to the others."""

    title: str
    width: float


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is printed. `code` and `version` stand in the footer."""

    title: str
    subtitle: str
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    code: str = "JZ-DJB"
    version: str = "1"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, set: the lines of every cell."""

    cells: tuple[tuple[Line, ...], ...]

    @property
    def height(self) -> float:
        longest = max(sum(line.style.leading for line in lines) for lines in self.cells)
        return max(longest + 2 * _PADDING, 8 * mm)


def render_listing(listing: Listing, fonts: FontSet | None = None) -> bytes:
    """The list as PDF/A-2b. Raises UserError for a character that no font has."""
    fonts = fonts or load_fonts()
    info = DocumentInfo(listing.title, listing.subtitle or listing.title, listing.title)
    return layout.finish([listing_sheet(listing, fonts)], info, fonts)


def listing_sheet(listing: Listing, fonts: FontSet) -> Sheet:
    """The list as a sheet, to be finished alone or together with others."""
    texts = [listing.title, listing.subtitle, *listing.notes]
    texts += [text for row in listing.rows for text in row]
    missing = fonts.missing_characters(safe_text("".join(texts)))
    if missing:
        raise missing_error(missing)
    sheet = Sheet(FormStamp(listing.code, listing.version, "", ""), specimen=False)
    _Printer(listing, Typesetter(fonts), sheet).draw()
    return sheet


class _Printer:
    """Draws one listing from the top of its first page to the end of its notes."""

    def __init__(self, listing: Listing, typesetter: Typesetter, sheet: Sheet) -> None:
        self._listing = listing
        self._typesetter = typesetter
        self._sheet = sheet
        whole = sum(column.width for column in listing.columns)
        at, edges = layout.LEFT, [layout.LEFT]
        for column in listing.columns:
            at += layout.MEASURE * column.width / whole
            edges.append(at)
        self._edges = edges
        self._head = self._row([column.title for column in listing.columns], _HEAD)
        self._page = sheet.new_page()
        self._top = TOP

    def draw(self) -> None:
        """Title, rows and notes."""
        for text, style in ((self._listing.title, _TITLE), (self._listing.subtitle, _SUBTITLE)):
            lines = self._typesetter.lines(text, style, layout.MEASURE)
            self._top = self._page.lines(lines, layout.LEFT, self._top)
        self._top += 2 * mm
        self._draw_row(self._head)
        for texts in self._listing.rows:
            row = self._row(texts, _CELL)
            if self._top + row.height > layout.BOTTOM:
                self._turn()
                self._draw_row(self._head)
            self._draw_row(row)
        self._top += 3 * mm
        for note in self._listing.notes:
            for line in self._typesetter.lines(note, _NOTE, layout.MEASURE):
                if self._top + line.style.leading > layout.BOTTOM:
                    self._turn()
                self._page.line(line, layout.LEFT, self._top)
                self._top += line.style.leading

    def _turn(self) -> None:
        self._page = self._sheet.new_page()
        self._top = TOP

    def _row(self, texts: Sequence[str], style: TextStyle) -> _Row:
        cells = []
        for index, text in enumerate(texts):
            measure = self._edges[index + 1] - self._edges[index] - 2 * _SIDE
            cells.append(self._typesetter.lines(safe_text(text), style, measure))
        return _Row(tuple(cells))

    def _draw_row(self, row: _Row) -> None:
        height, page = row.height, self._page
        for index, lines in enumerate(row.cells):
            text_height = sum(line.style.leading for line in lines)
            page.lines(lines, self._edges[index] + _SIDE, self._top + (height - text_height) / 2)
        for edge in self._edges:
            page.rule(edge, self._top, edge, self._top + height)
        for at in (self._top, self._top + height):
            page.rule(layout.LEFT, at, layout.RIGHT, at)
        self._top += height
