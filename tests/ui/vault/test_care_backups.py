"""Backups in the window: made here and on the other medium, rehearsed, and sync's word given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.settings import BACKUP_SECOND_FOLDER, SettingsStore
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.care_backups import BackupsTab, shelf_of
from corrdesk.upkeep import backups, restore
from tests.ui.vault.care_parts import open_tab


@pytest.fixture
def tab(place: Workplace, settled: Callable[[], None], qtbot: QtBot) -> BackupsTab:
    found = open_tab(place, settled, "backups")
    qtbot.waitUntil(lambda: not place.context.is_busy, timeout=60_000)  # the day's own backup
    settled()
    assert isinstance(found, BackupsTab)
    return found


def _wait(tab: BackupsTab, qtbot: QtBot, settled: Callable[[], None]) -> None:
    qtbot.waitUntil(lambda: not tab.working.is_busy, timeout=60_000)
    settled()


def test_a_backup_goes_to_the_other_medium_when_it_is_there(
    tab: BackupsTab, desk: Desk, clock: FixedClock, settings: SettingsStore, tmp_path: Path,
    qtbot: QtBot, settled: Callable[[], None],
) -> None:  # fmt: skip
    assert "▲" in tab._second.text()
    clock.advance(timedelta(minutes=1))
    tab.back_up()
    _wait(tab, qtbot, settled)
    assert "请再选一个" in tab.banner.text
    (tmp_path / "usb").mkdir()
    clock.advance(timedelta(minutes=1))
    tab.use_folder(tmp_path / "usb")
    _wait(tab, qtbot, settled)
    assert settings.get(BACKUP_SECOND_FOLDER) == str(tmp_path / "usb")
    assert "移动硬盘，检查通过" in tab.banner.text
    assert len(backups.kept_in(tmp_path / "usb")) == 1
    assert "▲" not in tab._second.text()
    places = {tab.model.index(row, 1).data() for row in range(tab.model.rowCount())}
    assert places == {"本机", "移动硬盘"}
    (tmp_path / "usb").rename(tmp_path / "unplugged")
    clock.advance(timedelta(minutes=1))
    tab.back_up()
    _wait(tab, qtbot, settled)
    assert "没有插上" in tab.banner.text


def test_after_seven_days_the_other_medium_is_asked_for(
    tab: BackupsTab, desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "usb").mkdir()
    backups.back_up(desk.vault, clock, tmp_path / "usb")
    assert not shelf_of(desk, str(tmp_path / "usb")).overdue
    clock.advance(timedelta(days=7, minutes=1))
    shelf = shelf_of(desk, str(tmp_path / "usb"))
    assert shelf.overdue
    assert "七天" in shelf.second


def test_the_newest_backup_is_proved(
    tab: BackupsTab, desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    tab.rehearse()
    _wait(tab, qtbot, settled)
    assert "可以打开：50 人" in tab.banner.text
    newest = backups.kept_in(desk.vault.backups_path)[0].folder / "casework.db"
    raw = bytearray(newest.read_bytes())
    raw[len(raw) // 2] ^= 4
    newest.write_bytes(raw)
    tab.rehearse()
    _wait(tab, qtbot, settled)
    assert "不能用" in tab.banner.text


def test_sync_waits_until_somebody_gives_a_word(
    tab: BackupsTab, desk: Desk, settled: Callable[[], None]
) -> None:
    assert tab._sync.isHidden()
    (desk.vault.folder / restore.RESTORED).write_text("{")
    tab.refresh()
    settled()
    assert tab._sync.isVisible()
    tab.word_button.click()
    settled()
    assert tab._sync.isHidden()
    state = restore.restored_state(desk.vault)
    assert state is not None
    assert not state.waits
