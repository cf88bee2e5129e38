"""Notices when a wedge scanner types an identity number, wherever the keyboard's focus is.

A scanner types like a very fast person and ends with Enter. What it typed into another field is
taken out again; only identity numbers count, so that nothing a person types is ever touched.
"""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
SLOWEST_GAP = 0.05  # seconds between two keys of a scanner


class ScannerWatch(QObject):
    """An event filter for the application; `scanned` carries the number."""

    scanned = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._burst = ""
        self._last = 0.0
        self._field: QWidget | None = None
        self._before = ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            return self._key(watched, event)  # type: ignore[arg-type]
        return False

    def _key(self, widget: QWidget, event: QKeyEvent) -> bool:
        now = time.monotonic()
        if widget is not QApplication.focusWidget():
            return False  # the same key on its way up to the parents
        fresh = now - self._last > SLOWEST_GAP or widget is not self._field
        self._last = now
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            number, self._burst = self._burst, ""
            if fresh or not NUMBER.fullmatch(number):
                return False
            self._restore()
            self.scanned.emit(number.upper())
            return True
        if fresh:
            self._burst = ""
            self._field = widget
            self._before = _text_of(widget)
        self._burst = (self._burst + event.text())[-19:]
        return False

    def _restore(self) -> None:
        """Takes the number out of the field that it landed in."""
        if isinstance(self._field, QLineEdit):
            self._field.setText(self._before)
        elif isinstance(self._field, QPlainTextEdit):
            self._field.setPlainText(self._before)


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""
