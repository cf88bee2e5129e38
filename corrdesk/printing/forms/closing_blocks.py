"""Seal, signatures and copies of a form as strips: what closes a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.blocks import Copies, Seal, Signature, Signatures
from corrdesk.printing.forms.strips import Edges, Setting, Strip, height_of, joined, text_strips
from corrdesk.printing.layout import Page
from corrdesk.printing.pagination import Piece
from corrdesk.printing.typeset import Align, Line, TextStyle

QR_SIZE = 28 * mm
CAPTION = TextStyle(size=9, leading=12, align=Align.CENTER, grey=0.25)

_LONGEST_SIGNATURE = layout.MEASURE - QR_SIZE - 10 * mm
_BELOW_MIDDLE = 4 * mm
_MAX_SEALED_LINES = 3  # authority and date; what is longer begins above the seal
_MOST_WITH_SEAL = 7  # lines of a name that no authority has; more run on above
_SIGN_SIZE = 14  # 四号
_DAY = "年　　月　　日"
_RULE = 48 * mm
_SHORT_RULE = 34 * mm
_COPIES = TextStyle(size=14, leading=8 * mm, align=Align.LEFT, indent=1)


def seal_strips(block: Seal, setting: Setting) -> list[Strip]:
    """Authority and date, lower middle of the seal as GB/T 9704 wants; the code at the left."""
    density = setting.density
    signed = TextStyle(
        density.size, min(density.leading * 1.05, 30), align=Align.CENTER, pitch=density.body.pitch
    )
    authority = setting.lines(setting.running(block.by), signed, _LONGEST_SIGNATURE)
    date = setting.lines(setting.running(block.date), signed, _LONGEST_SIGNATURE)
    earlier, lines = authority[:-_MOST_WITH_SEAL], (*authority[-_MOST_WITH_SEAL:], *date)
    extra = max(0, len(lines) - _MAX_SEALED_LINES) * signed.leading
    ring_block = layout.SEAL_DIAMETER + density.seal_margin
    height = ring_block + extra

    def draw(page: Page, top: float, edges: Edges) -> None:
        del edges
        center = _center(lines, date[0], density.body.cell)
        middle = top + height - ring_block / 2
        page.seal_space(center, middle, layout.seal_hint(setting.typesetter))
        sealed = min(len(lines), _MAX_SEALED_LINES)
        bottom = middle + _BELOW_MIDDLE + sealed * signed.leading / 2
        page.lines(lines, center - _LONGEST_SIGNATURE / 2, bottom - height_of(lines))
        if setting.issue.check_code:
            _code(page, middle, setting)

    above = text_strips(earlier, layout.RIGHT - _LONGEST_SIGNATURE)
    return [*joined(above, count=1), Strip(Piece(height), draw)]


def _center(lines: Sequence[Line], date: Line, cell: float) -> float:
    """Four characters free at the right of the date, two at the right of a longer authority."""
    widest = max(line.width for line in lines)
    inset = max(2 * cell + widest / 2, 4 * cell + date.width / 2, layout.SEAL_DIAMETER / 2)
    return max(layout.RIGHT - inset, layout.RIGHT - _LONGEST_SIGNATURE / 2)


def _code(page: Page, middle: float, setting: Setting) -> None:
    top = middle - (QR_SIZE + CAPTION.leading) / 2
    page.qr(setting.qr, layout.LEFT, top, QR_SIZE)
    caption = setting.lines(f"查验码 {setting.issue.check_code}", CAPTION, QR_SIZE)
    page.lines(caption, layout.LEFT, top + QR_SIZE)


def sign_strips(block: Signatures, setting: Setting) -> list[Strip]:
    """Where people sign, one below the other, or two on a line where room is short."""
    density = setting.density
    style = TextStyle(
        size=min(_SIGN_SIZE, density.size), leading=density.sign_leading, align=Align.LEFT
    )
    strips: list[Strip] = []
    said = setting.running(block.said)
    if said:
        closer = TextStyle(style.size, style.leading * 0.75, align=Align.LEFT)
        strips += [_line_strip(line) for line in setting.lines(said, closer, layout.MEASURE)]
    labels = [
        setting.lines(f"{setting.running(each.label)}：", style, layout.MEASURE * 0.45)
        for each in block.lines
    ]
    widest = max(label[0].width for label in labels)
    strips += [
        _sign_strip([(labels[i], block.lines[i]) for i in group], widest, setting, style)
        for group in _groups(block.lines, joined=density.sign_joined)
    ]
    kept = [Strip(Piece(s.piece.height, joined=True), s.draw) for s in strips[:-1]]
    return [*kept, strips[-1]]


def _groups(lines: Sequence[Signature], *, joined: bool) -> list[list[int]]:
    """Which signatures share a line."""
    groups: list[list[int]] = []
    for index, line in enumerate(lines):
        shares = (
            joined
            and groups
            and len(groups[-1]) == 1
            and not line.dated
            and not lines[groups[-1][0]].dated
        )
        if shares:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _line_strip(line: Line) -> Strip:
    return Strip(
        Piece(line.style.leading), lambda page, top, _edges: page.line(line, layout.LEFT, top)
    )


def _sign_strip(
    group: Sequence[tuple[Sequence[Line], Signature]],
    widest: float,
    setting: Setting,
    style: TextStyle,
) -> Strip:
    day = setting.lines(
        _DAY, TextStyle(style.size, style.leading, align=Align.RIGHT), layout.MEASURE
    )
    height = max(height_of(label) for label, _line in group)

    def draw(page: Page, top: float, edges: Edges) -> None:
        del edges
        for position, (label, line) in enumerate(group):
            left = layout.LEFT + position * layout.MEASURE / 2
            page.lines(label, left, top)
            foot = top + height - style.leading + style.baseline + 2
            single = len(group) == 1
            start = left + (widest if single else label[-1].width) + 2 * mm
            end = start + _RULE if single else min(start + _SHORT_RULE, left + 76 * mm)
            page.rule(start, foot, end, foot, weight=0.4)
            if line.dated:
                page.lines(day, layout.LEFT, top + height - style.leading)

    return Strip(Piece(height), draw)


def copies_strips(block: Copies, setting: Setting) -> list[Strip]:
    """抄送 between two rules at the foot of the page; nothing when nobody gets a copy."""
    text = setting.boxed(block.text)
    lines = setting.lines(text, _COPIES, layout.MEASURE)
    if not lines:
        return []
    strips = []
    for index, line in enumerate(lines):
        first, last = index == 0, index == len(lines) - 1
        strips.append(_copies_strip(line, first=first, last=last))
    return strips


def _copies_strip(line: Line, *, first: bool, last: bool) -> Strip:
    above = 1 * mm if first else 0.0
    below = 1 * mm if last else 0.0
    height = line.style.leading + above + below

    def draw(page: Page, top: float, edges: Edges) -> None:
        if first or edges.first:
            page.rule(layout.LEFT, top, layout.RIGHT, top)
        page.line(line, layout.LEFT, top + above)
        if last or edges.last:
            page.rule(layout.LEFT, top + height, layout.RIGHT, top + height)

    return Strip(Piece(height, joined=not last), draw, foot=True)
