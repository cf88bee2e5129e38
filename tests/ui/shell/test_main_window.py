"""Locked, open, locked again: what is shown, and that nothing of the desk stays behind."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.new_office import NewOfficeScreen
from tests.ui.conftest import OFFICER, PASSPHRASE


def _unlock(window: MainWindow, passphrase: str, qtbot: QtBot) -> None:
    window.unlock.officer.setText(OFFICER)
    window.unlock.passphrase.line.setText(passphrase)
    QTest.keyClick(window.unlock.passphrase.line, Qt.Key.Key_Return)


def test_the_right_passphrase_opens_the_desk(
    closed_window: MainWindow, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    _unlock(closed_window, PASSPHRASE, qtbot)
    qtbot.waitUntil(lambda: closed_window.workplace is not None, timeout=10_000)
    settled()
    assert "青石镇司法所" in closed_window.windowTitle()
    assert closed_window.unlock.passphrase.text() == ""


def test_locking_throws_the_desk_away(
    window: MainWindow, desk: Desk, due: DeskLine, qtbot: QtBot
) -> None:
    assert window.findChildren(QTableView)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.workplace is None)
    qtbot.wait(30)
    assert not window.findChildren(QTableView)
    assert not window.findChildren(Workplace)
    words = " ".join(label.text() for label in window.findChildren(QLabel))
    assert due.name not in words
    assert "青石镇" not in window.windowTitle()
    assert window.unlock.officer.text() == OFFICER
    assert window.unlock.passphrase.line.hasFocus()


def test_silence_locks(window: MainWindow, qtbot: QtBot) -> None:
    window._idle._timer.setInterval(50)
    window._idle.start()
    qtbot.waitUntil(lambda: window.workplace is None, timeout=5000)
    assert window.unlock.isVisible()


def test_a_locked_desk_opens_again(
    window: MainWindow, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    window.lock()
    window.lock()  # twice does no harm
    _unlock(window, PASSPHRASE, qtbot)
    qtbot.waitUntil(lambda: window.workplace is not None, timeout=10_000)
    settled()


def test_a_dialog_does_not_outlive_the_lock(
    window: MainWindow, place: Workplace, qtbot: QtBot
) -> None:
    place.show_help()
    qtbot.wait(20)
    window.lock()
    qtbot.wait(20)
    assert [child for child in window.children() if getattr(child, "isModal", bool)()] == []


def test_the_first_run_is_one_step_from_the_locked_screen(
    closed_window: MainWindow, qtbot: QtBot
) -> None:
    closed_window.show_founding()
    screen = closed_window.findChild(NewOfficeScreen)
    assert screen is not None
    screen.go_back()
    assert closed_window.unlock.isVisible()


def test_it_fits_the_screens_of_old_machines(window: MainWindow) -> None:
    for size in ((1366, 768), (1024, 768)):
        window.resize(*size)
        assert (window.width(), window.height()) == size
