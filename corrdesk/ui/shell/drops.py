"""Files dropped on a window: taken where somebody has said that they take them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from corrdesk.ui.shell.context import Context

Taker = Callable[[Context, Sequence[Path]], None]
DRAGGED = frozenset({QEvent.Type.DragEnter, QEvent.Type.Drop})


class Drops(QObject):
    """Watches one widget; drops on its children reach it too."""

    def __init__(self, widget: QWidget, context: Context, taker: Taker) -> None:
        super().__init__(widget)
        self._context = context
        self._taker = taker

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accepts what carries files of this machine, and hands them over once they are dropped."""
        if event.type() not in DRAGGED or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        files = files_of(event.mimeData())
        if not files:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._taker(self._context, files)
        return True


def take_drops(widget: QWidget, context: Context, taker: Taker | None) -> None:
    """Lets a widget take files, if there is anybody for them."""
    if taker is not None:
        widget.setAcceptDrops(True)
        widget.installEventFilter(Drops(widget, context, taker))


def files_of(carried: QMimeData) -> list[Path]:
    """The files on this machine that are dragged."""
    return [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
