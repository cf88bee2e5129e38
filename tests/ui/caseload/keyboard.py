"""Typing as people do it: keys, and Chinese by way of an input method."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

CONTROL = Qt.KeyboardModifier.ControlModifier


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def write(widget: QWidget, text: str) -> None:
    """Writes into what has the keyboard; a drop-down is gone through with the arrow keys."""
    if isinstance(widget, QComboBox):
        steps = widget.findText(text) - widget.currentIndex()
        for _step in range(abs(steps)):
            QTest.keyClick(widget, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        assert widget.currentText() == text
    elif text.isascii():
        QTest.keyClicks(widget, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)


def rewrite(widget: QWidget, text: str) -> None:
    """Writes something else where something stands."""
    QTest.keyClick(widget, Qt.Key.Key_A, CONTROL)
    write(widget, text)


def save(widget: QWidget) -> None:
    """Ctrl+Enter."""
    QTest.keyClick(widget, Qt.Key.Key_Return, CONTROL)
