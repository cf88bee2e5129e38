"""The order in which Tab goes through a page, a panel or a dialog: that of the eye."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.theme import px


def order_tabs(root: QWidget) -> None:
    """Lets Tab follow the eye: top to bottom, left to right.

    Qt follows the order of making, in which widgets that were made later come last. What scrolls
    is passed through as a whole before what stands below it.
    """
    line_height = px(tokens.TARGET) // 2
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # every widget at its place

    def place(widget: QWidget) -> tuple[int, ...]:
        found: list[int] = []
        within = root
        for area in _areas_around(widget, root):
            corner = area.mapTo(within, QPoint(0, 0))
            found += [corner.y() // line_height, corner.x()]
            within = area.widget()
        centre = widget.mapTo(within, widget.rect().center())
        return (*found, centre.y() // line_height, centre.x())

    found = [
        widget
        for widget in filter(root.isAncestorOf, root.findChildren(QWidget))  # none in a dialog
        if widget.isVisibleTo(root) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    chain = [root, *sorted(found, key=place)]
    for before, after in itertools.pairwise(chain):
        QWidget.setTabOrder(before, after)


def _areas_around(widget: QWidget, root: QWidget) -> list[QScrollArea]:
    """The scrolling areas between a widget and the root, the outermost first."""
    found: list[QScrollArea] = []
    inner, outer = widget, widget.parentWidget()
    while outer is not None and inner is not root:
        if isinstance(outer, QScrollArea) and outer.widget().isAncestorOf(widget):
            found.insert(0, outer)
        inner, outer = outer, outer.parentWidget()
    return found
