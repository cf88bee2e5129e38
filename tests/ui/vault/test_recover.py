"""用恢复码打开: everything but the paper is lost, and the office opens all the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.unlock import Credentials
from corrdesk.ui.vault.parts import Card
from corrdesk.ui.vault.recover import COUNTY, RecoverScreen
from corrdesk.vault.errors import DeviceSecretMissing
from tests.ui.conftest import OFFICER

NEW = "纸鸢 石桥 冬瓜 铁轨 月食 芦苇"


@pytest.fixture
def code(desk: Desk) -> str:
    """A fresh printed code of the office, which is closed then."""
    made = desk.vault.new_recovery_code()
    desk.close()
    return made


@pytest.fixture
def screen(closed_window: MainWindow, code: str, folder: Path) -> RecoverScreen:
    """The locked window of an office whose keyring was emptied, led to the printed code."""
    (folder / "device.secret").unlink()
    closed_window.unlock.officer.setText(OFFICER)
    closed_window.unlock._ask_recovery()
    found = closed_window.findChild(RecoverScreen)
    assert found is not None
    return found


def _fill(screen: RecoverScreen, code: str) -> None:
    screen.code.setText(code)
    screen.passphrase.first.line.setText(NEW)
    screen.passphrase.again.line.setText(NEW)


def test_the_code_sets_a_new_passphrase_and_opens(
    screen: RecoverScreen, closed_window: MainWindow, code: str, folder: Path, qtbot: QtBot,
    clock: FixedClock, settled: Callable[[], None],
) -> None:  # fmt: skip
    assert screen.code.hasFocus()
    assert screen.officer.text() == OFFICER
    QTest.keyClicks(screen.code, code.lower())
    QTest.keyClick(screen.code, Qt.Key.Key_Return)  # as a scanner ends
    assert screen.passphrase.first.line.hasFocus()
    QTest.keyClicks(screen.passphrase.first.line, "kx7!qPzw9#Lmt")
    QTest.keyClick(screen.passphrase.first.line, Qt.Key.Key_Return)
    assert screen.passphrase.again.line.hasFocus()
    QTest.keyClicks(screen.passphrase.again.line, "kx7!qPzw9#Lmt")
    QTest.keyClick(screen.passphrase.again.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: closed_window.workplace is not None, timeout=30_000)
    settled()
    assert closed_window.workplace is not None
    assert closed_window.workplace.context.desk.verify() == []
    assert "换发新的恢复码" in closed_window.workplace.strip._words.text()
    closed_window.lock()
    qtbot.waitUntil(lambda: not closed_window.unlock._lane.is_busy, timeout=30_000)
    again = open_desk(
        folder / "vault", officer=OFFICER, passphrase="kx7!qPzw9#Lmt",
        device_secret_file=folder / "device.secret", clock=clock,
    )  # fmt: skip
    again.close()


def test_what_is_wrong_is_said_at_its_field(screen: RecoverScreen, code: str, qtbot: QtBot) -> None:
    screen.go_on()
    assert "恢复码" in screen.code_field._error.text()
    _fill(screen, code[:-1] + ("0" if code[-1] != "0" else "2"))
    screen.go_on()
    qtbot.waitUntil(lambda: "第 8 组" in screen.code_field._error.text(), timeout=20_000)
    _fill(screen, code)
    screen.officer.setText("无此人")
    screen.go_on()
    qtbot.waitUntil(lambda: bool(screen.officer_field._error.text()), timeout=20_000)
    screen.passphrase.first.line.setText("woaini1314")
    screen.go_on()
    assert "弱" in screen.passphrase.field._error.text()


def _scrolls(screen: RecoverScreen) -> bool:
    card = screen.findChild(Card)
    assert isinstance(card, Card)
    return card._area.verticalScrollBar().isVisible()


def test_the_whole_screen_is_seen_with_every_complaint(
    screen: RecoverScreen, closed_window: MainWindow, qtbot: QtBot
) -> None:
    closed_window.resize(1366, 640)  # 768 without the bars of window and desktop, and to spare
    screen.officer.clear()
    screen.passphrase.first.line.setText("abc")
    screen.go_on()
    assert all(field._error.text() for field in (screen.code_field, screen.officer_field))
    qtbot.wait(50)
    assert not _scrolls(screen)
    screen.way.choose(COUNTY)
    assert screen.file_button.hasFocus()


def test_in_large_letters_it_begins_without_scrolling(
    large: None, screen: RecoverScreen, closed_window: MainWindow, qtbot: QtBot
) -> None:
    assert (closed_window.width(), closed_window.height()) == (1366, 768)
    qtbot.wait(50)
    assert not _scrolls(screen)
    screen.passphrase.first.line.setText("abc")
    screen.go_on()
    qtbot.waitUntil(lambda: _scrolls(screen))
    button = screen.open_button
    assert button.visibleRegion().boundingRect().size() == button.size()


def test_the_countys_key_opens_too(
    screen: RecoverScreen, closed_window: MainWindow, folder: Path, code: str, qtbot: QtBot,
    clock: FixedClock, tmp_path: Path, settled: Callable[[], None],
) -> None:  # fmt: skip
    from corrdesk.vault.device_secret import FileStore
    from corrdesk.vault.vault import Vault

    private = X25519PrivateKey.generate()
    store = FileStore(tmp_path / "aside.secret")
    vault = Vault.open_with_recovery(folder / "vault", code, device_store=store, clock=clock)
    vault.set_escrow(private.public_key().public_bytes_raw().hex())
    vault.close()
    (tmp_path / "county.key").write_text(private.private_bytes_raw().hex())
    screen.way.choose(COUNTY)
    assert screen.code_field.isHidden()
    _fill(screen, "")
    screen.go_on()
    assert "文件" in screen.file_field._error.text()
    screen.use_key_file(tmp_path / "county.key")
    screen.go_on()
    qtbot.waitUntil(lambda: closed_window.workplace is not None, timeout=30_000)
    settled()


def test_without_a_keyring_a_file_is_offered(
    app: QApplication, folder: Path, code: str, clock: FixedClock, qtbot: QtBot, tmp_path: Path
) -> None:
    opened: list[Desk] = []
    screen = RecoverScreen(
        Credentials(folder / "vault", OFFICER, "", None),
        clock=clock,
        opener=lambda given: open_desk(
            given.folder, officer=given.officer, passphrase=given.passphrase,
            device_secret_file=given.device_secret_file, clock=clock,
        ),
        opened=opened.append,
        back=lambda: None,
    )  # fmt: skip
    qtbot.addWidget(screen)
    screen.show()
    _fill(screen, code)
    screen.go_on()
    qtbot.waitUntil(screen.offer.isVisible, timeout=20_000)
    assert screen._banner.text == ""
    screen.offer.chosen.emit(tmp_path / "usb.key")
    qtbot.waitUntil(lambda: bool(opened), timeout=30_000)
    opened[0].close()
    assert screen.code.text() == ""


def test_escape_leads_back_and_forgets(screen: RecoverScreen, closed_window: MainWindow) -> None:
    _fill(screen, "AAAAA")
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.code.text() == ""
    assert closed_window._stack.currentWidget() is closed_window.unlock


def test_the_old_passphrase_does_not_open_without_the_secret(
    folder: Path, code: str, clock: FixedClock, tmp_path: Path
) -> None:
    with pytest.raises(DeviceSecretMissing):
        open_desk(
            folder / "vault", officer=OFFICER, passphrase="x",
            device_secret_file=tmp_path / "none", clock=clock,
        )  # fmt: skip
