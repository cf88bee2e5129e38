"""Tables of labels, values, boxes to tick and boxes for opinions as strips.

A row longer than a page's convenience is cut between its lines; borders close at every page edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.blocks import Cell, Opinion, Place, Row, Table, Ticks
from corrdesk.printing.forms.strips import Edges, Setting, Strip, height_of
from corrdesk.printing.layout import Page
from corrdesk.printing.pagination import Piece
from corrdesk.printing.typeset import Align, Line, TextStyle

_LONGEST_ROW = 75 * mm  # a higher one is cut where the page ends
_SEAL_ZONE = 44 * mm  # kept free of text at the right of an opinion
_HINT = TextStyle(size=9, leading=11, align=Align.CENTER, grey=0.72)
_OTHER = "其他"


@dataclass(frozen=True, slots=True)
class _Box:
    """One set cell: its lines from the top, and what stands on its lower edge."""

    left: float
    right: float
    lines: tuple[Line, ...]
    foot: tuple[tuple[Line, ...], ...] = ()
    hint: tuple[Line, ...] = ()
    centered: bool = False  # label and short value; a box for handwriting begins at the top


def table_strips(table: Table, setting: Setting) -> list[Strip]:
    """The rows of a table."""
    unit = layout.MEASURE / sum(table.columns)
    edges = [layout.LEFT + part * unit for part in accumulate(table.columns, initial=0.0)]
    strips: list[Strip] = []
    for row in table.rows:
        strips += _row_strips(row, edges, setting)
    return strips


def _row_strips(row: Row, edges: Sequence[float], setting: Setting) -> list[Strip]:
    density = setting.density
    boxes: list[_Box] = []
    column = 0
    for cell in row.cells:
        left, right = edges[column], edges[column + cell.span]
        boxes.append(_box(cell, left, right, setting))
        column += cell.span
    least = max(row.least * mm * density.row / (10.5 * mm), density.row)
    if any(isinstance(cell, Opinion) and cell.seal for cell in row.cells):
        least = max(least, density.opinion)
    content = max(height_of(box.lines) + sum(map(height_of, box.foot[:1])) for box in boxes)
    height = max(least, content + 2 * density.padding)
    if height <= _LONGEST_ROW or content < _LONGEST_ROW / 2:
        return [_whole(boxes, height, density.padding)]
    return _slices(boxes, density.padding, density.cell_leading)


def _box(cell: Cell | Ticks | Opinion, left: float, right: float, setting: Setting) -> _Box:
    density = setting.density
    measure = right - left - 2 * density.padding
    if isinstance(cell, Opinion):
        return _opinion_box(cell, left, right, setting)
    if isinstance(cell, Ticks):
        text, label = _ticked(cell, setting), False
    else:
        text, label = setting.boxed(cell.text), cell.place is Place.LABEL
    align = Align.CENTER if label else Align.LEFT
    style = TextStyle(density.cell_size, density.cell_leading, align=align)
    return _Box(left, right, setting.lines(text, style, measure), centered=True)


def _ticked(cell: Ticks, setting: Setting) -> str:
    """The options with the fact ticked; a fact that is no option is printed as another."""
    fact = setting.values.get(cell.field.name, "")
    chosen = {fact} if isinstance(fact, str) else set(fact)
    others = "、".join(
        each
        for each in ([fact] if isinstance(fact, str) else fact)
        if each and each not in cell.options
    )
    options = [option for option in cell.options if option != _OTHER]
    parts = [f"{'■' if option in chosen else '□'}{option}" for option in options]
    if others:
        parts.append(f"■{_OTHER}：{others}")
    elif _OTHER in cell.options:
        parts.append(f"{'■' if _OTHER in chosen else '□'}{_OTHER}")
    return "  ".join(parts)


def _opinion_box(cell: Opinion, left: float, right: float, setting: Setting) -> _Box:
    density = setting.density
    measure = right - left - 2 * density.padding
    value = TextStyle(density.cell_size, density.cell_leading, align=Align.LEFT)
    day = TextStyle(density.cell_size, density.cell_leading, align=Align.RIGHT)
    date = setting.running(cell.date) if cell.date.parts else "年　　月　　日"
    foot = (
        setting.lines(date, day, measure),
        setting.lines(f"{cell.sign}：" if cell.sign else "", value, measure),
    )
    text = setting.boxed(cell.text)
    lines = setting.lines(text, value, measure - (_SEAL_ZONE if cell.seal else 0.0))
    hint = setting.lines("（印章）", _HINT, _SEAL_ZONE) if cell.seal else ()
    return _Box(left, right, lines, foot, hint)


def _whole(boxes: Sequence[_Box], height: float, padding: float) -> Strip:
    """A row that is printed in one piece."""

    def draw(page: Page, top: float, edges: Edges) -> None:
        del edges
        page.rule(layout.LEFT, top, layout.RIGHT, top)
        page.rule(layout.LEFT, top + height, layout.RIGHT, top + height)
        for box in boxes:
            _sides(page, box, top, height)
            text_top = top + padding
            if box.centered:
                text_top = top + (height - height_of(box.lines)) / 2
            page.lines(box.lines, box.left + padding, text_top)
            _foot(page, box, top + height - padding, padding)
            if box.hint:
                middle = top + height / 2 - height_of(box.hint) / 2
                page.lines(box.hint, box.right - _SEAL_ZONE - padding, middle)

    return Strip(Piece(height), draw)


def _foot(page: Page, box: _Box, bottom: float, padding: float) -> None:
    for lines in box.foot:
        page.lines(lines, box.left + padding, bottom - height_of(lines))


def _sides(page: Page, box: _Box, top: float, height: float) -> None:
    page.rule(box.left, top, box.left, top + height)
    page.rule(box.right, top, box.right, top + height)


def _slices(boxes: Sequence[_Box], padding: float, leading: float) -> list[Strip]:
    """A long row, one strip per line; signature and date stay with its last lines."""
    foot = max(sum(map(height_of, box.foot[:1])) for box in boxes)
    count = max(len(box.lines) for box in boxes)
    strips = []
    for index in range(count):
        first, last = index == 0, index == count - 1
        above = padding if first else 0.0
        below = padding + foot if last else 0.0
        strips.append(
            _slice(boxes, index, (above, leading, below), padding, first=first, last=last)
        )
    lonely = {0, count - 2, count - 3}
    return [
        Strip(Piece(strip.piece.height, joined=index in lonely and index < count - 1), strip.draw)
        for index, strip in enumerate(strips)
    ]


def _slice(
    boxes: Sequence[_Box],
    index: int,
    heights: tuple[float, float, float],
    padding: float,
    *,
    first: bool,
    last: bool,
) -> Strip:
    height = sum(heights)

    def draw(page: Page, top: float, edges: Edges) -> None:
        if first or edges.first:
            page.rule(layout.LEFT, top, layout.RIGHT, top)
        if last or edges.last:
            page.rule(layout.LEFT, top + height, layout.RIGHT, top + height)
        for box in boxes:
            _sides(page, box, top, height)
            page.lines(box.lines[index : index + 1], box.left + padding, top + heights[0])
            if last:
                _foot(page, box, top + height - padding, padding)

    return Strip(Piece(height), draw)
