"""Paper: the receipt, the original byte for byte, and a preview that changes nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.queries import CaseFile
from corrdesk.printing.preview import extract_text
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.enforcement.paper import original
from corrdesk.ui.shell.preview import PreviewDialog


def test_the_original_is_the_sealed_sheet(
    desk: Desk, granted: str, case_of: Callable[[str], CaseFile]
) -> None:
    desk.issue_notice(case_of(granted).decisions[0].id)
    notice = case_of(granted).notices[0]
    first, second = original(desk, notice.attachment_id), original(desk, notice.attachment_id)
    assert first == second
    assert notice.serial in extract_text(first)
    with pytest.raises(UserError):
        original(desk, "nothing")


def test_the_receipt_names_its_sheet(
    desk: Desk, granted: str, case_of: Callable[[str], CaseFile]
) -> None:
    desk.issue_notice(case_of(granted).decisions[0].id)
    notice = case_of(granted).notices[0]
    assert notice.serial in extract_text(desk.proof_of_service(notice.id))


def test_looking_changes_nothing(
    show_case: Callable[[str], CasePage],
    granted: str,
    desk: Desk,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    page = show_case(granted)
    before = desk.head().seq
    assert page.cards.next_button is not None
    page.cards.next_button.click()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PreviewDialog)
    qtbot.waitUntil(lambda: bool(dialog.preview.pages), timeout=20_000)
    dialog.reject()
    settled()
    assert desk.head().seq == before
