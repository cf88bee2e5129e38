"""The order in which Tab goes through a page, a panel or a dialog: that of the eye."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.theme import px

BLOCK = "block"  # the name of a property: of a column that is passed through as a whole


def order_tabs(root: QWidget) -> None:
    """Lets Tab follow the eye: top to bottom, left to right.

    Qt follows the order of making, in which widgets that were made later come last. What scrolls,
    and what carries the property `BLOCK`, is passed through as a whole before what stands below
    it or to the right of it.
    """
    line_height = px(tokens.TARGET) // 2
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # every widget at its place

    def place(widget: QWidget) -> tuple[int, ...]:
        found: list[int] = []
        within = root
        for block in _blocks_around(widget, root):
            corner = block.mapTo(within, QPoint(0, 0))
            found += [corner.y() // line_height, corner.x()]
            within = block.widget() if isinstance(block, QScrollArea) else block
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


def _blocks_around(widget: QWidget, root: QWidget) -> list[QWidget]:
    """The scrolling areas and blocks between a widget and the root, the outermost first."""
    found: list[QWidget] = []
    inner, outer = widget, widget.parentWidget()
    while outer is not None and inner is not root:
        scrolls = isinstance(outer, QScrollArea) and outer.widget().isAncestorOf(widget)
        if scrolls or outer.property(BLOCK):
            found.insert(0, outer)
        inner, outer = outer, outer.parentWidget()
    return found
