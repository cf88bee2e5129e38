"""One permit: decided, its trips one after the other, and a reminder before it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.model import LeaveOutcome, LeaveState
from corrdesk.casework.leave.travel import request_permit
from corrdesk.ui.leave.forms import PermitVerdictForm
from corrdesk.ui.leave.permit import PermitPage, open_permit
from corrdesk.ui.leave.permit_forms import BackForm, TripForm
from corrdesk.ui.leave.request_form import LeavePanel
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.leaves import permit_application, permitted
from tests.casework.people import stand_on

Show = Callable[[str], PermitPage]


@pytest.fixture
def show(place: Workplace, settled: Callable[[], None]) -> Show:
    def open_(permit: str) -> PermitPage:
        place.open_page("travel", permit)
        settled()
        page = place.current_page
        assert isinstance(page, PermitPage)
        return page

    return open_


def words(page: PermitPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def pressed(app: QApplication, page: PermitPage) -> FormDialog:
    assert page.next_button is not None
    page.next_button.click()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def test_a_request_waits_for_the_county(
    app: QApplication, desk: Desk, target: LeaveOf, show: Show, settled: Callable[[], None]
) -> None:
    asked = permit_application()
    permit = desk.act(lambda uow: request_permit(uow, target.supervision_id, asked))[0]
    page = show(permit)
    dialog = pressed(app, page)
    assert isinstance(dialog.form, PermitVerdictForm)
    dialog.form.outcome.setCurrentIndex(dialog.form.outcome.findData(LeaveOutcome.REFUSED.value))
    dialog.form.document.setText("青矫外〔2026〕9号")
    dialog.form.reason.setPlainText("正在严管期间")
    dialog.form.legal_reason.setPlainText("实施办法第二十九条")
    dialog.form.save()
    settled()
    assert "正在严管期间" in words(page)
    assert page.next_button is None


def test_trips_are_told_by_keyboard(
    app: QApplication, desk: Desk, target: LeaveOf, show: Show, settled: Callable[[], None]
) -> None:
    page = show(permitted(desk, target.supervision_id))
    assert "还没有登记外出" in words(page)
    dialog = pressed(app, page)
    assert isinstance(dialog.form, TripForm)
    QTest.keyClick(dialog.form.fields["depart"].editor, Qt.Key.Key_Return)
    settled()
    assert "尚未报告返回" in words(page)
    dialog = pressed(app, page)
    assert isinstance(dialog.form, BackForm)
    QTest.keyClick(dialog.form.fields["back_on"].editor, Qt.Key.Key_Return)
    settled()
    assert "3 外出报告（1 次）" in words(page)
    assert page.next_button is not None
    assert page.next_button.text() == "登记一次外出…"


def test_the_end_is_reminded_of_and_asked_for_anew(
    place: Workplace, desk: Desk, target: LeaveOf, show: Show, settled: Callable[[], None]
) -> None:
    permit = permitted(desk, target.supervision_id)
    stand_on(desk, date(2026, 12, 1))
    page = show(permit)
    assert "尽早重新申请" in words(page)
    page._ask_again()
    settled()
    assert isinstance(place.panel, LeavePanel)
    assert place.panel.form is not None
    assert place.panel.form.target.supervision_id == target.supervision_id
    place.close_panel()
    stand_on(desk, date(2026, 12, 11))
    page.refresh()
    settled()
    assert "已到期" in words(page)


def test_a_permit_is_ended_with_a_reason(
    app: QApplication, desk: Desk, target: LeaveOf, show: Show, settled: Callable[[], None]
) -> None:
    permit = permitted(desk, target.supervision_id)
    page = show(permit)
    page._end()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    editor = dialog.form.fields["reason"].editor
    QTest.keyClicks(editor, "stopped")
    dialog.form.save()
    settled()
    assert open_permit(desk, permit).file.permit.state == LeaveState.ENDED


def test_a_permit_that_is_not_there_says_so(desk: Desk) -> None:
    with pytest.raises(UserError):
        open_permit(desk, "nothing")
