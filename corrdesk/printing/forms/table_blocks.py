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
_UNSEALED = 0.6  # height of an opinion without seal, in parts of one with seal
_ROOMY_ROW = 10.5 * mm  # the row to which the least heights of forms refer
_MOST_BESIDE = 20  # lines of the second longest cell that stay together
_SIDE = 1.8 * mm  # between a vertical rule and text
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
    for index, row in enumerate(table.rows):
        closes = index == len(table.rows) - 1
        strips += _row_strips(row, edges, setting, closes=closes)
    return strips


def _row_strips(row: Row, edges: Sequence[float], setting: Setting, *, closes: bool) -> list[Strip]:
    """One row; `closes` when it is the last one and draws the lower border."""
    density = setting.density
    boxes: list[_Box] = []
    column = 0
    for cell in row.cells:
        left, right = edges[column], edges[column + cell.span]
        boxes.append(_box(cell, left, right, setting))
        column += cell.span
    least = max(row.least * mm * density.row / _ROOMY_ROW, density.row)
    opinions = [cell for cell in row.cells if isinstance(cell, Opinion)]
    if opinions and not row.least:
        sealed = any(cell.seal for cell in opinions)
        least = density.opinion * (1 if sealed else _UNSEALED)
    content = max(height_of(box.lines) + sum(map(height_of, box.foot[:1])) for box in boxes)
    height = max(least, content + 2 * density.padding)
    if height <= _LONGEST_ROW or content < _LONGEST_ROW / 2:
        return [_whole(boxes, height, density.padding, closes=closes)]
    return _slices(boxes, density.padding, density.cell_leading, closes=closes)


def _box(cell: Cell | Ticks | Opinion, left: float, right: float, setting: Setting) -> _Box:
    density = setting.density
    measure = right - left - 2 * _SIDE
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
    measure = right - left - 2 * _SIDE
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


def _whole(boxes: Sequence[_Box], height: float, padding: float, *, closes: bool) -> Strip:
    """A row that is printed in one piece."""

    def draw(page: Page, top: float, edges: Edges) -> None:
        _borders(page, boxes, top, height, upper=True, lower=closes or edges.last)
        for box in boxes:
            text_top = top + padding
            if box.centered:
                text_top = top + (height - height_of(box.lines)) / 2
            page.lines(box.lines, box.left + _SIDE, text_top)
            _foot(page, box, top + height - padding)
            if box.hint:
                middle = top + height / 2 - height_of(box.hint) / 2
                page.lines(box.hint, box.right - _SEAL_ZONE - _SIDE, middle)

    return Strip(Piece(height), draw)


def _foot(page: Page, box: _Box, bottom: float) -> None:
    for lines in box.foot:
        page.lines(lines, box.left + _SIDE, bottom - height_of(lines))


def _borders(
    page: Page, boxes: Sequence[_Box], top: float, height: float, *, upper: bool, lower: bool
) -> None:
    """Every rule is drawn once, so that all are equally strong."""
    right = boxes[-1].right
    if upper:
        page.rule(layout.LEFT, top, right, top)
    if lower:
        page.rule(layout.LEFT, top + height, right, top + height)
    for edge in (*(box.left for box in boxes), right):
        page.rule(edge, top, edge, top + height)


def _slices(boxes: Sequence[_Box], padding: float, leading: float, *, closes: bool) -> list[Strip]:
    """A long row: what stands beside its long text, then a strip per line.

    Signature and date stay with the last lines.
    """
    foot = max(sum(map(height_of, box.foot[:1])) for box in boxes)
    counts = sorted(len(box.lines) for box in boxes)
    count, beside = counts[-1], counts[-2] if len(counts) > 1 else 1
    first = max(1, min(beside, _MOST_BESIDE, count - 1))
    strips = []
    for start in (0, *range(first, count)):
        end = first if start == 0 else start + 1
        above = padding if start == 0 else 0.0
        below = padding + foot if end == count else 0.0
        span = _Span(start, end, above, (end - start) * leading, below)
        joined = end < count and (start == 0 or end > count - 2)
        strips.append(_slice(boxes, span, joined=joined, closes=closes))
    return strips


@dataclass(frozen=True, slots=True)
class _Span:
    """Some lines of a long row with the room around them."""

    start: int
    end: int
    above: float
    lines: float
    below: float


def _slice(boxes: Sequence[_Box], span: _Span, *, joined: bool, closes: bool) -> Strip:
    height = span.above + span.lines + span.below
    last = span.below > 0

    def draw(page: Page, top: float, edges: Edges) -> None:
        upper, lower = span.start == 0 or edges.first, (last and closes) or edges.last
        _borders(page, boxes, top, height, upper=upper, lower=lower)
        for box in boxes:
            page.lines(box.lines[span.start : span.end], box.left + _SIDE, top + span.above)
            if last:
                _foot(page, box, top + height - min(span.below, _SIDE))

    return Strip(Piece(height, joined=joined), draw)
