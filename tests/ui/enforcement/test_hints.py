"""Hints on the screen: figure, list, detail; confirmed they become cases, dismissed they stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.hints.queries import count_hints, hints_page
from corrdesk.casework.reporting.queries import desk_counts
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.enforcement.hints import HintsPage, count_open_hints
from corrdesk.ui.enforcement.violation_form import ViolationPanel
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace


@pytest.fixture
def page(place: Workplace, settled: Callable[[], None]) -> HintsPage:
    place.open_page("hints")
    settled()
    found = place.current_page
    assert isinstance(found, HintsPage)
    return found


def words(page: HintsPage) -> str:
    return "\n".join(made.text() for made in page.findChildren(QLabel) if made.isVisible())


def test_every_overdue_report_is_a_hint_and_the_desk_counts_them(
    place: Workplace, page: HintsPage, desk: Desk, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        overdue = desk_counts(session, desk.office.id, desk.clock.today()).overdue
    assert page.model.rowCount() == overdue == count_open_hints(desk) > 0
    place.open_page("today")
    settled()
    figure = place.current_page.elsewhere["hints"]  # type: ignore[attr-defined]
    assert figure.count == overdue
    figure.click()
    settled()
    assert isinstance(place.current_page, HintsPage)


def test_the_chosen_hint_is_told_in_full_with_its_clause(
    page: HintsPage, settled: Callable[[], None]
) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    settled()
    hint = page.table.current_record()
    assert hint is not None
    assert hint.sentence in words(page)
    assert "提示（不是决定）" in page._detail.itemAt(0).widget().findChildren(QLabel)[0].text()
    assert "第二十八条" in words(page)


def test_confirming_fills_the_form_and_leads_to_the_case(
    place: Workplace, page: HintsPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    hint = page.table.current_record()
    assert hint is not None
    QTest.keyClick(page, Qt.Key.Key_F3)
    settled()
    panel = place.panel
    assert isinstance(panel, ViolationPanel)
    form = panel.form
    assert form is not None
    qtbot.waitUntil(lambda: form.facts.text() == hint.sentence)
    assert not panel.holds_typing()
    form.save()
    settled()
    assert isinstance(place.current_page, CasePage)
    place.open_page("hints", "confirmed")
    settled()
    settled_hint = page.model.row(0)
    assert settled_hint is not None
    assert settled_hint.hint_id == hint.hint_id
    page.open_record(settled_hint)
    settled()
    assert isinstance(place.current_page, CasePage)


def test_dismissing_asks_for_a_reason_and_keeps_it(
    page: HintsPage, desk: Desk, settled: Callable[[], None]
) -> None:
    before = page.model.rowCount()
    hint = page.table.current_record()
    assert hint is not None
    page._dismiss.click()
    settled()
    (dialog,) = [each for each in page.findChildren(FormDialog) if each.isVisible()]
    dialog.form.save()
    settled()
    assert dialog.isVisible()  # a reason is missing
    dialog.form.reason.setPlainText("已电话说明情况")  # type: ignore[attr-defined]
    dialog.form.save()
    settled()
    assert page.model.rowCount() == before - 1
    page.show_list("dismissed")
    settled()
    assert page.model.rowCount() == 1
    assert "已电话说明情况" in words(page)
    with desk.read() as session:
        (line,) = hints_page(session, desk.office.id, desk.clock.today(), "dismissed")
        assert line.hint_id == hint.hint_id
        assert count_hints(session, desk.office.id, "open") == before - 1


def test_the_person_is_one_key_away(
    place: Workplace, page: HintsPage, settled: Callable[[], None]
) -> None:
    page._person.click()
    settled()
    assert not isinstance(place.current_page, HintsPage)
