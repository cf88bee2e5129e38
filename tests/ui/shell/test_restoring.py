"""From the strip back into the half-filled form: panels, pages and windows of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.drafts.model import Draft
from corrdesk.casework.drafts.service import keep_draft, own_drafts
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.paths import CheckInFor, ViolationOf
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.places import Place
from corrdesk.ui.shell.workplace import Workplace

Settled = Callable[[], None]


def rebuild(window: MainWindow, settled: Settled) -> Workplace:
    """Everything on the screen is thrown away and built anew, as after a lock."""
    window._rebuild()
    settled()
    assert window.workplace is not None
    return window.workplace


def go_on(place: Workplace, settled: Settled) -> None:
    place.drafts.go_on.click()
    settled()


def dialog(qtbot: QtBot) -> FormDialog:
    def shown() -> bool:
        return isinstance(QApplication.activeModalWidget(), FormDialog)

    qtbot.waitUntil(shown, timeout=10_000)
    found = QApplication.activeModalWidget()
    assert isinstance(found, FormDialog)
    return found


def open_contact(place: Workplace, person_id: str, settled: Settled, qtbot: QtBot) -> FormDialog:
    place.open_page("person", person_id)
    settled()
    buttons = place.current_page.findChildren(QPushButton)
    next(each for each in buttons if each.text().startswith("修改联系资料")).click()
    return dialog(qtbot)


def line(form: Any, name: str) -> QLineEdit:
    found = form.fields[name].editor
    assert isinstance(found, QLineEdit)
    return found


def test_a_panel_comes_back_as_it_was(
    window: MainWindow, place: Workplace, due: DeskLine, settled: Settled
) -> None:
    place.open_panel("violation", ViolationOf(due.person_id, due.supervision_id))
    settled()
    panel: Any = place.panel
    panel.form.facts.setFocus()
    QTest.keyClicks(panel.form.facts, "did not come")
    place = rebuild(window, settled)
    assert place.drafts.text.startswith(f"有未完成的登记：{due.name}　登记违规")
    go_on(place, settled)
    panel = place.panel
    assert panel.form.facts.text() == "did not come"
    assert place.drafts.text == ""  # it is on the screen now


def test_a_check_in_comes_back_with_its_window_and_time(
    window: MainWindow, place: Workplace, due: DeskLine, desk: Desk, settled: Settled
) -> None:
    place.open_panel("check_in", CheckInFor(due.person_id, due.duty_id))
    settled()
    panel: Any = place.panel
    QTest.keyClick(panel, Qt.Key.Key_F7)
    QTest.keyClick(panel, Qt.Key.Key_F9)
    for editor, text in ((panel.form.reason, "ill"), (panel.form.time, "8:15")):
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
    place = rebuild(window, settled)
    go_on(place, settled)
    panel = place.panel
    form = panel.form
    assert (form.reason.text(), form.time.text()) == ("ill", "8:15")
    assert form.outcome.value() == "waiting_evidence"
    assert not form._time_row.isHidden()
    panel.save()
    settled()
    assert desk.act(own_drafts)[0] == []


def test_a_check_in_of_the_day_before_is_still_of_that_day(
    window: MainWindow, place: Workplace, due: DeskLine, desk: Desk, settled: Settled
) -> None:
    place.open_panel("check_in", CheckInFor(due.person_id, due.duty_id))
    settled()
    panel: Any = place.panel
    panel.form.note.setFocus()
    QTest.keyClicks(panel.form.note, "came")
    before = desk.clock.now()
    assert isinstance(desk.clock, FixedClock)
    place = rebuild(window, settled)
    desk.clock.advance(timedelta(days=1, hours=2))
    go_on(place, settled)
    panel = place.panel
    assert panel.form.note.text() == "came"
    assert panel.form.facts().happened_at == before
    assert "实际日期和时间是填写那时的" in panel._banner.text


def test_a_window_of_its_own_comes_back_by_its_button(
    window: MainWindow, place: Workplace, due: DeskLine, settled: Settled, qtbot: QtBot
) -> None:
    opened = open_contact(place, due.person_id, settled, qtbot)
    line(opened.form, "education").setFocus()
    QTest.keyClicks(line(opened.form, "education"), "x")
    typed = line(opened.form, "education").text()
    place = rebuild(window, settled)
    assert QApplication.activeModalWidget() is None
    place.drafts.go_on.click()
    again = dialog(qtbot)
    assert line(again.form, "education").text() == typed
    again.reject()
    settled()


def test_newer_facts_are_told(
    window: MainWindow, place: Workplace, due: DeskLine, desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    opened = open_contact(place, due.person_id, settled, qtbot)
    line(opened.form, "phone").setFocus()
    QTest.keyClicks(line(opened.form, "phone"), "9")
    place = rebuild(window, settled)
    desk.act(lambda uow: change_person(uow, due.person_id, {"phone": "13700000000"}))
    place.drafts.go_on.click()
    again = dialog(qtbot)
    assert line(again.form, "phone").text() == "13700000000"
    assert "没有覆盖" in again.form.banner.text
    again.reject()
    settled()


def test_a_page_that_keeps_its_form_gets_it_back(
    window: MainWindow, place: Workplace, settled: Settled
) -> None:
    place.open_page("new_person")
    page: Any = place.current_page
    page.form.name.setFocus()
    QTest.keyClicks(page.form.name, "Ouyang")
    place = rebuild(window, settled)
    assert "Ouyang" in place.drafts.text
    go_on(place, settled)
    page = place.current_page
    assert page.form.name.text() == "Ouyang"
    page.start_over()
    settled()
    assert place.drafts.text == ""
    assert "已放弃填写" in place.strip.text


def test_typing_beside_is_not_pushed_away(
    window: MainWindow, place: Workplace, due: DeskLine, overdue: DeskLine, settled: Settled
) -> None:
    for number, each in enumerate((due, overdue)):
        place.open_panel("violation", ViolationOf(each.person_id, each.supervision_id))
        settled()
        panel: Any = place.panel
        panel.form.facts.setFocus()
        QTest.keyClicks(panel.form.facts, f"case {number}")
        if number == 0:
            place = rebuild(window, settled)
        else:
            panel.form.watched.keep()
    settled()
    go_on(place, settled)
    assert "没有保存的内容" in place.strip.text
    shown: Any = place.panel
    assert shown.form.facts.text() == "case 1"


def test_escape_is_giving_up_and_can_be_undone(
    place: Workplace, due: DeskLine, settled: Settled
) -> None:
    place.open_panel("violation", ViolationOf(due.person_id, due.supervision_id))
    settled()
    panel: Any = place.panel
    panel.form.facts.setFocus()
    QTest.keyClicks(panel.form.facts, "x")
    place.go_back()
    settled()
    assert "已放弃填写：登记违规" in place.strip.text
    assert place.drafts.text == ""
    place.strip.undo()
    settled()
    assert due.name in place.drafts.text
    assert place.strip.text.startswith("已找回：登记违规")
    assert not place.strip.offers_undo


@pytest.mark.parametrize(("page", "words"), [("gone", "打不开"), ("rules", "请在这一页打开")])
def test_where_there_is_no_way_a_person_is_told(
    page: str, words: str, place: Workplace, desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    where = Place(page, "", dialog="登记核对结果", subject="leave.office_max_days")
    draft = Draft("0d" * 16, where.to_text(), "登记核对结果", "", '{"note": ["", "x"]}', ())
    desk.act(lambda uow: keep_draft(uow, draft))
    place.drafts.ask()
    settled()
    place.drafts.go_on.click()
    qtbot.waitUntil(lambda: words in place.strip.text, timeout=10_000)
    assert len(desk.act(own_drafts)[0]) == 1
