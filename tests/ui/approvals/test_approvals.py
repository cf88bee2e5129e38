"""The lists of approvals are as long as their counts, and lead on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalKind
from corrdesk.casework.approvals.queries import APPROVAL_LISTS
from corrdesk.ui.approvals.approval import ApprovalPage
from corrdesk.ui.approvals.approvals import ApprovalsPage, count_to_tell
from corrdesk.ui.approvals.forms import ApprovalForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import wishes


@pytest.fixture
def page(place: Workplace, asked: str, settled: Callable[[], None]) -> ApprovalsPage:
    place.open_page("approvals", "requested")
    settled()
    found = place.current_page
    assert isinstance(found, ApprovalsPage)
    return found


def test_lists_and_counts_agree(
    desk: Desk, asked: str, page: ApprovalsPage, settled: Callable[[], None]
) -> None:
    wishes.decided(desk, asked)
    for name in APPROVAL_LISTS:
        page.show_list(name)
        settled()
        rows = page.model.rowCount()
        assert page.buttons[name].text().endswith(f" {rows}")
        assert page.list_focus().isHidden() == (rows == 0)
    assert count_to_tell(desk) == 1


def test_enter_opens_the_approval(
    place: Workplace, asked: str, page: ApprovalsPage, settled: Callable[[], None]
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    found = place.current_page
    assert isinstance(found, ApprovalPage)
    assert found.opened is not None
    assert found.opened.approval.id == asked


def test_both_kinds_are_asked_for(
    app: QApplication, page: ApprovalsPage, settled: Callable[[], None]
) -> None:
    QTest.keyClick(page, Qt.Key.Key_F3)
    settled()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, ApprovalForm)
    assert dialog.form.kind is ApprovalKind.PLACE
    dialog.reject()
    page._ask_meeting()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, ApprovalForm)
    assert dialog.form.kind is ApprovalKind.CONTACT
    dialog.reject()
