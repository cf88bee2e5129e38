"""Every figure of education and service is the length of the list that it opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from corrdesk.bootstrap import Desk
from corrdesk.casework.partners.model import PartnerFacts, PartnerKind
from corrdesk.casework.partners.queries import partners
from corrdesk.casework.partners.service import add_partner
from corrdesk.casework.programs.model import Invitee, Turnout
from corrdesk.casework.programs.queries import programs, session_file
from corrdesk.ui.programs.account import AccountPage
from corrdesk.ui.programs.forms import PartnerEndForm, PlanForm, ProgramForm
from corrdesk.ui.programs.programs import LISTS, ProgramsPage, count_lists, count_waiting
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.sessions import course, planned, program, record
from tests.ui.conftest import TODAY

Show = Callable[[str], ProgramsPage]


@pytest.fixture
def busy(desk: Desk, held: str, people: list[Invitee]) -> str:
    """An office with something in every list."""
    first, second = people[0].learner_id, people[1].learner_id
    turnouts = {each.learner_id: Turnout.PRESENT for each in people[:10]}
    record(desk, held, turnouts | {second: Turnout.ABSENT}, make_up_by=TODAY)
    planned(desk, on=TODAY, starts="15:00")
    return first


def test_figures_and_lists_agree(
    desk: Desk, busy: str, show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("held")
    counts = count_lists(desk)
    assert set(counts) == set(LISTS)
    for name in LISTS:
        page.show_list(name)
        settled()
        table = page.lists[name].table
        assert table.records.rowCount() == counts[name]
        assert page.buttons[name].text().endswith(f" {counts[name]}")
        assert table.isHidden() == (counts[name] == 0)
        assert bool(page._empty.text) == (counts[name] == 0)
    assert counts["tasks"] == counts["held"] == 1
    assert count_waiting(desk) == counts["to_record"]


def test_enter_opens_what_the_line_is_about(
    place: Workplace, busy: str, held: str, show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("held")
    QTest.keyClick(page.list_focus(), Qt.Key.Key_Return)
    settled()
    assert isinstance(place.current_page, SessionPage)
    page = show_list("accounts")
    QTest.keyClick(page.list_focus(), Qt.Key.Key_Return)
    settled()
    assert isinstance(place.current_page, AccountPage)


def test_f3_makes_a_programme_and_enter_plans_it(
    desk: Desk, show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("programs")
    page._new_program()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, ProgramForm)
    dialog.form.name.setText("宪法学习")
    dialog.form.save()
    settled()
    QTest.keyClick(page.list_focus(), Qt.Key.Key_Return)
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, PlanForm)
    dialog.reject()
    with desk.read() as session:
        assert [row.name for row in programs(session, desk.office.id)] == ["宪法学习"]


def test_a_partner_is_picked_for_a_programme_and_ended(
    desk: Desk, show_list: Show, settled: Callable[[], None]
) -> None:
    facts = PartnerFacts("青石县阳光社工中心", PartnerKind.SOCIAL_ORGANISATION, "王芳", "0100")
    who, _changes = desk.act(lambda uow: add_partner(uow, facts))
    page = show_list("partners")
    settled()
    QTest.keyClick(page.list_focus(), Qt.Key.Key_Return)
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, ProgramForm)
    dialog.form.name.setText("心理辅导")
    dialog.form.save()
    settled()
    with desk.read() as session:
        (made,) = programs(session, desk.office.id)
    assert (made.provider, made.provider_id) == ("partner", who)

    page.show_list("partners")
    settled()
    assert page.buttons["partners"].text().endswith(" 1")
    page.end_partner()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, PartnerEndForm)
    dialog.form.save()
    settled()
    with desk.read() as session:
        assert not partners(session, desk.office.id)
    assert page.buttons["partners"].text().endswith(" 0")
    assert page._empty.text


def test_everybody_who_works_here_is_put_on_the_training(
    desk: Desk, show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("helpers")
    page._invite_helpers()
    settled()
    assert QApplication.activeModalWidget() is None
    training = planned(desk, program(desk, course(for_staff=True)), on=TODAY)
    page._invite_helpers()
    settled()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QDialog)
    next(each for each in box.findChildren(QAbstractButton) if each.text() == "加入名单").click()
    settled()
    with desk.read() as session:
        file = session_file(session, desk.office.id, training)
    assert file is not None
    assert [line.name for line in file.roster] == ["李明"]


def test_what_concerns_a_line_is_offered_where_there_is_one(
    show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("partners")
    offered = [each.text() for each in page.tools["partners"] if each.isVisible()]
    assert offered == ["新合作单位…"]
