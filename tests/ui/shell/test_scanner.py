"""A scanner's burst is noticed in any field and taken out of it; a person's typing is not."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.scanner import NUMBER, ScannerWatch

NUMBER_18 = "11010519491231002x"


@pytest.fixture
def watch(app: QApplication) -> Iterator[ScannerWatch]:
    made = ScannerWatch()
    app.installEventFilter(made)
    yield made
    app.removeEventFilter(made)


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    return line


def test_a_burst_is_one_scan_and_leaves_no_trace(
    watch: ScannerWatch, field: QLineEdit, qtbot: QtBot
) -> None:
    field.setText("备注：")
    scans: list[str] = []
    watch.scanned.connect(scans.append)
    QTest.keyClicks(field, NUMBER_18)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert scans == [NUMBER_18.upper()]
    assert field.text() == "备注："


def test_a_person_types_undisturbed(watch: ScannerWatch, field: QLineEdit, qtbot: QtBot) -> None:
    scans: list[str] = []
    watch.scanned.connect(scans.append)
    QTest.keyClicks(field, NUMBER_18, Qt.KeyboardModifier.NoModifier, 70)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert scans == []
    assert field.text() == NUMBER_18


def test_fast_typing_of_anything_else_is_no_scan(
    watch: ScannerWatch, field: QLineEdit, qtbot: QtBot
) -> None:
    scans: list[str] = []
    watch.scanned.connect(scans.append)
    QTest.keyClicks(field, "zhangwei")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert scans == []
    assert field.text() == "zhangwei"


@pytest.mark.parametrize("text", ["110105194912310021", "110105491231002", NUMBER_18])
def test_identity_numbers_of_both_lengths_count(text: str) -> None:
    assert NUMBER.fullmatch(text)
