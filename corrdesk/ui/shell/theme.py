"""Puts the tokens on the application: font, palette, style sheet, at 100, 125 or 150 %.

Widgets ask `px` for every size of their own, so that the whole desk grows together.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory, QWidget

from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.icons import icon_file
from corrdesk.ui.shell.tokens import TONES, Tone


class _Current:
    """The size in force; one per process, because there is one desk."""

    scale: float = 1.0


def px(size: float) -> int:
    """A size at 100 % in pixels of the size in force."""
    return round(size * _Current.scale)


def scale() -> float:
    """The size in force: 1.0, 1.25 or 1.5."""
    return _Current.scale


def apply_theme(app: QApplication, *, scale: float = 1.0) -> None:
    """Dresses the application. Called again, it changes the size; open windows must be rebuilt."""
    _Current.scale = scale
    style = QStyleFactory.create("Fusion")
    app.setStyle(style)
    app.setFont(base_font())
    app.setPalette(_palette())
    app.setStyleSheet(_sheet())


def base_font(points: float = tokens.FONT_POINTS, *, bold: bool = False) -> QFont:
    """The desk's font at a size."""
    font = QFont()
    font.setFamilies(list(tokens.FONT_FAMILIES))
    font.setPointSizeF(points * _Current.scale)
    font.setBold(bold)
    return font


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Gives a widget a tone of the style sheet and polishes it again."""
    widget.setProperty("tone", tone.value)
    repolish(widget)


def show_if(wanted: bool, widget: QWidget) -> None:
    """Shows or hides a part of a page; one without a parent yet appears with its parent.

    A plain `setVisible(True)` would make it a window of its own for a moment.
    """
    if wanted and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(wanted)


def repolish(widget: QWidget) -> None:
    """Lets the style sheet look at changed properties of a widget."""
    style: QStyle = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, tokens.BACKGROUND),
        (roles.WindowText, tokens.INK),
        (roles.Base, tokens.SURFACE),
        (roles.AlternateBase, tokens.BACKGROUND),
        (roles.Text, tokens.INK),
        (roles.Button, tokens.SURFACE),
        (roles.ButtonText, tokens.INK),
        (roles.Highlight, tokens.ACCENT),
        (roles.HighlightedText, tokens.ON_ACCENT),
        (roles.PlaceholderText, tokens.PLACEHOLDER),
        (roles.ToolTipBase, tokens.INK),
        (roles.ToolTipText, tokens.SURFACE),
        (roles.Link, tokens.ACCENT),
        (roles.Mid, tokens.BORDER),
        (roles.Dark, tokens.BORDER),
    ):
        palette.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(disabled, role, QColor(tokens.DISABLED))
    return palette


def _sheet() -> str:
    """The style sheet. Drop-downs need their own arrow: a sheet breaks the one of the style."""
    target, gap, radius = px(tokens.TARGET), px(tokens.GAP), px(tokens.RADIUS)
    tones = "".join(
        f'[tone="{tone.value}"] {{ color: {pair.ink}; background: {pair.ground}; }}\n'
        for tone, pair in TONES.items()
    )
    return f"""
QWidget {{ color: {tokens.INK}; }}
QToolTip {{ color: {tokens.SURFACE}; background: {tokens.INK}; border: none; padding: {px(6)}px; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {tokens.TITLE_POINTS * scale()}pt; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {tokens.MUTED}; }}
QLabel[role="error"] {{ color: {TONES[Tone.BAD].ink}; }}
QFrame[role="card"] {{
  background: {tokens.SURFACE}; border: 1px solid {tokens.LINE}; border-radius: {radius}px; }}
QFrame[role="sidebar"] {{ background: {tokens.SURFACE}; border-right: 1px solid {tokens.LINE}; }}
QFrame[role="panel"] {{ background: {tokens.SURFACE}; border-left: 1px solid {tokens.LINE}; }}
QFrame[role="popup"] {{
  background: {tokens.SURFACE}; border: 1px solid {tokens.BORDER}; border-radius: {radius}px; }}
QFrame[role="line"] {{ background: {tokens.LINE}; border: none; max-height: 1px; }}
QFrame[tone] {{ border-radius: {radius}px; }}
{tones}
QPushButton {{
  min-height: {target - 2}px; padding: 0 {px(14)}px; color: {tokens.INK};
  background: {tokens.SURFACE}; border: 1px solid {tokens.BORDER}; border-radius: {radius}px; }}
QPushButton:hover {{ background: {tokens.RAISED}; }}
QPushButton:pressed, QPushButton:checked {{ background: {tokens.ACCENT_SOFT};
  border-color: {tokens.ACCENT}; color: {tokens.INK}; }}
QPushButton:disabled {{ color: {tokens.DISABLED}; border-color: {tokens.LINE}; }}
QPushButton:focus {{ border: 2px solid {tokens.FOCUS}; padding: 0 {px(14) - 1}px;
  min-height: {target - 4}px; }}
QPushButton[role="primary"] {{
  color: {tokens.ON_ACCENT}; background: {tokens.ACCENT}; border-color: {tokens.ACCENT};
  font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {tokens.ACCENT_DARK}; }}
QPushButton[role="primary"]:disabled {{
  color: {tokens.DISABLED}; background: {tokens.RAISED}; border-color: {tokens.LINE}; }}
QPushButton[role="primary"]:focus {{ border: 3px solid {tokens.FOCUS}; }}
QPushButton[role="link"] {{ border-color: transparent; background: transparent;
  color: {tokens.ACCENT}; padding: 0 {gap}px; }}
QPushButton[role="link"]:hover {{ background: {tokens.ACCENT_SOFT}; }}
QPushButton[role="link"]:focus {{ border: 2px solid {tokens.FOCUS}; padding: 0 {gap - 1}px; }}
QPushButton[role="nav"] {{ border: 2px solid transparent; border-radius: 0; text-align: left;
  background: transparent; padding: 0 {px(12)}px; min-height: {target}px; }}
QPushButton[role="nav"]:hover {{ background: {tokens.RAISED}; }}
QPushButton[role="nav"]:checked {{ background: {tokens.ACCENT_SOFT}; color: {tokens.ACCENT};
  border-left-color: {tokens.ACCENT}; font-weight: 600; }}
QPushButton[role="nav"]:focus {{ border: 2px solid {tokens.FOCUS}; }}
QPushButton[role="tab"] {{ border: 2px solid transparent; border-bottom-color: {tokens.LINE};
  border-radius: 0; background: transparent; padding: 0 {px(12)}px; min-height: {target - 4}px; }}
QPushButton[role="tab"]:checked {{ color: {tokens.ACCENT}; border-bottom-color: {tokens.ACCENT};
  font-weight: 600; }}
QPushButton[role="tab"]:focus {{ border: 2px solid {tokens.FOCUS}; }}
QPushButton[role="choice"] {{ text-align: left; padding: 0 {px(10)}px; }}
QPushButton[role="choice"]:checked {{ background: {tokens.ACCENT_SOFT};
  border: 2px solid {tokens.ACCENT}; font-weight: 600; min-height: {target - 4}px; }}
QPushButton[role="choice"]:focus {{ border: 2px solid {tokens.FOCUS}; min-height: {target - 4}px; }}
QLineEdit, QPlainTextEdit, QTextEdit {{
  background: {tokens.SURFACE}; color: {tokens.INK}; border: 1px solid {tokens.BORDER};
  border-radius: {radius}px; padding: {px(3)}px {px(8)}px;
  selection-background-color: {tokens.ACCENT}; selection-color: {tokens.ON_ACCENT}; }}
QLineEdit {{ min-height: {target - px(8)}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {tokens.FOCUS};
  padding: {px(3) - 1}px {px(8) - 1}px; }}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] {{
  border: 2px solid {TONES[Tone.BAD].ink}; }}
QLineEdit:read-only {{ background: {tokens.BACKGROUND}; }}
QLineEdit[role="search"] {{ min-height: {target}px; font-size: {12 * scale()}pt; }}
QComboBox {{ min-height: {target - 2}px; padding: 0 {px(8)}px; background: {tokens.SURFACE};
  border: 1px solid {tokens.BORDER}; border-radius: {radius}px; }}
QComboBox:focus {{ border: 2px solid {tokens.FOCUS}; padding: 0 {px(8) - 1}px;
  min-height: {target - 4}px; }}
QComboBox::drop-down {{ border: none; width: {px(26)}px; }}
QComboBox::down-arrow {{ image: url("{icon_file("chevron-down")}");
  width: {px(14)}px; height: {px(14)}px; }}
QComboBox QAbstractItemView {{ border: 1px solid {tokens.BORDER}; background: {tokens.SURFACE}; }}
QComboBox QAbstractItemView::item {{ min-height: {px(32)}px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QAbstractItemView {{ outline: 0; }}
QTableView, QListView {{ background: {tokens.SURFACE}; border: 1px solid {tokens.LINE};
  gridline-color: transparent; selection-background-color: {tokens.ACCENT_SOFT};
  selection-color: {tokens.INK}; }}
QTableView:focus, QListView:focus {{ border: 2px solid {tokens.FOCUS}; }}
QTableView::item {{ border-bottom: 1px solid {tokens.LINE}; padding: 0 {px(8)}px; }}
QTableView::item:selected, QListView::item:selected {{ background: {tokens.ACCENT_SOFT};
  color: {tokens.INK}; }}
QHeaderView::section {{ background: {tokens.RAISED}; color: {tokens.MUTED}; border: none;
  padding: 0 {px(8)}px; height: {px(32)}px; font-weight: 600; }}
QHeaderView {{ background: {tokens.RAISED}; }}
QTableView QTableCornerButton::section {{ background: {tokens.RAISED}; border: none; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget[role="scrolled"] {{ background: transparent; }}
QCheckBox, QRadioButton {{ min-height: {target}px; spacing: {gap}px; }}
QCheckBox:focus, QRadioButton:focus {{ outline: none; border: 2px solid {tokens.FOCUS};
  border-radius: {radius}px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {px(18)}px; height: {px(18)}px; }}
QCheckBox::indicator {{ border: 1px solid {tokens.BORDER}; background: {tokens.SURFACE}; }}
QCheckBox::indicator:checked {{ background: {tokens.ACCENT}; border-color: {tokens.ACCENT};
  image: url("{icon_file("check-white")}"); }}
QProgressBar {{ border: 1px solid {tokens.BORDER}; border-radius: {radius}px; height: {px(20)}px;
  text-align: center; background: {tokens.SURFACE}; }}
QProgressBar::chunk {{ background: {tokens.ACCENT_SOFT}; }}
QStatusBar {{ background: {tokens.SURFACE}; border-top: 1px solid {tokens.LINE}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {tokens.MUTED}; padding: 0 {gap}px; }}
"""
