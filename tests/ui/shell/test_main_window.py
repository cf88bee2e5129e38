"""Locked, open, locked again: what is shown, and that nothing of the desk stays behind."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from pytestqt.qtbot import QtBot

from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.shell import main_window
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.new_office import NewOfficeScreen
from tests.ui.conftest import OFFICER, PASSPHRASE, Heir


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
    window: MainWindow, heir: Heir, folder: Path, due: DeskLine, qtbot: QtBot
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
    assert not window.unlock.passphrase.isEnabled()  # this process takes no passphrase any more
    qtbot.waitUntil(lambda: heir.left == 1, timeout=3000)
    (told,) = heir.told
    assert (told.folder, told.officer) == (str(folder / "vault"), OFFICER)
    assert told.device_secret_file == str(folder / "device.secret")
    assert PASSPHRASE not in told.to_text()


def test_the_process_ends_even_if_nothing_takes_over(window: MainWindow, heir: Heir) -> None:
    heir.fails = True
    window.lock()
    assert heir.left == 1


def test_the_process_ends_even_if_the_desk_does_not_close(
    window: MainWindow, place: Workplace, heir: Heir, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = threading.Event()
    monkeypatch.setattr(place.context, "close", lambda **_how: stuck.wait(10))
    window.lock()
    qtbot.wait(main_window.LONGEST_LEAVING // 2)
    assert heir.left == 0
    qtbot.waitUntil(lambda: heir.left == 1, timeout=main_window.LONGEST_LEAVING)
    stuck.set()


def test_the_window_stays_covered_until_the_next_one_is_seen(
    window: MainWindow, heir: Heir, qtbot: QtBot
) -> None:
    heir.seen = False
    window.lock()
    qtbot.wait(600)
    assert (heir.left, window.isVisible(), window.workplace) == (0, True, None)
    heir.seen = True
    qtbot.waitUntil(lambda: heir.left == 1, timeout=1000)


def test_the_next_window_stands_where_this_one_stood(
    window: MainWindow, heir: Heir, closed_window: MainWindow
) -> None:
    window.setGeometry(0, 40, 800, 610)
    window.lock()
    closed_window.setGeometry(0, 0, 780, 500)
    closed_window.take_over(heir.told[0])
    assert closed_window.height() == 610
    assert abs(closed_window.y() - 40) < 5  # a frame that is not there yet is guessed
    assert closed_window.unlock.officer.text() == OFFICER
    assert closed_window.unlock.passphrase.isEnabled()


def test_the_session_locks_the_desk(window: MainWindow, heir: Heir) -> None:
    assert window._session is not None
    window._session.left.emit()
    assert (window.workplace, len(heir.told)) == (None, 1)


def test_what_was_copied_is_gone_when_the_desk_is_locked(window: MainWindow) -> None:
    clipboard = QApplication.clipboard()
    window.clipboard._owns = lambda: True  # without a screen Qt cannot tell
    clipboard.setText("欧阳平翊")
    window.lock()
    assert clipboard.text() == ""


def test_silence_locks(window: MainWindow, qtbot: QtBot) -> None:
    window._idle._timer.setInterval(50)
    window._idle.start()
    qtbot.waitUntil(lambda: window.workplace is None, timeout=5000)
    assert window.unlock.isVisible()


def test_locking_twice_starts_one_process(window: MainWindow, heir: Heir) -> None:
    window.lock()
    window.lock()
    assert len(heir.told) == 1


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
