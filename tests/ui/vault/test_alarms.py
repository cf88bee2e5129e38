"""A vault that does not fit its witnesses: said over every page, released by a person's word."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.store.journal import ChainProblem
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.widgets import Banner
from corrdesk.ui.vault.alarms import AlarmDialog, notice_of

PROBLEM = ChainProblem("device:7", "cut", "日志末尾缺少已经确认过的记录。")


def test_a_sound_vault_says_nothing(context: Context) -> None:
    assert notice_of(context) is None


def test_the_window_says_so_until_somebody_gives_a_word(
    closed_window: MainWindow, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    desk.alarms = (PROBLEM,)
    closed_window.show_desk(desk)
    settled()
    place = closed_window.workplace
    assert place is not None
    assert any("不能保存" in banner.text for banner in place.findChildren(Banner))
    dialog = AlarmDialog(place.context, closed_window)
    dialog.open()
    dialog.give_word()
    settled()
    assert "理由" in dialog.field._error.text()
    assert desk.alarms
    dialog.reason.setPlainText("昨天换硬盘，恢复了前天的备份。")
    dialog.give_word()
    qtbot.waitUntil(lambda: not desk.alarms, timeout=10_000)
    settled()
    assert closed_window.workplace is not None
    assert closed_window.workplace is not place
    banners = closed_window.workplace.findChildren(Banner)
    assert not any("不能保存" in banner.text for banner in banners)
    assert QApplication.activeModalWidget() is None


def test_who_may_not_decide_only_looks(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corrdesk.ui.vault.alarms.may", lambda *_anything: False)
    context.desk.alarms = (PROBLEM,)
    banner = notice_of(context)
    assert isinstance(banner, Banner)
    qtbot.addWidget(banner)
    dialog = AlarmDialog(context, banner)
    assert not dialog.accept_button.isEnabled()
    context.desk.alarms = ()
    dialog.close()
