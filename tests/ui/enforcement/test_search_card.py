"""The cards of a lost contact: timed steps by shape and word, recorded facts, and their use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from corrdesk.base.clock import CHINA
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from corrdesk.casework.reporting.model import CheckInFacts, DeskLine, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.service import record_check_in
from corrdesk.ui.enforcement.hints import HintsPage
from corrdesk.ui.enforcement.measure import MeasurePage
from corrdesk.ui.enforcement.measure_start import MeasurePanel
from corrdesk.ui.enforcement.search_card import TrailCard
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.measures import file_of, lost, step
from tests.casework.people import report

SINCE = date(2026, 6, 3)
NOTE = "家中无人，邻居称已外出"


@pytest.fixture
def measure(desk: Desk, due: DeskLine) -> str:
    made = lost(desk, due.supervision_id, SINCE)
    visit = datetime(2026, 6, 8, 16, 5, tzinfo=CHINA)
    facts = CheckInFacts(DutyKind.HOME_VISIT, Presence.WITNESS, Outcome.COMPLIED, visit, note=NOTE)
    desk.act(lambda uow: record_check_in(uow, due.supervision_id, facts))
    return made


@pytest.fixture
def page(measure: str, place: Workplace, settled: Callable[[], None]) -> MeasurePage:
    place.open_page("measure", measure)
    settled()
    shown = place.current_page
    assert isinstance(shown, MeasurePage)
    return shown


def words(page: MeasurePage) -> str:
    return "\n".join(made.text() for made in page.findChildren(QLabel) if made.isVisible())


def card_of(page: MeasurePage) -> TrailCard:
    assert page.trail_card is not None
    return page.trail_card


def press(made: QPushButton | None) -> None:
    assert made is not None
    QTest.keyClick(made, Qt.Key.Key_Space)


def form_of(page: MeasurePage) -> Any:
    (dialog,) = [each for each in page.findChildren(FormDialog) if each.isVisible()]
    return dialog.form


def test_a_search_is_recorded_from_what_is_known(
    page: MeasurePage, desk: Desk, measure: str, settled: Callable[[], None]
) -> None:
    assert f"6月8日 16:05　实地走访，已履行，他人证明，{NOTE}" in words(page)
    press(card_of(page).search)
    form = form_of(page)
    assert NOTE in form.note.text()
    form.save()
    settled()
    (taken,) = file_of(desk, measure).steps
    assert (taken.step, NOTE in taken.note) == (Step.SEARCH, True)
    assert "组织查找　6月10日" in words(page)
    assert "失去联系后第 7 日" in words(page)


def test_the_letter_is_told_what_is_known(
    page: MeasurePage, desk: Desk, measure: str, settled: Callable[[], None]
) -> None:
    press(card_of(page).tell)
    form_of(page).save()
    settled()
    assert NOTE in file_of(desk, measure).measure.texts["facts"]


def test_a_contact_after_the_loss_is_an_alarm_that_leads_to_the_finding(
    page: MeasurePage, desk: Desk, due: DeskLine, place: Workplace, settled: Callable[[], None]
) -> None:
    assert not [made for made in page.findChildren(QPushButton) if "查找到本人" in made.text()
                and made is card_of(page).find and made.isVisible()]  # fmt: skip
    report(desk, due.supervision_id, datetime(2026, 6, 9, 9, 0, tzinfo=CHINA))
    page.refresh()
    settled()
    assert "登记显示本人已在 6月9日 联系上" in words(page)
    press(card_of(page).find)
    form_of(page).save()
    settled()
    assert file_of(desk, page._id).measure.stage == "found"


def test_who_was_found_is_judged_in_the_hints(
    page: MeasurePage, desk: Desk, measure: str, place: Workplace, settled: Callable[[], None]
) -> None:
    step(desk, measure, Step.FIND)
    page.refresh()
    settled()
    assert "未经此步" not in words(page) or "通知公安机关" in words(page)
    (way,) = [made for made in page.findChildren(QPushButton) if "核实脱管" in made.text()]
    press(way)
    settled()
    assert isinstance(place.current_page, HintsPage)


def test_a_hint_of_a_no_show_leads_to_the_search(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    place.open_page("hints")
    settled()
    hints = place.current_page
    assert isinstance(hints, HintsPage)
    hint = hints.table.current_record()
    assert hint is not None
    assert hints._search.isVisible()
    press(hints._search)
    settled()
    (panel,) = place.findChildren(MeasurePanel)
    assert panel.kind.currentData() == MeasureKind.LOST_CONTACT
    assert panel.form is not None
    assert "应于" in panel.form.sentences.texts()["facts"]
    assert not panel.holds_typing()
