"""The journal verified in the window: whole, or each problem with its record named."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.store.journal import ChainProblem
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.alarms import AlarmDialog
from corrdesk.ui.vault.care_journal import KINDS, JournalTab
from corrdesk.vault.cipher import connect
from tests.ui.vault.care_parts import dialog_of, open_tab


def _verified(tab: JournalTab, qtbot: QtBot, settled: Callable[[], None]) -> None:
    tab.verify()
    qtbot.waitUntil(lambda: not tab.working.is_busy, timeout=60_000)
    settled()


def test_a_whole_journal_says_its_head(
    place: Workplace, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    tab = open_tab(place, settled, "journal")
    _verified(tab, qtbot, settled)
    assert desk.head().short in tab.banner.text
    assert tab.table.isHidden()
    assert tab.accept_button.isHidden()


def test_a_changed_record_is_named(
    place: Workplace, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    raw = connect(desk.vault.database_path, desk.vault.key)
    changed = raw.execute("SELECT id FROM person ORDER BY id LIMIT 1").fetchone()[0]
    raw.execute("UPDATE person SET phone='1' WHERE id=?", (changed,))
    raw.close()
    tab = open_tab(place, settled, "journal")
    _verified(tab, qtbot, settled)
    assert tab.model.rowCount() == 1
    assert tab.model.index(0, 0).data() == "记录不符"
    assert changed in tab.told.text


def test_after_an_alarm_a_word_may_be_given_here(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    tab = open_tab(place, settled, "journal")
    desk.alarms = (ChainProblem("", "anchor", "印记不见了。"),)
    tab.refresh()
    assert tab.accept_button.isVisible()
    tab.accept_button.click()
    dialog_of(AlarmDialog).reject()
    desk.alarms = ()


def test_every_kind_of_problem_has_a_word() -> None:
    assert {"edited", "gap", "order", "cut", "rollback", "record", "anchor", "file"} <= set(KINDS)
