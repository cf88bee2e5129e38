"""Strips of a form: what is printed, how high it is, and what it stays together with.

Blocks make strips, pages are filled with them. Nothing here knows a kind of block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corrdesk.printing import layout
from corrdesk.printing.forms.density import Density
from corrdesk.printing.layout import Page, Sheet
from corrdesk.printing.pagination import Piece, page_ranges
from corrdesk.printing.slots import Slot, Value, Wording, Words
from corrdesk.printing.templates import FactField, FactKind
from corrdesk.printing.typeset import Line, TextStyle, Typesetter

_SHORT_ENTRY = 12  # characters
_BLANKS = {FactKind.DATE: "　　年　　月　　日", FactKind.NUMBER: "＿＿", FactKind.TEXT: "＿＿＿＿"}


@dataclass(frozen=True, slots=True)
class Edges:
    """Whether a strip is the first or the last one on its page."""

    first: bool
    last: bool


Draw = Callable[[Page, float, Edges], None]
"""Prints a strip on a page with its upper edge at a height."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip; a `foot` strip goes to the lower edge of its page."""

    piece: Piece
    draw: Draw
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """What makes a sheet an issued one: number, code, chain head. A specimen has none of them."""

    serial: str = ""
    check_code: str = ""
    chain_head: str = ""
    specimen: bool = False
    qr_kind: str = ""  # first part of the QR code's content; empty: the form's code


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything blocks need to become strips."""

    typesetter: Typesetter
    density: Density
    values: Mapping[str, Value]
    fields: Mapping[str, FactField]
    words: Words
    issue: Issue
    qr: str

    def running(self, wording: Wording) -> str:
        """A running text; a fact that is not there leaves room for handwriting."""
        return wording.fill(self.values, self.words, self._blank)

    def boxed(self, wording: Wording) -> str:
        """A text of a cell; a fact that is not there leaves nothing.

        The long entries of a list stand below each other.
        """
        match wording.parts:
            case (Slot(name=name, words=""),):
                value = self.values.get(name, "")
                if not isinstance(value, str) and max(map(len, value)) > _SHORT_ENTRY:
                    return "\n".join(value)
        return wording.fill(self.values, self.words, lambda _name: "")

    def _blank(self, name: str) -> str:
        return _BLANKS.get(self.fields[name].kind, "＿＿＿＿")

    def lines(self, text: str, style: TextStyle, measure: float) -> tuple[Line, ...]:
        """All lines of a text, each of its lines a paragraph."""
        return tuple(
            line
            for paragraph in text.split("\n")
            for line in self.typesetter.lines(paragraph, style, measure)
        )


def gap(height: float) -> Strip:
    """Mere distance, dropped at the top of a page."""
    return Strip(Piece(height, blank=True), _nothing)


def _nothing(page: Page, top: float, edges: Edges) -> None:
    del page, top, edges


def text_strips(lines: Sequence[Line], left: float = layout.LEFT) -> list[Strip]:
    """One strip per line of a paragraph; no page begins or ends with a single line of it."""
    last = len(lines) - 1
    return [
        Strip(
            Piece(line.style.leading, joined=index < last and index in {0, last - 1}),
            lambda page, top, _edges, line=line: page.line(line, left, top),  # type: ignore[misc]
        )
        for index, line in enumerate(lines)
    ]


def height_of(lines: Iterable[Line]) -> float:
    """Height of lines below each other."""
    return sum(line.style.leading for line in lines)


def joined(strips: Sequence[Strip], *, count: int) -> list[Strip]:
    """The strips with the last `count` of them kept with what follows."""
    start = max(0, len(strips) - count)
    return [
        replace(strip, piece=replace(strip.piece, joined=True)) if index >= start else strip
        for index, strip in enumerate(strips)
    ]


def fill_sheet(sheet: Sheet, strips: Sequence[Strip], top: float) -> None:
    """Print strips on as many new pages of a sheet as they need."""
    room = layout.BOTTOM - top
    for start, end in page_ranges([strip.piece for strip in strips], room):
        page = sheet.new_page()
        at = top
        for index in range(start, end):
            strip = strips[index]
            edges = Edges(first=index == start, last=index == end - 1)
            if strip.foot and (edges.first or not strips[index - 1].foot):
                at = layout.BOTTOM - sum(each.piece.height for each in strips[index:end])
            strip.draw(page, at, edges)
            at += strip.piece.height
