"""The desk's own line icons, drawn in the colour that is asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from corrdesk.base.resources import read_resource, resource_path
from corrdesk.ui.shell.tokens import ACCENT, DISABLED, MUTED

SIZES = (20, 32, 48)


def icon_file(name: str) -> str:
    """The path of an icon for a style sheet, with forward slashes."""
    return resource_path("icons", f"{name}.svg").as_posix()


@lru_cache(maxsize=128)
def icon(name: str, colour: str = MUTED, active: str = ACCENT) -> QIcon:
    """An icon of `resources/icons` in a colour, and in another one when it is switched on."""
    result = QIcon()
    for size in SIZES:
        result.addPixmap(_pixmap(name, colour, size), QIcon.Mode.Normal, QIcon.State.Off)
        result.addPixmap(_pixmap(name, active, size), QIcon.Mode.Normal, QIcon.State.On)
        result.addPixmap(_pixmap(name, DISABLED, size), QIcon.Mode.Disabled)
    return result


def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    source = read_resource("icons", f"{name}.svg").replace(b"currentColor", colour.encode())
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
