"""The last look costs no number; an issued certificate is shown as it was sealed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.travel import request_permit
from corrdesk.ui.leave.leave import LeavePage
from corrdesk.ui.leave.paper import LeavePaper, sealed
from corrdesk.ui.paths import LeaveOf
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
    page.paper.preview(granted)
    dialog = page.paper.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.act_button.isEnabled, timeout=15_000)
    assert leaves.file_of(desk, granted).certificates == []
    dialog.act_button.click()
    settled()
    confirmed(app, "签发并编号")
    settled()
    (issued,) = leaves.file_of(desk, granted).certificates
    assert sealed(desk, issued.attachment_id).startswith(b"%PDF-")
    assert page.paper.dialog is not dialog
    assert page.paper.dialog is not None
    page.paper.dialog.close()


def test_forms_to_sign_by_hand(
    desk: Desk,
    asked: str,
    target: LeaveOf,
    show_leave: Callable[[str], LeavePage],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    permit, _changes = desk.act(
        lambda uow: request_permit(uow, target.supervision_id, leaves.permit_application())
    )
    page = show_leave(asked)
    paper = LeavePaper(page.context, page)
    for show, what in ((paper.show_approval, asked), (paper.show_permit, permit)):
        show(what)
        settled()
        dialog = paper.dialog
        assert dialog is not None
        qtbot.waitUntil(partial(_has_pages, dialog.preview), timeout=20_000)
        dialog.close()
