"""A small typesetter for Chinese on a ReportLab canvas: fonts per character, line rules.

It knows lines, not pages or forms, and interprets no markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, zip_longest

from reportlab.pdfgen.canvas import Canvas

from corrdesk.printing.fonts import Face, FontSet, Role
from corrdesk.printing.safe_text import safe_text

# 避头: never first in a line. 避尾: never last in a line.
NO_START = frozenset("，。、；：？！）》〉」』】〕｝”’·％℃,.;:?!)]}%")
NO_END = frozenset("（《〈「『【〔｛“‘([{□")
# Marks whose ink fills only one half of their square; the other half may be given up.
_HALF_CLOSING = frozenset("，。、；：）》〉」』】〕｝”’")
_HALF_OPENING = frozenset("（《〈「『【〔｛“‘")
_PAIRED = frozenset("—…")

_FULL_WIDTH = 0.9  # in parts of the size: from here on a glyph counts as a full square
_HALF = 0.5
_INNER_SQUEEZE = 0.25  # what a mark inside a line may give up, in parts of the size
_MAX_STRETCH = 0.2  # a line needing wider gaps stays ragged: better than letters flying apart
_SHORTEST_END = 3  # a paragraph does not end in a line of fewer glyphs, mark included
RED = (0.85, 0.07, 0.07)  # of the heads of official letters
_BASELINE = 0.86  # of the size, below the top of a square
_TOLERANCE = 0.01  # points


class Align(StrEnum):
    """How a line sits in its measure."""

    JUSTIFY = "justify"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph is set. Lengths in points; `indent` in characters of the first line."""

    size: float
    leading: float
    role: Role = Role.BODY
    align: Align = Align.JUSTIFY
    indent: int = 0
    pitch: float = 0.0  # advance of a full-width character; 0 means the size
    grey: float = 0.0  # 0 is black, 1 white
    red: bool = False  # the head of a letter; `grey` does not count then

    @property
    def cell(self) -> float:
        """Advance of one full-width character."""
        return self.pitch or self.size

    @property
    def baseline(self) -> float:
        """Distance from the top of a line to its baseline."""
        return (self.leading - self.size) / 2 + _BASELINE * self.size


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character with the font that draws it and the way to the next one, in points."""

    char: str
    face: Face
    width: float
    advance: float


@dataclass(frozen=True, slots=True)
class Line:
    """A finished line: glyphs with their final advances, starting `offset` right of the measure."""

    glyphs: tuple[Glyph, ...]
    style: TextStyle
    offset: float

    @property
    def width(self) -> float:
        """From the first glyph to the end of the last one's advance."""
        return sum(glyph.advance for glyph in self.glyphs)

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(glyph.char for glyph in self.glyphs)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end with `before` and the next one begin with `after`."""
    if after == " " or after in NO_START or before in NO_END:
        return False
    if before == after and before in _PAIRED:
        return False
    return not (before.isascii() and after.isascii() and before != " ")


class Typesetter:
    """Breaks cleaned text into lines with the fonts of one `FontSet`."""

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts

    def lines(self, text: str, style: TextStyle, measure: float) -> tuple[Line, ...]:
        """The lines of one paragraph in a measure of points; none for an empty text.

        Raises `UserError` for a character that no font has.
        """
        glyphs = self._shape(safe_text(text), style)
        indent = style.indent * style.cell
        ends = _line_ends(glyphs, indent, measure, style.size)
        if style.align is Align.CENTER and len(ends) > 1:
            ends = _balanced(glyphs, ends, measure, style)
        lines: list[Line] = []
        start = 0
        for end in ends:
            row = _trimmed(glyphs[start:end])
            offset = 0.0 if lines else indent
            lines.append(_set_line(row, style, measure, offset, last=end == len(glyphs)))
            start = end
        return tuple(lines)

    def _shape(self, text: str, style: TextStyle) -> list[Glyph]:
        tracking = style.cell - style.size
        glyphs = []
        for char, following in zip_longest(text, text[1:], fillvalue=""):
            face = self.fonts.face_for(char, style.role)
            width = face.width(char) * style.size
            advance = width + tracking
            if _closes_up(char, following) and width >= _FULL_WIDTH * style.size:
                advance -= _HALF * style.size
            glyphs.append(Glyph(char, face, width, advance))
        return glyphs


def _closes_up(char: str, following: str) -> bool:
    """Two marks in a row share the empty halves between them."""
    if char in _HALF_CLOSING:
        return following in _HALF_CLOSING or following in _HALF_OPENING
    return char in _HALF_OPENING and following in _HALF_OPENING


def _line_ends(glyphs: Sequence[Glyph], indent: float, measure: float, size: float) -> list[int]:
    """Indices after the last glyph of every line; the last line is not left nearly empty."""
    ends: list[int] = []
    start = 0
    while start < len(glyphs):
        offset = 0.0 if ends else indent
        start = _line_end(glyphs, start, measure - offset, size)
        ends.append(start)
    if len(ends) > 1 and ends[-1] - ends[-2] < _SHORTEST_END:
        first = ends[-3] if len(ends) > 2 else 0
        for end in range(ends[-1] - _SHORTEST_END, first, -1):
            if may_break(glyphs[end - 1].char, glyphs[end].char):
                ends[-2] = end
                break
    return ends


def _balanced(
    glyphs: Sequence[Glyph], ends: list[int], measure: float, style: TextStyle
) -> list[int]:
    """As many lines as before, but of nearly equal length."""
    narrow = sum(glyph.advance for glyph in glyphs) / len(ends)
    while narrow < measure:
        tried = _line_ends(glyphs, 0.0, narrow, style.size)
        if len(tried) == len(ends):
            return tried
        narrow += style.cell / 2
    return ends


def _line_end(glyphs: Sequence[Glyph], start: int, measure: float, size: float) -> int:
    """Index after the last glyph of the line that begins at `start`; always moves on."""
    used = 0.0
    spare = 0.0  # what inner marks could give up
    best = forced = 0
    for index in range(start, len(glyphs)):
        glyph = glyphs[index]
        used += glyph.advance
        blank = glyph.advance if glyph.char == " " else 0.0
        tail = _end_slack(glyph, size)
        if used - blank - tail - spare > measure + _TOLERANCE:
            return best or forced or start + 1
        forced = index + 1
        if index + 1 == len(glyphs) or may_break(glyph.char, glyphs[index + 1].char):
            best = index + 1
        spare += _squeeze(glyph, size)
    return len(glyphs)


def _is_half_mark(glyph: Glyph, size: float) -> bool:
    wide = glyph.width >= _FULL_WIDTH * size and glyph.advance >= _FULL_WIDTH * size
    return wide and glyph.char in _HALF_CLOSING


def _end_slack(glyph: Glyph, size: float) -> float:
    return _HALF * size if _is_half_mark(glyph, size) else 0.0


def _squeeze(glyph: Glyph, size: float) -> float:
    return _INNER_SQUEEZE * size if _is_half_mark(glyph, size) else 0.0


def _trimmed(row: Sequence[Glyph]) -> list[Glyph]:
    glyphs = list(row)
    while len(glyphs) > 1 and glyphs[-1].char == " ":
        glyphs.pop()
    return glyphs


def _set_line(
    row: list[Glyph], style: TextStyle, measure: float, offset: float, *, last: bool
) -> Line:
    """Fit a row into its measure: squeeze what is too long, justify or place what is shorter."""
    slack = measure - offset - sum(glyph.advance for glyph in row)
    if slack < 0:
        row = _squeezed(row, -slack, style.size)
        slack = 0.0
    if style.align is Align.RIGHT:
        offset += slack
    elif style.align is Align.CENTER:
        offset += slack / 2
    elif style.align is Align.JUSTIFY and not last and len(row) > 1:
        gap = slack / (len(row) - 1)
        if gap <= _MAX_STRETCH * style.size:
            row = [_with_advance(glyph, glyph.advance + gap) for glyph in row[:-1]] + [row[-1]]
    return Line(tuple(row), style, offset)


def _squeezed(row: list[Glyph], excess: float, size: float) -> list[Glyph]:
    """Take the excess from the mark at the end first, then evenly from the marks inside."""
    at_end = min(excess, _end_slack(row[-1], size))
    inner = [_squeeze(glyph, size) for glyph in row[:-1]]
    share = (excess - at_end) / sum(inner) if sum(inner) else 0.0
    result = [
        _with_advance(glyph, glyph.advance - room * share)
        for glyph, room in zip(row[:-1], inner, strict=True)
    ]
    return [*result, _with_advance(row[-1], row[-1].advance - at_end)]


def _with_advance(glyph: Glyph, advance: float) -> Glyph:
    return Glyph(glyph.char, glyph.face, glyph.width, advance)


def draw_line(canvas: Canvas, line: Line, left: float, baseline: float) -> None:
    """Draw a line whose measure begins at `left`; coordinates as the canvas has them."""
    if not line.glyphs:
        return
    text = canvas.beginText()
    if line.style.red:
        text.setFillColorRGB(*RED)
    else:
        text.setFillGray(line.style.grey)
    for x, run, spacing in _runs(line, left + line.offset):
        text.setTextOrigin(round(x, 3), round(baseline, 3))
        text.setFont(run[0].face.name, line.style.size)
        text.setCharSpace(round(spacing, 4))
        text.textOut("".join(glyph.char for glyph in run))
    text.setCharSpace(0)
    canvas.drawText(text)


def _runs(line: Line, x: float) -> list[tuple[float, list[Glyph], float]]:
    """Stretches of one font and one spacing, so that a line needs few text operators."""
    runs: list[tuple[float, list[Glyph], float]] = []
    run: list[Glyph] = [line.glyphs[0]]
    run_x = x
    for glyph, following in pairwise(line.glyphs):
        x += glyph.advance
        spacing = run[0].advance - run[0].width
        steady = abs(glyph.advance - glyph.width - spacing) < _TOLERANCE
        if steady and following.face is glyph.face:
            run.append(following)
            continue
        runs.append((run_x, run, spacing))
        run, run_x = [following], x
    runs.append((run_x, run, run[0].advance - run[0].width))
    return runs
