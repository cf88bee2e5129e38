"""The sidebar: the pages with their figures and keys, the office above, help and lock below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.icons import icon
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.theme import base_font, px, repolish
from corrdesk.ui.shell.tokens import TONES
from corrdesk.ui.shell.widgets import label, scrolled

PAGE_KEYS = "1234567890-="
EDGES = 4  # pixels: the two edges of a button


def page_keys(number: int) -> str:
    """The keys of a page by its place, along the row of digits: Alt+1 … Alt+9, Alt+0, Alt+-, Alt+=.

    None beyond the row's end.
    """
    return f"Alt+{PAGE_KEYS[number - 1]}" if number <= len(PAGE_KEYS) else ""


class NavButton(QPushButton):
    """A page in the sidebar, with the figure of what waits there."""

    def __init__(self, title: str, picture: str, keys: str, tone: tokens.Tone) -> None:
        super().__init__(title)
        self._title, self._tone = title, tone
        self.figure = 0
        self.setProperty("role", "nav")
        self.setIcon(icon(picture))
        self.setIconSize(QSize(px(20), px(20)))
        self.setAutoDefault(False)
        self.setToolTip(f"{title}  {keys}" if keys else title)
        self.setAccessibleName(title)

    def show_figure(self, figure: int) -> None:
        """Shows how much waits there; 0 shows nothing."""
        self.figure = figure
        self.setAccessibleName(f"{self._title} {figure}" if figure else self._title)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Icon only, or icon and title."""
        self.setText("" if narrow else self._title)

    def set_low(self, low: bool) -> None:
        """No higher than it must be to be clicked, where the screen is low."""
        if low is not (self.property("low") == "true"):
            self.setProperty("low", "true" if low else "false")
            repolish(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.figure:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(base_font(9, bold=True))
        words = str(self.figure) if self.figure < 1000 else "999+"
        metrics = painter.fontMetrics()
        narrow = not self.text()
        height = metrics.height() + px(2)
        width = max(metrics.horizontalAdvance(words) + px(10), height)
        top = px(2) if narrow else (self.height() - height) / 2
        box = QRectF(self.width() - width - px(4 if narrow else 10), top, width, height)
        pair = TONES[self._tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(pair.ground))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(pair.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


class Sidebar(QFrame):
    """Chooses the page; narrow, it shows icons only."""

    page_chosen = Signal(str)
    help_wanted = Signal()
    settings_wanted = Signal()
    lock_wanted = Signal()

    def __init__(
        self, office: str, pages: Sequence[PageSpec], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._office = label(office, "heading", wrap=True)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(12), 0, px(8))
        layout.setSpacing(px(2))
        self._office.setContentsMargins(px(14), 0, px(8), px(8))
        layout.addWidget(self._office)
        listed = QWidget()
        pages_layout = QVBoxLayout(listed)
        pages_layout.setContentsMargins(0, 0, 0, 0)
        pages_layout.setSpacing(px(2))
        for number, spec in enumerate(pages, 1):
            made = NavButton(_(spec.title), spec.icon, page_keys(number), spec.tone)
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, key=spec.key: self.page_chosen.emit(key))
            self._group.addButton(made)
            self.buttons[spec.key] = made
            pages_layout.addWidget(made)
        pages_layout.addStretch(1)
        self._area = scrolled(listed)
        self._area.verticalScrollBar().rangeChanged.connect(self._bring_current)
        layout.addWidget(self._area, 1)
        self._tools = [
            NavButton(_("设置"), "settings", "", tokens.Tone.PLAIN),
            NavButton(_("帮助"), "help", "F1", tokens.Tone.PLAIN),
            NavButton(_("锁定"), "lock", "Ctrl+L", tokens.Tone.PLAIN),
        ]
        signals = (self.settings_wanted, self.help_wanted, self.lock_wanted)
        for tool, signal in zip(self._tools, signals, strict=True):
            tool.clicked.connect(signal)
            layout.addWidget(tool)
        self.set_narrow(False)

    def show_page(self, key: str) -> None:
        """Marks the current page; one that is not in the sidebar marks none."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            self._bring_current()
            return
        self._group.setExclusive(False)
        for made in self.buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def _bring_current(self) -> None:
        """On a low screen the pages scroll; the current one is in sight, and whole."""
        current = self._group.checkedButton()
        if current is not None:
            self._area.ensureWidgetVisible(current, 0, px(8))

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, or icons and titles."""
        self.setFixedWidth(px(tokens.SIDEBAR_NARROW if narrow else tokens.SIDEBAR))
        self._office.setVisible(not narrow)
        for made in self._all():
            made.set_narrow(narrow)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Where the pages do not all fit, buttons get lower; only then they scroll."""
        margins = self._layout.contentsMargins()
        office = 0 if self._office.isHidden() else self._office.sizeHint().height()
        wanted = len(self._all()) * (px(tokens.TARGET) + EDGES + px(2)) + office
        low = wanted + margins.top() + margins.bottom() > self.height()
        for made in self._all():
            made.set_low(low)

    def _all(self) -> list[NavButton]:
        return [*self.buttons.values(), *self._tools]
