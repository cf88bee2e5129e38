"""The style sheet: shapes and edges of widgets, filled with the tokens. No colour stands here.

Drop-downs need their own arrow: a sheet breaks the one of the style.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.icons import icon_file
from corrdesk.ui.shell.tokens import TONES, Tone

CELL_MARGIN = 3  # pixels that the style leaves beside the text of a cell, at every size
SIZES = (3, 6, 8, 10, 12, 14, 18, 20, 26, 32)
COLOURS = {
    "ink": tokens.INK,
    "surface": tokens.SURFACE,
    "muted": tokens.MUTED,
    "bad": TONES[Tone.BAD].ink,
    "doubt": TONES[Tone.WARN].ink,
    "line": tokens.LINE,
    "border": tokens.BORDER,
    "raised": tokens.RAISED,
    "accent_soft": tokens.ACCENT_SOFT,
    "accent": tokens.ACCENT,
    "disabled": tokens.DISABLED,
    "focus": tokens.FOCUS,
    "on_accent": tokens.ON_ACCENT,
    "accent_dark": tokens.ACCENT_DARK,
    "background": tokens.BACKGROUND,
}
SHEET = Template("""
QWidget { color: ${ink}; }
QToolTip { color: ${surface}; background: ${ink}; border: none; padding: ${px6}px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title_points}pt; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="muted"] { color: ${muted}; }
QLabel[role="error"] { color: ${bad}; }
QLabel[role="doubt"] { color: ${doubt}; }
QFrame[role="card"] {
  background: ${surface}; border: 1px solid ${line}; border-radius: ${radius}px; }
QFrame[role="sidebar"] { background: ${surface}; border-right: 1px solid ${line}; }
QFrame[role="panel"] { background: ${surface}; border-left: 1px solid ${line}; }
QFrame[role="popup"] {
  background: ${surface}; border: 1px solid ${border}; border-radius: ${radius}px; }
QFrame[role="line"] { background: ${line}; border: none; max-height: 1px; }
QFrame[tone] { border-radius: ${radius}px; }
${tones}
QPushButton {
  min-height: ${target_in_1}px; padding: 0 ${px14}px; color: ${ink};
  background: ${surface}; border: 1px solid ${border}; border-radius: ${radius}px; }
QPushButton:hover { background: ${raised}; }
QPushButton:pressed, QPushButton:checked { background: ${accent_soft};
  border-color: ${accent}; color: ${ink}; }
QPushButton:disabled { color: ${disabled}; border-color: ${line}; }
QPushButton:focus { border: 2px solid ${focus}; padding: 0 ${px14_in}px;
  min-height: ${target_in_2}px; }
QPushButton[role="primary"] {
  color: ${on_accent}; background: ${accent}; border-color: ${accent};
  font-weight: 600; }
QPushButton[role="primary"]:hover { background: ${accent_dark}; }
QPushButton[role="primary"]:disabled {
  color: ${disabled}; background: ${raised}; border-color: ${line}; }
QPushButton[role="primary"]:focus { border: 3px solid ${focus}; }
QPushButton[role="link"] { border-color: transparent; background: transparent;
  color: ${accent}; padding: 0 ${gap}px; }
QPushButton[role="link"]:hover { background: ${accent_soft}; }
QPushButton[role="link"]:focus { border: 2px solid ${focus}; padding: 0 ${gap_in}px; }
QPushButton[role="nav"] { border: 2px solid transparent; border-radius: 0; text-align: left;
  background: transparent; padding: 0 ${px12}px; min-height: ${target}px; }
QPushButton[role="nav"][low="true"] { min-height: ${nav_low}px; }
QPushButton[role="nav"]:hover { background: ${raised}; }
QPushButton[role="nav"]:checked { background: ${accent_soft}; color: ${accent};
  border-left-color: ${accent}; font-weight: 600; }
QPushButton[role="nav"]:focus { border: 2px solid ${focus}; }
QPushButton[role="tab"] { border: 2px solid transparent; border-bottom-color: ${line};
  border-radius: 0; background: transparent; padding: 0 ${px12}px; min-height: ${target_in_2}px; }
QPushButton[role="tab"]:checked { color: ${accent}; border-bottom-color: ${accent};
  font-weight: 600; }
QPushButton[role="tab"]:focus { border: 2px solid ${focus}; }
QPushButton[role="choice"] { text-align: left; padding: 0 ${px10}px; }
QPushButton[role="choice"]:checked { background: ${accent_soft};
  border: 2px solid ${accent}; font-weight: 600; min-height: ${target_in_2}px; }
QPushButton[role="choice"]:focus { border: 2px solid ${focus}; min-height: ${target_in_2}px; }
QLineEdit, QPlainTextEdit, QTextEdit {
  background: ${surface}; color: ${ink}; border: 1px solid ${border};
  border-radius: ${radius}px; padding: ${px3}px ${px8}px;
  selection-background-color: ${accent}; selection-color: ${on_accent}; }
QLineEdit { min-height: ${line_height}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid ${focus};
  padding: ${px3_in}px ${px8_in}px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] {
  border: 2px solid ${bad}; }
QLineEdit:read-only { background: ${background}; }
QLineEdit[role="search"] { min-height: ${target}px; font-size: ${search_points}pt; }
QComboBox { min-height: ${target_in_1}px; padding: 0 ${px8}px; background: ${surface};
  border: 1px solid ${border}; border-radius: ${radius}px; }
QComboBox:focus { border: 2px solid ${focus}; padding: 0 ${px8_in}px;
  min-height: ${target_in_2}px; }
QComboBox::drop-down { border: none; width: ${px26}px; }
QComboBox::down-arrow { image: url("${chevron}");
  width: ${px14}px; height: ${px14}px; }
QComboBox QAbstractItemView { border: 1px solid ${border}; background: ${surface}; }
QComboBox QAbstractItemView::item { min-height: ${px32}px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 3; }
QAbstractItemView { outline: 0; }
QTableView, QListView { background: ${surface}; border: 1px solid ${line}; padding: 1px;
  gridline-color: transparent; selection-background-color: ${accent_soft};
  selection-color: ${ink}; }
QTableView:focus, QListView:focus { border: 2px solid ${focus}; padding: 0; }
QTableView::item { border-bottom: 1px solid ${line}; padding: 0 ${px8}px; }
QTableView::item:selected, QListView::item:selected { background: ${accent_soft};
  color: ${ink}; }
QHeaderView::section { background: ${raised}; color: ${muted}; border: none;
  padding: 0 ${px8}px 0 ${head_left}px; height: ${px32}px; font-weight: 600; }
QHeaderView { background: ${raised}; }
QTableView QTableCornerButton::section { background: ${raised}; border: none; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; }
QCheckBox, QRadioButton { min-height: ${target}px; spacing: ${gap}px; }
QCheckBox:focus, QRadioButton:focus { outline: none; border: 2px solid ${focus};
  border-radius: ${radius}px; }
QCheckBox::indicator, QRadioButton::indicator { width: ${px18}px; height: ${px18}px; }
QCheckBox::indicator { border: 1px solid ${border}; background: ${surface}; }
QCheckBox::indicator:checked { background: ${accent}; border-color: ${accent};
  image: url("${check}"); }
QProgressBar { border: 1px solid ${border}; border-radius: ${radius}px; height: ${px20}px;
  text-align: center; background: ${surface}; }
QProgressBar::chunk { background: ${accent_soft}; }
QStatusBar { background: ${surface}; border-top: 1px solid ${line}; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: ${muted}; padding: 0 ${gap}px; }
QStatusBar QPushButton[role="link"] { min-height: 0; color: ${muted}; }
""")


def style_sheet(px: Callable[[float], int], scale: float) -> str:
    """The sheet at a size; `px` turns sizes at 100 % into pixels."""
    target, gap = px(tokens.TARGET), px(tokens.GAP)
    sizes: dict[str, float] = {f"px{size}": px(size) for size in SIZES}
    # A focus ring is wider than an edge: what is inside gives way, so that nothing moves.
    sizes |= {f"px{size}_in": px(size) - 1 for size in SIZES}
    sizes |= {
        "target": target,
        "target_in_1": target - 2,
        "target_in_2": target - 4,
        "line_height": target - px(8),
        "nav_low": tokens.TARGET - 2,  # with its edges a little over the least that is clicked
        "head_left": px(8) + CELL_MARGIN,  # the title of a column stands over its cells
        "gap": gap,
        "gap_in": gap - 1,
        "radius": px(tokens.RADIUS),
        "title_points": tokens.TITLE_POINTS * scale,
        "search_points": tokens.SEARCH_POINTS * scale,
    }
    pictures = {"check": icon_file("check-white"), "chevron": icon_file("chevron-down")}
    return SHEET.substitute(COLOURS, **pictures, **sizes, tones=_tones())


def _tones() -> str:
    return "".join(
        f'[tone="{tone.value}"] {{ color: {pair.ink}; background: {pair.ground}; }}\n'
        for tone, pair in TONES.items()
    )
