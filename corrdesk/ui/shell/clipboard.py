"""What is copied from the desk stays out of clipboard histories and is gone after ten seconds.

Watches the clipboard of the application and dresses what the desk put there; what other programs
copy is never touched.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

LASTS = 10_000  # milliseconds
OURS = "application/x-corrdesk-copy"
MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "org.nspasteboard.ConcealedType": b"1",
}
"""What clipboard histories of KDE, Windows and macOS look for before they keep something."""


class ClipboardGuard(QObject):
    """Marks what the desk copies, and takes it away again while it is still the desk's."""

    def __init__(
        self,
        clipboard: QClipboard,
        parent: QObject | None = None,
        *,
        lasts: int = LASTS,
        owns: Callable[[], bool] | None = None,
    ) -> None:
        """`owns` says whether this process put the content there, where Qt cannot tell."""
        super().__init__(parent)
        self._clipboard = clipboard
        self._owns = owns or clipboard.ownsClipboard
        self._token = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(lasts)
        self._timer.timeout.connect(self.forget)
        clipboard.dataChanged.connect(self._look)

    def forget(self) -> None:
        """Empties the clipboard if what lies there was copied from this desk."""
        self._timer.stop()
        if self._is_ours():
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
        self._token = b""

    def _is_ours(self) -> bool:
        held = self._content()
        return bool(self._token) and held is not None and held.data(OURS) == self._token

    def _content(self) -> QMimeData | None:
        # The stub promises content; Qt answers None for an empty clipboard.
        return cast("QMimeData | None", self._clipboard.mimeData())

    def _look(self) -> None:
        found = self._content()
        if found is None or not found.formats() or found.hasFormat(OURS) or not self._owns():
            return
        dressed = QMimeData()
        for name in found.formats():
            dressed.setData(name, found.data(name))
        for name, value in MARKS.items():
            dressed.setData(name, value)
        self._token = secrets.token_bytes(8)
        dressed.setData(OURS, self._token)
        self._clipboard.setMimeData(dressed)
        self._timer.start()
