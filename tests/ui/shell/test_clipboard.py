"""What the desk copies is marked, short-lived, and the only thing that is ever taken away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.clipboard import MARKS, ClipboardGuard

NAME = "欧阳平翊"
LASTS = 900  # milliseconds: long enough for a machine that is busy


@pytest.fixture
def clipboard(app: QApplication) -> Iterator[QClipboard]:
    made = app.clipboard()
    made.clear()
    yield made
    made.clear()


@pytest.fixture
def guard(clipboard: QClipboard) -> Iterator[ClipboardGuard]:
    made = ClipboardGuard(clipboard, lasts=LASTS, owns=lambda: True)
    yield made
    clipboard.dataChanged.disconnect(made._look)


def copy(text: str) -> None:
    line = QLineEdit(text)
    line.selectAll()
    line.copy()


def test_a_copy_asks_histories_to_leave_it_alone(
    guard: ClipboardGuard, clipboard: QClipboard
) -> None:
    copy(NAME)
    assert clipboard.text() == NAME
    held = clipboard.mimeData()
    assert {name: bytes(held.data(name).data()) for name in MARKS} == MARKS


def test_a_copy_is_gone_after_its_time(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    copy(NAME)
    qtbot.wait(60)
    assert clipboard.text() == NAME
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=5000)


def test_a_second_copy_has_its_own_time(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    copy(NAME)
    qtbot.wait(LASTS * 2 // 3)
    copy(NAME * 2)
    qtbot.wait(LASTS * 2 // 3)
    assert clipboard.text() == NAME * 2


def test_what_others_copied_since_is_left_alone(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    copy(NAME)
    guard._owns = lambda: False
    theirs = QMimeData()
    theirs.setText("别的程序的内容")
    clipboard.setMimeData(theirs)
    assert not set(clipboard.mimeData().formats()) & set(MARKS)
    qtbot.wait(LASTS + 100)
    guard.forget()
    assert clipboard.text() == "别的程序的内容"
