"""Editors give their values and take them back, and tell a person's hand from the program's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.typed import flat, listen, put, value_of
from corrdesk.ui.shell.unlock import SecretField
from corrdesk.ui.shell.widgets import Choices, TextArea, combo


def choices() -> Choices:
    return Choices([("a", "甲", "1"), ("b", "乙", "2")], name="选择")


def pick(editor: QWidget) -> None:
    box = editor
    assert isinstance(box, QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)


def press_second(editor: QWidget) -> None:
    editor.findChildren(QPushButton)[1].click()


EDITORS: list[tuple[Callable[[], QWidget], object, Callable[[QWidget], None] | None]] = [
    (QLineEdit, "欧阳𠅤玥", lambda editor: QTest.keyClicks(editor, "x")),
    (DateEdit, "2026-06-09", lambda editor: QTest.keyClicks(editor, "2")),
    (TextArea, "两行\n文字", lambda editor: QTest.keyClicks(editor, "x")),
    (lambda: combo([("", "请选择"), ("m", "男")], name="性别"), "m", pick),
    (QCheckBox, True, lambda editor: QTest.keyClick(editor, Qt.Key.Key_Space)),
    (QSpinBox, 7, None),
    (choices, "b", press_second),
]


@pytest.mark.parametrize(("make", "value", "by_hand"), EDITORS)
def test_a_value_goes_in_and_comes_out(
    make: Callable[[], QWidget],
    value: str | int | bool,
    by_hand: Callable[[QWidget], None] | None,
    app: QApplication,
    qtbot: QtBot,
) -> None:
    editor = make()
    qtbot.addWidget(editor)
    editor.show()
    heard: list[str] = []
    listen(editor, by_hand=lambda: heard.append("hand"), otherwise=lambda: heard.append("program"))
    assert put(editor, value)
    assert value_of(editor) == value
    if by_hand is not None:
        assert "hand" not in heard
        by_hand(editor)
        assert "hand" in heard


@pytest.mark.parametrize("make", [choices, lambda: combo([("m", "男")], name="性别")])
def test_a_choice_that_is_not_offered_any_more_is_refused(
    make: Callable[[], QWidget], app: QApplication, qtbot: QtBot
) -> None:
    editor = make()
    qtbot.addWidget(editor)
    before = value_of(editor)
    assert not put(editor, "gone")
    assert value_of(editor) == before


def test_a_composed_editor_is_taken_apart(app: QApplication, qtbot: QtBot) -> None:
    whole, editable = QWidget(), QComboBox()
    editable.setEditable(True)
    layout = QVBoxLayout(whole)
    for part in (QLineEdit("a"), editable, QPushButton("x")):
        layout.addWidget(part)
    qtbot.addWidget(whole)
    found = flat({"name": whole})
    assert [type(each) for each in found.values()] == [QLineEdit, QComboBox]
    assert list(found) == ["name/0", "name/1"]


def test_a_passphrase_is_never_read(app: QApplication, qtbot: QtBot) -> None:
    secret, line = SecretField(), QLineEdit("x")
    line.setEchoMode(QLineEdit.EchoMode.Password)
    for each in (secret, line):
        qtbot.addWidget(each)
    assert flat({"secret": secret, "line": line}) == {}
    secret._show(held=True)  # while it is shown it is a secret all the same
    assert flat({"secret": secret}) == {}
