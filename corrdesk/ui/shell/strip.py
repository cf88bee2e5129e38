"""The strip under the search box: what was done last, and a way to take it back. Never vanishes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.badges import paint_shape
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.theme import px, set_tone
from corrdesk.ui.shell.tokens import TONES, Shape, Tone
from corrdesk.ui.shell.widgets import button, label

SHAPES = {
    Tone.OK: Shape.TICK,
    Tone.INFO: Shape.DOT,
    Tone.PLAIN: Shape.DOT,
    Tone.WARN: Shape.TRIANGLE,
    Tone.BAD: Shape.CROSS,
}


class _Mark(QWidget):
    """The shape at the left of the strip."""

    def __init__(self) -> None:
        super().__init__()
        self.tone = Tone.OK
        self.setFixedSize(px(16), px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_shape(painter, SHAPES[self.tone], QRectF(self.rect()), QColor(TONES[self.tone].ink))
        painter.end()


class ResultStrip(QFrame):
    """Shows one message until the next; taking back is offered for as long as it may be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message: Message | None = None
        self._mark = _Mark()
        self._words = label("", wrap=True, select=True)
        self._undo = button(_("撤销  Ctrl+Z"), self.undo, picture="undo")
        self._action = button("", self.run_action)
        self._close = button("", self.hide_message, role="link", picture="close")
        self._close.setAccessibleName(_("关闭提示"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._undo.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(12), px(2), px(4), px(2))
        layout.setSpacing(px(8))
        for widget in (self._mark, self._words, self._action, self._undo, self._close):
            layout.addWidget(widget, 1 if widget is self._words else 0)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Replaces what is shown; one without text closes the strip."""
        if not message.text:
            self.hide_message()
            return
        self._message = message
        self._mark.tone = message.tone
        self._words.setText(message.text)
        self.setAccessibleName(message.text)
        for widget in (self, self._words):
            set_tone(widget, message.tone)
        self._action.setText(message.action)
        self._action.setAccessibleName(message.action)
        self._action.setVisible(message.run is not None)
        self._undo.setVisible(message.undo is not None)
        self._timer.stop()
        if message.undo is not None:
            self._timer.start(message.undo_seconds * 1000)
        self._mark.update()
        self.show()

    def hide_message(self) -> None:
        """Closes the strip."""
        self._message = None
        self.hide()

    def run_action(self) -> None:
        """Goes on to the step that the strip offers."""
        if self._message is not None and self._message.run is not None:
            self._message.run()

    def undo(self) -> None:
        """Takes back what the strip tells of, while it may be taken back."""
        if self._message is not None and self._message.undo and self._timer.isActive():
            self._message.undo()

    @property
    def text(self) -> str:
        """What the strip says, or an empty text."""
        return self._message.text if self._message else ""

    @property
    def offers_undo(self) -> bool:
        """Whether taking back is still offered."""
        return self._timer.isActive()
