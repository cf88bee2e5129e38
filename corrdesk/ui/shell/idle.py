"""Locks the desk when nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

MINUTE = 60_000  # milliseconds
TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


class IdleWatch(QObject):
    """An event filter for the application; `idle` comes once after the time without a touch."""

    idle = Signal()

    def __init__(self, milliseconds: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self.idle)

    def set_minutes(self, minutes: int) -> None:
        """Changes how long silence may last."""
        self._timer.setInterval(minutes * MINUTE)

    def start(self) -> None:
        """Begins to count."""
        self._timer.start()

    def stop(self) -> None:
        """Stops counting, e.g. while locked."""
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES and self._timer.isActive():
            self._timer.start()
        return False
