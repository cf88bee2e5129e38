"""Heads, running text, lists, notes and the stub line of a form as strips."""

from __future__ import annotations

from dataclasses import replace

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.blocks import Cut, Head, Items, Note, Text
from corrdesk.printing.fonts import Role
from corrdesk.printing.forms.strips import Edges, Setting, Strip, gap, height_of, text_strips
from corrdesk.printing.layout import Page
from corrdesk.printing.pagination import Piece
from corrdesk.printing.typeset import Align, Line, TextStyle

HEAD_QR = 20 * mm

_QR_ABOVE = 6 * mm  # of the code that stand above the printed area
_NOTE = TextStyle(size=9, leading=4.4 * mm, align=Align.JUSTIFY, grey=0.15)
_SMALL = TextStyle(size=10.5, leading=15, align=Align.LEFT)
_MOST_IN_BANNER = 4
_CUT_HEIGHT = 20 * mm
_CUT_WORD = TextStyle(size=10.5, leading=15, align=Align.CENTER, grey=0.25)
_LETTERHEAD = TextStyle(size=30, leading=40, role=Role.TITLE, align=Align.CENTER, red=True)
_BANNER_OVERHANG = 7 * mm  # the red lines are 170 mm long, the type area 156 mm


def head_strips(head: Head, setting: Setting, *, coded: bool = False) -> list[Strip]:
    """Who issues, the title, the number; all of it stays with the text below.

    `coded` puts the code of the sheet at the right of the title: a form without a seal has no
    other place for it.
    """
    density = setting.density
    title_style = TextStyle(
        density.title_size, density.title_leading, role=Role.TITLE, align=Align.CENTER
    )
    issuer_style = replace(title_style, size=density.issuer_size)
    inset = HEAD_QR + 2 * mm if coded else 0.0
    measure = layout.MEASURE - 2 * inset
    issuer = setting.lines(setting.running(head.issuer), issuer_style, measure)
    title = setting.lines(setting.running(head.title), title_style, measure)
    if head.letterhead:
        return [
            *_banner(head, setting),
            gap(density.leading * 0.6),
            *_kept(title),
            _kept_gap(density.gap + density.leading * 0.4),
        ]
    strips = _kept((*issuer, *title), layout.LEFT + inset)
    strips.append(_kept_gap(density.gap))
    if coded and setting.issue.check_code:
        strips = _with_code(strips, setting)
    if head.number or head.left.parts:
        strips += _number_line(head, setting)
    return strips


def _with_code(strips: list[Strip], setting: Setting) -> list[Strip]:
    """The QR code, its upper edge in the margin, at the right of the first strips."""
    height = sum(strip.piece.height for strip in strips)
    room = HEAD_QR - _QR_ABOVE
    first = strips[0]

    def draw(page: Page, top: float, edges: Edges) -> None:
        page.qr(setting.qr, layout.RIGHT - HEAD_QR, top - _QR_ABOVE, HEAD_QR)
        first.draw(page, top, edges)

    result = [Strip(first.piece, draw), *strips[1:]]
    return [*result, _kept_gap(room - height)] if room > height else result


def _banner(head: Head, setting: Setting) -> list[Strip]:
    """The red head of a letter: who writes, a double line, the number at the right below it."""
    issuer = setting.lines(setting.running(head.issuer), _LETTERHEAD, layout.MEASURE)
    earlier, lines = issuer[:-_MOST_IN_BANNER], issuer[-_MOST_IN_BANNER:]
    height = height_of(lines)

    def draw(page: Page, top: float, edges: Edges) -> None:
        del edges
        page.lines(lines, layout.LEFT, top)
        left, right = layout.LEFT - _BANNER_OVERHANG, layout.RIGHT + _BANNER_OVERHANG
        for offset, weight in ((4 * mm, 2.2), (4 * mm + 3, 0.7)):
            page.rule(
                left, top + height + offset, right, top + height + offset, weight=weight, red=True
            )

    number = TextStyle(setting.density.size, setting.density.leading, align=Align.RIGHT)
    serial = setting.lines(serial_text(head.number, setting), number, layout.MEASURE)
    banner = Strip(Piece(height + 4 * mm + 3 + 0.4 * number.leading, joined=True), draw)
    return [*text_strips(earlier), banner, *_kept(serial)]


def _number_line(head: Head, setting: Setting) -> list[Strip]:
    """The number at the right; what the form says at the left shares its line."""
    density = setting.density
    if head.left.parts:
        serial = f"编号：{setting.issue.serial or '＿＿＿＿＿＿＿＿'}" if head.number else ""
        right_style = TextStyle(_SMALL.size, _SMALL.leading, align=Align.RIGHT)
        right = setting.lines(serial, right_style, layout.MEASURE * 0.5)
        taken = max((line.width for line in right), default=0.0) + 4 * mm
        left = setting.lines(setting.running(head.left), _SMALL, layout.MEASURE - taken)
        strip = _side_by_side(left[-1:], right, layout.LEFT + layout.MEASURE * 0.5)
        return [*text_strips(left[:-1]), strip, _kept_gap(0.8 * mm)]
    style = TextStyle(density.size, density.leading, align=Align.RIGHT, pitch=density.body.pitch)
    lines = setting.lines(serial_text(head.number, setting), style, layout.MEASURE)
    return [*_kept(lines), _kept_gap(density.gap)]


def serial_text(word: str, setting: Setting) -> str:
    """The number of the sheet, or the pattern in which it is written by hand."""
    return setting.issue.serial or f"（　　　　）　　{word}字第　　号"


def _side_by_side(left: tuple[Line, ...], right: tuple[Line, ...], right_at: float) -> Strip:
    height = max(height_of(left), height_of(right))

    def draw(page: Page, top: float, edges: Edges) -> None:
        del edges
        page.lines(left, layout.LEFT, top + height - height_of(left))
        page.lines(right, right_at, top + height - height_of(right))

    return Strip(Piece(height, joined=True), draw)


def _kept(lines: tuple[Line, ...], left: float = layout.LEFT) -> list[Strip]:
    """Lines that stay with what follows."""
    return [
        Strip(Piece(strip.piece.height, joined=True), strip.draw)
        for strip in text_strips(lines, left)
    ]


def _kept_gap(height: float) -> Strip:
    return Strip(Piece(height, joined=True, blank=True), gap(height).draw)


def paragraph_strips(block: Text, setting: Setting) -> list[Strip]:
    """Running text; a paragraph whose facts are all missing is left out."""
    body = setting.density.body
    style = TextStyle(body.size, body.leading, pitch=body.pitch, indent=0 if block.flush else 2)
    strips: list[Strip] = []
    for wording in block.paragraphs:
        for paragraph in setting.running(wording).split("\n"):
            strips += text_strips(setting.lines(paragraph, style, layout.MEASURE))
    return strips


def item_strips(block: Items, setting: Setting) -> list[Strip]:
    """The entries of a list, numbered; after the lead they hang below each other."""
    entries = setting.values.get(block.field.name, ())
    texts = [entries] if isinstance(entries, str) else list(entries)
    body = setting.density.body
    indent = 2 * body.cell
    lead = setting.lines(
        block.lead, TextStyle(body.size, body.leading, pitch=body.pitch), layout.MEASURE
    )
    lead_width = lead[0].width if lead else 0.0
    left = layout.LEFT + indent + lead_width
    style = TextStyle(body.size, body.leading, pitch=body.pitch)
    strips: list[Strip] = []
    for number, text in enumerate(texts, start=1):
        mark = f"{number}. " if len(texts) > 1 else ""
        lines = setting.lines(mark + text, style, layout.RIGHT - left)
        entry = text_strips(lines, left)
        if number == 1 and lead and entry:
            entry[0] = _with_lead(entry[0], lead[0], layout.LEFT + indent)
        strips += entry
    return strips


def _with_lead(strip: Strip, lead: Line, left: float) -> Strip:
    def draw(page: Page, top: float, edges: Edges) -> None:
        page.line(lead, left, top)
        strip.draw(page, top, edges)

    return Strip(strip.piece, draw)


def note_strips(block: Note, setting: Setting) -> list[Strip]:
    """Small print below what it belongs to."""
    strips = [gap(1.5 * mm)]
    for wording in block.paragraphs:
        text = setting.running(wording)
        strips += text_strips(setting.lines(text, _NOTE, layout.MEASURE))
    return strips


def cut_strips(block: Cut, setting: Setting) -> list[Strip]:
    """The dashed line between stub and main part; number and cross seal stand on it."""
    serial = setting.issue.serial or "　　　　字第　　　　号"
    word = setting.lines(f"{serial}　（{block.word}）", _CUT_WORD, layout.MEASURE - 20 * mm)

    def draw(page: Page, top: float, edges: Edges) -> None:
        del edges
        middle = top + _CUT_HEIGHT / 2
        width = max(line.width for line in word)
        center = layout.LEFT + layout.MEASURE / 2
        for left, right in (
            (layout.LEFT, center - width / 2 - 4 * mm),
            (center + width / 2 + 4 * mm, layout.RIGHT),
        ):
            page.rule(left, middle, right, middle, weight=0.5, dashed=True)
        page.lines(word, layout.LEFT + 10 * mm, middle - height_of(word) / 2)

    return [Strip(Piece(_CUT_HEIGHT), draw)]
