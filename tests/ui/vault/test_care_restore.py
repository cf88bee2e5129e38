"""A backup comes back: aside, in figures, and in place only by a typed word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.care_restore import RestoreDialog
from corrdesk.upkeep import backups, restore
from tests.ui.vault.care_parts import dialog_of, open_tab


def _opened(
    place: Workplace, desk: Desk, clock: FixedClock, settled: Callable[[], None], qtbot: QtBot
) -> RestoreDialog:
    tab = open_tab(place, settled, "backups")
    qtbot.waitUntil(lambda: not place.context.is_busy, timeout=60_000)
    backups.back_up(desk.vault, clock)
    clock.advance(timedelta(minutes=1))
    place.context.act(place, lambda uow: uow.begin_act("office.change")).start()
    tab.refresh()
    settled()
    tab.restore()
    dialog = dialog_of(RestoreDialog)
    qtbot.waitUntil(lambda: not dialog.working.is_busy, timeout=60_000)
    settled()
    assert isinstance(dialog, RestoreDialog)
    return dialog


def _sides(folder: Path) -> list[Path]:
    return list(folder.glob("vault.side-*"))


def test_it_is_compared_and_nothing_is_switched_without_the_word(
    place: Workplace, desk: Desk, folder: Path, clock: FixedClock, settled: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    dialog = _opened(place, desk, clock, settled, qtbot)
    assert "备份完好" in dialog.banner.text
    assert len(_sides(folder)) == 1
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert shown.count("50") == 2
    dialog.word.setText("恢")
    dialog.switch()
    settled()
    assert "恢复" in dialog.field._error.text()
    assert restore.decided_switch(desk.vault.folder) is None
    dialog.reject()
    qtbot.waitUntil(lambda: not _sides(folder), timeout=20_000)


def test_the_word_decides_and_locks(
    place: Workplace, desk: Desk, folder: Path, clock: FixedClock, settled: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    dialog = _opened(place, desk, clock, settled, qtbot)
    locked: list[bool] = []
    place.context.lock_wanted.disconnect()
    place.context.lock_wanted.connect(lambda: locked.append(True))
    dialog.word.setText("恢复")
    dialog.switch()
    qtbot.waitUntil(lambda: bool(locked), timeout=20_000)
    decided = restore.decided_switch(desk.vault.folder)
    assert decided is not None
    assert _sides(folder) == [folder / decided.side]
