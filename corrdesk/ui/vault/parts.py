"""What the screens about keys are built from: a card in the middle, a new passphrase with meter.

They hold what is typed and say how good it is; what a passphrase must be is decided in `vault`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.unlock import SecretField
from corrdesk.ui.shell.widgets import Banner, Field, row, scrolled
from corrdesk.vault.passphrase import Level, strength

EDGE = 8  # what is left free above and below a card
LEVEL_TONES = {Level.WEAK: Tone.WARN, Level.FAIR: Tone.INFO, Level.STRONG: Tone.OK}


class NewPassphrase:
    """A new passphrase, typed twice, with the judgement in words while it is typed.

    Its `parts` are laid out by whoever asks for it, one below the other.
    """

    def __init__(self, title: str = "") -> None:
        self.first, self.again = SecretField(), SecretField()
        self.meter = Banner()
        self.first.line.setPlaceholderText(_("最好是五个不相干的词，用空格隔开。"))
        self.field = Field(title or _("新口令"), self.first)
        self.again_field = Field(_("再输一遍"), self.again)
        self._avoid: tuple[str, ...] = ()
        self.parts: tuple[QWidget, ...] = (self.field, self.meter, self.again_field)
        self.first.line.textChanged.connect(self._judge)

    def avoid(self, *words: str) -> None:
        """Names that count for nothing: who it is for, what the office is called."""
        self._avoid = tuple(word.strip() for word in words if word.strip())
        self._judge()

    def text(self) -> str:
        """What was typed."""
        return self.first.text()

    def clear(self) -> None:
        """Forgets what was typed."""
        self.first.clear()
        self.again.clear()

    def is_good(self) -> bool:
        """Whether it may be used and was typed alike twice; says at the field when not."""
        found = strength(self.text(), avoid=self._avoid)
        same = self.text() == self.again.text()
        words = _("两次输入的口令不一样。") if self.again.text() else _("请再输一遍。")
        self.again_field.problem("" if same or not found.acceptable else words)
        self.field.problem("" if found.acceptable else found.words)
        if not found.acceptable:
            self.meter.say("")  # the field says it
        return found.acceptable and same

    def _judge(self) -> None:
        text = self.text()
        found = strength(text, avoid=self._avoid)
        self.field.problem("")  # it was about what stood there before
        self.meter.say(found.words if text else "", LEVEL_TONES[found.level])


def stacked_layout(*parts: QWidget) -> QVBoxLayout:
    """Widgets from top to bottom, as close as the fields of a form."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(10))
    for part in parts:
        layout.addWidget(part)
    return layout


def stacked(*parts: QWidget) -> QWidget:
    """A step of a wizard: its parts from top to bottom, and room below."""
    page = QWidget()
    layout = stacked_layout(*parts)
    layout.addStretch(1)
    page.setLayout(layout)
    return page


def press_focused(screen: QWidget, otherwise: Callable[[], None]) -> None:
    """Enter does what the button under the keyboard says, from any field what comes next."""
    focus = screen.focusWidget()
    if isinstance(focus, QPushButton) and not focus.isCheckable():
        focus.click()
    else:
        otherwise()


class Card(QFrame):
    """A card as tall as what it holds; where the screen is lower, that scrolls above the foot."""

    def __init__(self, screen: QWidget, parts: Sequence[QWidget], foot: QLayout | None) -> None:
        super().__init__(screen)
        self._screen = screen
        self.setProperty("role", "card")
        self.setFixedWidth(px(560))
        self._inner = stacked_layout(*parts)
        content = QWidget()
        content.setLayout(self._inner)
        content.installEventFilter(self)
        self._area = scrolled(content)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(px(28), px(20), px(28), px(16))
        self._outer.setSpacing(px(10))
        self._outer.addWidget(self._area, 1)
        if foot is not None:
            self._outer.addLayout(foot)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A sentence more or less makes another height."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._area.widget():
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        inner, outer = self._inner, self._outer
        margins = outer.contentsMargins()
        width = self.contentsRect().width() - margins.left() - margins.right()
        wanted = max(inner.totalHeightForWidth(width), inner.totalMinimumSize().height())
        rest = outer.totalMinimumSize().height() - self._area.minimumSizeHint().height()
        self.setMaximumHeight(wanted + rest)
        # A bar that comes for a moment makes the lines narrower and longer, and stays for that.
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if wanted + rest > self._screen.height() - 2 * px(EDGE):
            policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setVerticalScrollBarPolicy(policy)


def show_as_card(screen: QWidget, *parts: QWidget, foot: QLayout | None = None) -> None:
    """Lays a whole screen out as one card in its middle; the buttons of `foot` stay in sight."""
    card = Card(screen, parts, foot)
    layout = QVBoxLayout(screen)
    layout.setContentsMargins(0, px(EDGE), 0, px(EDGE))
    layout.addStretch(1)
    # Stretches rather than an alignment: lines must be counted at the width that the card has.
    layout.addLayout(row(None, card, None), 1000)
    layout.addStretch(1)
