"""Today's backup is made once, beside the work, and the bar says so."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import EnvironmentFault
from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.vault.backup import backup_state, backup_words, begin_backup
from corrdesk.upkeep import backups
from corrdesk.upkeep.surroundings import check_backups
from tests.ui.conftest import TODAY


def _wait(context: Context, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not context.is_busy, timeout=60_000)
    qtbot.wait(20)


def test_one_backup_a_day(context: Context, desk: Desk, clock: FixedClock, qtbot: QtBot) -> None:
    assert backup_words(desk)[0].startswith("▲")
    for _number in range(2):
        begin_backup(context)
        _wait(context, qtbot)
    assert len(backups.kept_in(desk.vault.backups_path)) == 1
    assert backup_state(desk).last == TODAY
    assert backup_words(desk)[0] == "上次备份：6月10日"
    clock.advance(timedelta(days=1))
    begin_backup(context)
    _wait(context, qtbot)
    assert len(backups.kept_in(desk.vault.backups_path)) == 2


def test_an_old_backup_is_a_worry_and_so_is_a_missing_second_medium(
    context: Context, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    begin_backup(context)
    _wait(context, qtbot)
    clock.advance(backups.WORRY_AFTER - timedelta(hours=1))
    assert not backup_words(desk)[0].startswith("▲")
    clock.advance(timedelta(hours=2))
    words, more = backup_words(desk)
    assert words.startswith("▲")
    assert "移动硬盘" in more
    # The check-up of the vault says the same of the same backup.
    found = {each.code for each in check_backups(desk.vault, clock)}
    assert "backup.old" in found


def test_a_backup_is_cancelled_when_the_desk_is_locked(
    context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    said: list[Message] = []
    context.said.connect(said.append)
    real = backups.back_up

    def slowly(*given: Any, check: Callable[[], None], **more: Any) -> Any:
        def wait() -> None:
            time.sleep(0.2)
            check()

        return real(*given, check=wait, **more)

    monkeypatch.setattr(backups, "back_up", slowly)
    begin_backup(context)
    context.close(at_once=True)
    qtbot.wait(20)
    assert list(desk.vault.backups_path.glob("*corrdesk-*")) == []
    assert said == []


def test_a_failure_is_said(context: Context, desk: Desk, qtbot: QtBot, monkeypatch: object) -> None:
    said: list[Message] = []
    context.said.connect(said.append)

    def fail(*_anything: object, **_more: object) -> None:
        raise EnvironmentFault("磁盘已满。")

    monkeypatch.setattr(backups, "back_up", fail)  # type: ignore[attr-defined]
    begin_backup(context)
    _wait(context, qtbot)
    assert "磁盘已满" in said[0].text
