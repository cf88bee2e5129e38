"""Tab goes as the eye does, and through what scrolls before what stands below it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.tabbing import BLOCK, order_tabs
from corrdesk.ui.shell.widgets import column, row, scrolled


@pytest.fixture
def root(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(400, 260)
    qtbot.addWidget(made)
    return made


def stops(root: QWidget, first: QWidget) -> list[str]:
    """The names of what Tab stops at, from the first on, once round."""
    found, each = [first], first.nextInFocusChain()
    while each is not None and each is not first:
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and root.isAncestorOf(each):
            found.append(each)
        each = each.nextInFocusChain()
    return [made.objectName() for made in found]


def named(made: QWidget, name: str) -> QWidget:
    made.setObjectName(name)
    return made


def test_down_the_page_and_from_left_to_right(root: QWidget, qtbot: QtBot) -> None:
    below = named(QPushButton("丙"), "below")  # made first
    left, right = named(QLineEdit(), "left"), named(QLineEdit(), "right")
    root.setLayout(column(row(left, right), below))
    root.show()
    qtbot.waitExposed(root)
    order_tabs(root)
    assert stops(root, left) == ["left", "right", "below"]


def test_what_scrolls_comes_whole_before_what_stands_below(root: QWidget, qtbot: QtBot) -> None:
    foot, head = named(QPushButton("存"), "foot"), named(QLineEdit(), "head")
    content = QWidget()
    inner = QVBoxLayout(content)
    names = [f"line{number}" for number in range(12)]
    for name in names:
        inner.addWidget(named(QLineEdit(), name))
    area = scrolled(content)
    root.setLayout(column(head, area, foot))
    root.show()
    qtbot.waitExposed(root)
    assert content.height() > area.viewport().height()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    order_tabs(root)
    assert stops(root, head) == ["head", *names, "foot"]


def test_a_column_is_passed_through_before_the_one_beside_it(root: QWidget, qtbot: QtBot) -> None:
    right, left = QWidget(), QWidget()  # the right one was made first
    for side, half in (("right", right), ("left", left)):
        half.setLayout(column(*(named(QLineEdit(), f"{side}{line}") for line in range(3))))
        half.setProperty(BLOCK, True)
    head = named(QLineEdit(), "head")
    root.setLayout(column(head, row(left, right)))
    root.show()
    qtbot.waitExposed(root)
    order_tabs(root)
    names = [f"{side}{line}" for side in ("left", "right") for line in range(3)]
    assert stops(root, head) == ["head", *names]
