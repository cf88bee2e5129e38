"""Files of this machine are taken, links and text are not."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.drops import files_of, take_drops


def carrying(*addresses: str) -> QMimeData:
    carried = QMimeData()
    carried.setUrls([QUrl(address) for address in addresses])
    return carried


def drop(widget: QWidget, carried: QMimeData) -> None:
    """As the window system does it: the drag comes in, then lets go."""
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(3, 3), copy, carried, button, none))
    QApplication.sendEvent(widget, QDropEvent(QPointF(3, 3), copy, carried, button, none))


@pytest.mark.parametrize(
    ("address", "count"), [("file:///tmp/a.pdf", 1), ("https://example.invalid/a.pdf", 0)]
)
def test_only_files_are_taken(address: str, count: int, context: Context, qtbot: QtBot) -> None:
    taken: list[Path] = []
    widget = QWidget()
    qtbot.addWidget(widget)
    take_drops(widget, context, lambda _context, files: taken.extend(files))
    carried = carrying(address)
    assert len(files_of(carried)) == count
    drop(widget, carried)
    assert len(taken) == count


def test_nobody_takes_anything_where_nobody_asked(context: Context, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    take_drops(widget, context, None)
    assert not widget.acceptDrops()
