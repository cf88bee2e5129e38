"""What the screens about keys are built from: a card in the middle, a new passphrase with meter.

They hold what is typed and say how good it is; what a passphrase must be is decided in `vault`.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.unlock import SecretField
from corrdesk.ui.shell.widgets import Banner, Field, column, row, scrolled
from corrdesk.vault.passphrase import Level, strength

LEVEL_TONES = {Level.WEAK: Tone.WARN, Level.FAIR: Tone.INFO, Level.STRONG: Tone.OK}


class NewPassphrase:
    """A new passphrase, typed twice, with the judgement in words while it is typed.

    Its `parts` are laid out by whoever asks for it, one below the other.
    """

    def __init__(self, title: str = "") -> None:
        self.first, self.again = SecretField(), SecretField()
        self.meter = Banner()
        hint = _("最好是五个不相干的词，用空格隔开。")
        self.field = Field(title or _("新口令"), self.first, hint=hint)
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
        self.again_field.problem("" if same else words)
        self.field.problem("" if found.acceptable else found.words)
        return found.acceptable and same

    def _judge(self) -> None:
        text = self.text()
        found = strength(text, avoid=self._avoid)
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


def show_as_card(screen: QWidget, *parts: QWidget | QLayout) -> None:
    """Lays a whole screen out as one card in its middle."""
    frame = QFrame()
    frame.setProperty("role", "card")
    frame.setFixedWidth(px(560))
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(px(28), px(20), px(28), px(16))
    inner.setSpacing(px(10))
    for part in parts:
        if isinstance(part, QWidget):
            inner.addWidget(part)
        else:
            inner.addLayout(part)
    # Stretches rather than an alignment: lines must be counted at the width that the card has.
    place = QWidget()
    place.setLayout(column(None, row(None, frame, None), None, margin=8))
    layout = QVBoxLayout(screen)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(scrolled(place))
