"""The last look costs no number; an issued sheet is shown as it was sealed; its receipt."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.certificates import approval_form
from corrdesk.printing.preview import extract_text
from corrdesk.ui.documents.paper import Paper, proof_of_service
from corrdesk.ui.leave.leave import LeavePage
from corrdesk.ui.shell.preview import PdfPreview
from tests.casework import leaves


def _has_pages(preview: PdfPreview) -> bool:
    return bool(preview.pages)


def confirmed(app: QApplication, act: str) -> None:
    box = app.activeModalWidget()
    assert box is not None
    (yes,) = [each for each in box.findChildren(QPushButton) if each.text() == act]
    yes.click()


def test_from_the_last_look_to_the_sealed_sheet(
    app: QApplication,
    desk: Desk,
    granted: str,
    show_leave: Callable[[str], LeavePage],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    page = show_leave(granted)
    before = desk.head().seq
    assert page.next_button is not None
    page.next_button.click()
    dialog = page.paper.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.act_button.isEnabled, timeout=15_000)
    assert (desk.head().seq, leaves.file_of(desk, granted).certificates) == (before, [])
    dialog.act_button.click()
    settled()
    confirmed(app, "签发并编号")
    settled()
    (issued,) = leaves.file_of(desk, granted).certificates
    original = desk.original(issued.attachment_id)
    assert issued.serial in extract_text(original)
    assert desk.original(issued.attachment_id) == original
    assert issued.serial in extract_text(proof_of_service(desk, issued.id))
    with pytest.raises(UserError):
        desk.original("nothing")
    assert page.paper.dialog is not dialog
    assert page.paper.dialog is not None
    page.paper.dialog.close()


def test_forms_and_receipts_are_shown(
    desk: Desk,
    granted: str,
    show_leave: Callable[[str], LeavePage],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    page = show_leave(granted)
    leaves.certificate(desk, granted)
    (issued,) = leaves.file_of(desk, granted).certificates
    paper = Paper(page.context, page)
    shows = (
        partial(paper.show_form, "外出审批表", lambda uow: approval_form(uow, granted)),
        partial(paper.show_receipt, issued),
    )
    for show in shows:
        show()
        settled()
        dialog = paper.dialog
        assert dialog is not None
        qtbot.waitUntil(partial(_has_pages, dialog.preview), timeout=20_000)
        dialog.close()
