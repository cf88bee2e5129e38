"""Puts the tokens on the application: font, palette, style sheet, at 100, 125 or 150 %.

Widgets ask `px` for every size of their own, so that the whole desk grows together.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory, QWidget

from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.stylesheet import style_sheet
from corrdesk.ui.shell.tokens import Tone


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
    sheet = style_sheet(px, scale)
    if app.styleSheet() == sheet:
        return  # it wears this already, and Qt would go through every widget that there is
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(base_font())
    app.setPalette(_palette())
    app.setStyleSheet(sheet)


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
