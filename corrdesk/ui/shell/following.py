"""A scroll area that follows the keyboard: what takes the focus by a key is brought into sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class FollowingArea(QScrollArea):
    """Scrolls to what took the focus by any key; Qt itself does so for Tab alone."""

    def __init__(self) -> None:
        super().__init__()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is None or pressed or not self.isAncestorOf(now):
            return  # under a pressed mouse nothing may move away
        QTimer.singleShot(0, now, lambda: self.ensureWidgetVisible(now))  # when it has its place
