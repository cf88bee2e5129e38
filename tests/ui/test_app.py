"""The desktop starts on the right screen and comes back when its window is closed."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from corrdesk.base.clock import SystemClock
from corrdesk.bootstrap import Desk
from corrdesk.ui import app as desktop
from corrdesk.ui.shell.collecting import Collector
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.successor import VARIABLE, Handover
from corrdesk.ui.shell.unlock import UnlockView
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.new_office import NewOfficeScreen


@pytest.fixture
def seen(app: QApplication) -> Iterator[list[str]]:
    """Notes the screen that is in front, then closes the window."""
    found: list[str] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible():
                found.append(type(window._stack.currentWidget()).__name__)
                window.close()
                assert app.findChildren(Collector), "a worker may take widgets apart"

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(200)
    yield found
    timer.stop()


def test_an_open_desk_is_shown(seen: list[str], desk: Desk) -> None:
    assert desktop.run_desktop(None, desk=desk) == 0
    assert seen == [Workplace.__name__]


def test_a_vault_is_asked_for_its_passphrase(seen: list[str], folder: Path) -> None:
    assert desktop.run_desktop(folder / "vault") == 0
    assert seen == [UnlockView.__name__]


def test_without_a_vault_the_first_run_begins(seen: list[str], tmp_path: Path) -> None:
    assert desktop.run_desktop(tmp_path / "none") == 0
    assert seen == [NewOfficeScreen.__name__]


def test_another_day_can_be_today() -> None:
    assert desktop.clock_for(date(2026, 6, 10)).today() == date(2026, 6, 10)
    assert isinstance(desktop.clock_for(None), SystemClock)


def test_settings_and_vault_have_their_usual_places() -> None:
    assert desktop.usual_folder().name == "vault"
    assert desktop.user_settings() is not None


def test_a_locked_desk_is_taken_over(
    seen: list[str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign, rest = tmp_path / "seen", tmp_path / "demo"
    rest.mkdir()
    told = Handover(
        folder=str(folder / "vault"),
        officer="李明",
        device_secret_file=str(folder / "device.secret"),
        now="2026-06-10T09:00:00+08:00",
        throw_away=str(rest),
        sign=str(sign),
    )
    monkeypatch.setenv(VARIABLE, told.to_text())
    found: list[MainWindow] = []
    take = MainWindow.take_over

    def note(window: MainWindow, told: Handover) -> None:
        found.append(window)
        take(window, told)

    monkeypatch.setattr(MainWindow, "take_over", note)
    assert desktop.run_desktop(None) == 0
    assert seen == [UnlockView.__name__]
    assert found[0].unlock.officer.text() == "李明"
    assert found[0].unlock.secret_file == folder / "device.secret"
    assert sign.exists()
    assert not rest.exists()  # the last process of a demo tidies up
    assert VARIABLE not in os.environ
