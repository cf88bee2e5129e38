"""The look in numbers: colours with their contrast, and sizes in pixels at 100 %.

The only place that names a colour. `tests/ui/shell/test_tokens.py` computes every contrast.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The meaning of a colour. A tone never stands alone: shape and word say the same."""

    PLAIN = "plain"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"


class Shape(StrEnum):
    """Shapes that tell states apart without colour."""

    DOT = "dot"
    RING = "ring"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    TICK = "tick"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text colour and the ground it stands on."""

    ink: str
    ground: str


BACKGROUND = "#F4F6F8"
SURFACE = "#FFFFFF"
RAISED = "#EDF1F5"  # table headers, quiet buttons when pressed
INK = "#1B2733"
MUTED = "#55626F"
ACCENT = "#1A4F8B"
ACCENT_DARK = "#123A68"
ACCENT_SOFT = "#E4EDF7"  # selected rows and the current page in the sidebar
ON_ACCENT = "#FFFFFF"
LINE = "#D5DCE3"  # separators only; nothing that must be seen depends on them
BORDER = "#5A6773"  # of fields and buttons
PLACEHOLDER = "#5F6B76"
DISABLED = "#6B7680"
FOCUS = "#B45309"

TONES = {
    Tone.PLAIN: Pair(INK, RAISED),
    Tone.OK: Pair("#17663F", "#E3F3EA"),
    Tone.WARN: Pair("#8A4B00", "#FFF1D6"),
    Tone.BAD: Pair("#A61B1B", "#FCE8E6"),
    Tone.INFO: Pair(ACCENT, ACCENT_SOFT),
}

TEXT_PAIRS = (
    Pair(INK, BACKGROUND),
    Pair(INK, SURFACE),
    Pair(INK, RAISED),
    Pair(INK, ACCENT_SOFT),
    Pair(MUTED, BACKGROUND),
    Pair(MUTED, SURFACE),
    Pair(MUTED, ACCENT_SOFT),
    Pair(ACCENT, SURFACE),
    Pair(ACCENT, BACKGROUND),
    Pair(ON_ACCENT, ACCENT),
    Pair(ON_ACCENT, ACCENT_DARK),
    Pair(PLACEHOLDER, SURFACE),
    Pair(DISABLED, SURFACE),
    *TONES.values(),
)
"""Every combination of text and ground in use: at least 4.5 to 1."""

CONTROL_PAIRS = (
    Pair(BORDER, SURFACE),
    Pair(BORDER, BACKGROUND),
    Pair(FOCUS, SURFACE),
    Pair(FOCUS, BACKGROUND),
    Pair(FOCUS, ACCENT_SOFT),
    Pair(ACCENT, SURFACE),
)
"""Edges and focus rings that must be seen: at least 3 to 1."""

FONT_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "HanaMinB",
    "sans-serif",
)
FONT_POINTS = 10.5
TITLE_POINTS = 15.0
SEARCH_POINTS = 12.0
FIGURE_POINTS = 20.0

TARGET = 36  # the least height of anything that is clicked, and of a table row
GAP = 8
MARGIN = 16
RADIUS = 4
SIDEBAR = 184
SIDEBAR_NARROW = 60
PANEL = 404
NARROW = 1000  # below this width (at 100 %) the sidebar shows icons only
BESIDE = 1300  # below this width (at 100 %) a panel takes the place of the page
SCALES = (100, 125, 150)


def contrast(pair: Pair) -> float:
    """The WCAG contrast of a pair, 1 to 21."""
    lighter, darker = sorted((_luminance(pair.ink), _luminance(pair.ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """The relative luminance of #RRGGBB as WCAG 2 defines it."""
    parts = []
    for first in (1, 3, 5):
        value = int(colour[first : first + 2], 16) / 255
        parts.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
