"""The lists of leave are as long as their counts, and lead on."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.queries import PERMIT_LISTS
from corrdesk.casework.leave.travel import request_permit
from corrdesk.ui.leave.forms import DelegationForm, PermitVerdictForm, ReasonForm
from corrdesk.ui.leave.leave import LeavePage
from corrdesk.ui.leave.leaves import LISTS, LeavesPage, count_overdue
from corrdesk.ui.leave.permit import PermitPage
from corrdesk.ui.leave.request_form import LeavePanel, PermitForm
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import leaves
from tests.casework.people import stand_on
from tests.ui.leave.conftest import RETURN

Show = Callable[[str], LeavesPage]


def permit(desk: Desk, target: LeaveOf) -> str:
    return desk.act(
        lambda uow: request_permit(uow, target.supervision_id, leaves.permit_application())
    )[0]


def test_lists_and_counts_agree(
    desk: Desk, granted: str, target: LeaveOf, show_list: Show, settled: Callable[[], None]
) -> None:
    permit(desk, target)
    page = show_list("upcoming")
    for name in LISTS:
        page.show_list(name)
        settled()
        model = page.permits if name in PERMIT_LISTS else page.model
        assert page.buttons[name].text().endswith(f" {model.rowCount()}")
        assert bool(page._empty.text) == (model.rowCount() == 0)
        assert page.list_focus().isHidden() == (model.rowCount() == 0)


def test_enter_opens_the_leave(
    place: Workplace, asked: str, show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("requested")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    found = place.current_page
    assert isinstance(found, LeavePage)
    assert found.opened is not None
    assert found.opened.file.leave.id == asked


def test_f3_asks_for_leave(place: Workplace, show_list: Show, settled: Callable[[], None]) -> None:
    page = show_list("away")
    QTest.keyClick(page, Qt.Key.Key_F3)
    settled()
    assert isinstance(place.panel, LeavePanel)
    assert place.panel.first_focus() is not None


def test_recurring_travel_has_its_own_request(
    place: Workplace, show_list: Show, settled: Callable[[], None]
) -> None:
    show_list("permit_valid")._ask_permit()
    settled()
    assert isinstance(place.panel, LeavePanel)
    assert isinstance(place.panel.form, PermitForm)


def test_the_overdue_are_counted_on_the_sidebar_and_on_the_desk(
    desk: Desk, granted: str, place: Workplace, settled: Callable[[], None]
) -> None:
    assert count_overdue(desk) == 0
    stand_on(desk, RETURN + timedelta(days=1))
    assert count_overdue(desk) == 1
    place.open_page("today")
    settled()
    today = place.current_page
    assert today.elsewhere["leave_overdue"].count == 1  # type: ignore[attr-defined]
    today.elsewhere["leave_overdue"].click()  # type: ignore[attr-defined]
    settled()
    page = place.current_page
    assert isinstance(page, LeavesPage)
    assert page.model.rowCount() == 1


def test_a_permit_is_decided_and_ended_from_the_list(
    app: QApplication, desk: Desk, target: LeaveOf, show_list: Show, settled: Callable[[], None]
) -> None:
    made = permit(desk, target)
    page = show_list("permit_requested")
    for act, kind in ((page._decide_permit, PermitVerdictForm), (page._end_permit, ReasonForm)):
        act()
        dialog = app.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        assert isinstance(dialog.form, kind)
        dialog.reject()
        settled()
    page._decide_permit()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, PermitVerdictForm)
    form.document.setText("青矫常〔2026〕1号")
    form.save()
    settled()
    page.show_list("permit_valid")
    settled()
    record = page.permit_table.current_record()
    assert record is not None
    assert record.id == made
    page._print_permit()
    settled()
    assert page.paper.dialog is not None
    page.paper.dialog.close()


def test_enter_opens_the_permit(
    place: Workplace, desk: Desk, target: LeaveOf, show_list: Show, settled: Callable[[], None]
) -> None:
    made = permit(desk, target)
    page = show_list("permit_requested")
    QTest.keyClick(page.permit_table, Qt.Key.Key_Return)
    settled()
    found = place.current_page
    assert isinstance(found, PermitPage)
    assert found.opened is not None
    assert found.opened.file.permit.id == made


def test_the_delegation_is_told_and_recorded(
    app: QApplication, show_list: Show, settled: Callable[[], None]
) -> None:
    page = show_list("requested")
    assert "没有委托" in page.delegation.text()
    page._open_delegation()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, DelegationForm)
    form.document.setText("青矫委〔2026〕1号")
    form.save()
    settled()
    assert "青矫委〔2026〕1号" in page.delegation.text()
