"""The locked screen says what is missing or wrong, hides the passphrase, and forgets it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.unlock import Credentials, SecretField, UnlockView


@pytest.fixture
def view(app: QApplication, qtbot: QtBot, tmp_path: Path) -> UnlockView:
    def refuse(_given: Credentials) -> Desk:
        raise UserError("口令或姓名不对。", remedy="请检查大小写后重试。")

    made = UnlockView(refuse, tmp_path / "vault")
    qtbot.addWidget(made, before_close_func=lambda widget: widget.stop())
    made.show()
    return made


def test_what_is_missing_is_said_at_its_field(view: UnlockView, qtbot: QtBot) -> None:
    view.try_open()
    assert "姓名" in view._officer_field._error.text()
    assert "口令" in view._secret_field._error.text()


def test_a_refusal_is_one_sentence_and_leaves_the_name(view: UnlockView, qtbot: QtBot) -> None:
    view.officer.setText("李明")
    view.passphrase.line.setText("wrong")
    QTest.keyClick(view.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(view._banner.text))
    assert view._banner.text == "口令或姓名不对。 请检查大小写后重试。"
    assert view.officer.text() == "李明"
    assert view.open_button.isEnabled()


def test_a_wrong_passphrase_opens_nothing(closed_window: MainWindow, qtbot: QtBot) -> None:
    unlock = closed_window.unlock
    unlock.officer.setText("李明")
    unlock.passphrase.line.setText("not the passphrase")
    unlock.try_open()
    qtbot.waitUntil(lambda: bool(unlock._banner.text), timeout=10_000)
    assert closed_window.workplace is None


def test_the_passphrase_is_shown_only_while_held(app: QApplication, qtbot: QtBot) -> None:
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    hold = field.findChild(QPushButton)
    assert hold is not None
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
    QTest.mousePress(hold, Qt.MouseButton.LeftButton)
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal
    QTest.mouseRelease(hold, Qt.MouseButton.LeftButton)
    assert field.line.echoMode() == QLineEdit.EchoMode.Password


def test_a_chinese_passphrase_can_be_typed_before_and_after_it_was_shown(
    app: QApplication, qtbot: QtBot
) -> None:
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    hold = field.findChild(QPushButton)
    assert hold is not None
    hidden = Qt.InputMethodHint.ImhHiddenText  # an input method keeps away from such a field
    assert not field.line.inputMethodHints() & hidden
    QTest.mouseClick(hold, Qt.MouseButton.LeftButton)
    assert not field.line.inputMethodHints() & hidden


def test_a_long_refusal_is_read_to_its_end(view: UnlockView, qtbot: QtBot) -> None:
    long = "系统没有可用的密钥环。" * 12
    view._tell_error(UserError(long))
    words = next(found for found in view.findChildren(QLabel) if found.text() == long)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()), timeout=2000)


def test_another_vault_starts_with_an_empty_passphrase(view: UnlockView, tmp_path: Path) -> None:
    view.passphrase.line.setText("secret")
    view.prepare(tmp_path / "other", "王敏")
    assert view.passphrase.text() == ""
    assert view.first_focus() is view.passphrase


def test_the_next_officer_types_over_the_name_of_the_last(
    closed_window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    view = closed_window.unlock
    view.prepare(folder / "vault", "李明")
    qtbot.waitUntil(view.passphrase.line.hasFocus)
    QTest.keyClicks(view.passphrase.line, "mine")  # under the name of the last
    QTest.mouseClick(view.officer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.officer.selectedText() == "李明")
    QTest.keyClicks(view.officer, "Wang")
    assert view.officer.text() == "Wang"
    QTest.keyClick(view.officer, Qt.Key.Key_Return)
    assert view.passphrase.line.hasFocus()
    QTest.keyClicks(view.passphrase.line, "again")
    assert view.passphrase.text() == "again"
