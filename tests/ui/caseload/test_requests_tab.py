"""A person's requests of every kind in one list that leads on, and the way to new ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalKind
from corrdesk.casework.caseload.model import Category, PersonCard
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.ui.approvals.forms import ApprovalForm
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.caseload.requests_tab import requests_of
from corrdesk.ui.leave.request_form import LeavePanel
from corrdesk.ui.relocation.case import RelocationPage
from corrdesk.ui.relocation.forms import MoveForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import leaves, moves, wishes


@pytest.fixture
def card(desk: Desk) -> PersonCard:
    with desk.read() as session:
        wanted = PeopleFilter(category=Category.PROBATION)
        people = people_page(session, desk.office.id, wanted)
    return next(card for card in people if card.term_end > date(2026, 12, 31))


@pytest.fixture
def page(place: Workplace, card: PersonCard, settled: Callable[[], None]) -> PersonPage:
    place.open_page("person", card.person_id)
    settled()
    found = place.current_page
    assert isinstance(found, PersonPage)
    found.tabs.choose("requests")
    settled()
    return found


def test_every_kind_stands_in_one_list(
    place: Workplace, desk: Desk, card: PersonCard, page: PersonPage, settled: Callable[[], None]
) -> None:
    assert "还没有申请" in page.lists.requests._nothing.text
    leaves.requested(desk, card.supervision_id)
    leaves.permitted(desk, card.supervision_id)
    wishes.asked(desk, card.supervision_id)
    moves.requested(desk, card.supervision_id)
    lines = requests_of(desk, card.person_id)
    assert {line.page for line in lines} == {"leave", "travel", "approval", "relocation"}
    assert all(line.state.text and line.state.shape for line in lines)
    page.refresh()
    settled()
    table = page.lists.requests.table
    shown = [table.records.row(number) for number in range(table.records.rowCount())]
    assert len(shown) == len(lines)
    at = next(n for n, line in enumerate(shown) if line and line.page == "relocation")
    table.selectRow(at)
    QTest.keyClick(table, Qt.Key.Key_Return)
    settled()
    assert isinstance(place.current_page, RelocationPage)


def test_new_requests_know_the_person(
    app: QApplication,
    place: Workplace,
    card: PersonCard,
    page: PersonPage,
    settled: Callable[[], None],
) -> None:
    leave, travel, move, visit, where = page.lists.requests.buttons
    for ask in (leave, travel):
        ask.click()
        settled()
        assert isinstance(place.panel, LeavePanel)
        assert place.panel.form is not None
        assert place.panel.form.target.supervision_id == card.supervision_id
        assert place.panel.form.target.recurring == (ask is travel)
        place.close_panel()
    for ask, kind in ((visit, ApprovalKind.CONTACT), (where, ApprovalKind.PLACE)):
        ask.click()
        dialog = app.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        assert isinstance(dialog.form, ApprovalForm)
        assert dialog.form.kind is kind
        dialog.reject()
    move.click()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, MoveForm)
    assert dialog.form.supervision() == card.supervision_id
    dialog.reject()
