"""One approval by keyboard: decided by the county, then told to court and procuratorate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalState
from corrdesk.ui.approvals.approval import ApprovalPage, open_approval
from corrdesk.ui.approvals.forms import DecisionForm, ToldForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import wishes
from tests.casework.people import stand_on

Show = Callable[[str], ApprovalPage]


@pytest.fixture
def show(place: Workplace, settled: Callable[[], None]) -> Show:
    def open_(approval: str) -> ApprovalPage:
        place.open_page("approval", approval)
        settled()
        page = place.current_page
        assert isinstance(page, ApprovalPage)
        return page

    return open_


def words(page: ApprovalPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def pressed(app: QApplication, page: ApprovalPage) -> FormDialog:
    assert page.next_button is not None
    assert page.window().focusWidget() is page.next_button  # the keyboard goes along
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def test_decided_and_told(
    app: QApplication, desk: Desk, asked: str, show: Show, settled: Callable[[], None]
) -> None:
    page = show(asked)
    assert "第三十九条" in words(page)
    form = pressed(app, page).form
    assert isinstance(form, DecisionForm)
    form.document.setText("青矫批〔2026〕6号")
    QTest.keyClick(form.document, Qt.Key.Key_Return)
    settled()
    assert "青矫批〔2026〕6号" in words(page)
    for left in (1, 0):
        told = pressed(app, page).form
        assert isinstance(told, ToldForm)
        QTest.keyClick(told.document, Qt.Key.Key_Return)
        settled()
        assert len(open_approval(desk, asked).to_tell) == left
    assert page.next_button is None


def test_a_request_is_late_once_its_day_has_come(desk: Desk, asked: str, show: Show) -> None:
    stand_on(desk, date(2026, 6, 16))
    page = show(asked)
    assert "应在 2026年6月15日 之前" in words(page)


def test_a_request_is_taken_back(
    app: QApplication, desk: Desk, asked: str, show: Show, settled: Callable[[], None]
) -> None:
    page = show(asked)
    page._withdraw()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    QTest.keyClicks(dialog.form.fields["reason"].editor, "no")
    dialog.form.save()
    settled()
    assert open_approval(desk, asked).approval.state == ApprovalState.WITHDRAWN
    assert "没有决定" in words(page)


def test_a_meeting_tells_nobody(desk: Desk, target: object, asked: str, show: Show) -> None:
    supervision = wishes.file_of(desk, asked).approval.supervision_id
    visit = wishes.asked(desk, supervision, wishes.meeting())
    wishes.decided(desk, visit)
    assert "3 告知" not in words(show(visit))


def test_f4_opens_the_file(
    place: Workplace, asked: str, show: Show, settled: Callable[[], None]
) -> None:
    page = show(asked)
    QTest.keyClick(page, Qt.Key.Key_F4)
    settled()
    assert place.current_page is not page


def test_one_that_is_not_there_says_so(desk: Desk) -> None:
    with pytest.raises(UserError):
        open_approval(desk, "nothing")


def test_papers_open_from_the_approval(
    app: QApplication, desk: Desk, asked: str, show: Show, settled: Callable[[], None]
) -> None:
    wishes.decided(desk, asked)
    page = show(asked)
    page._issue_notice()
    settled()
    assert page.paper.dialog is not None
    assert page.paper.dialog.act_button.isEnabled()
    page.paper.dialog.close()
