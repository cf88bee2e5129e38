"""The last look costs no number; an issued sheet is shown as it was sealed; its receipt."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
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


def test_every_sheet_of_a_scan_is_shown(
    desk: Desk,
    granted: str,
    show_leave: Callable[[str], LeavePage],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    scan = io.BytesIO()
    front, back = Image.new("L", (420, 594), 255), Image.new("L", (594, 420), 128)
    front.save(scan, "TIFF", save_all=True, append_images=[back])
    page = show_leave(granted)
    kept, _changes = desk.act(
        lambda uow: add_attachment(
            uow, granted, scan.getvalue(), name="证明.tif", media_type="image/tiff", seal=desk.seal
        )
    )
    paper = Paper(page.context, page)
    paper.show_scan("证明.tif", kept)
    settled()
    dialog = paper.dialog
    assert dialog is not None
    qtbot.waitUntil(partial(_has_pages, dialog.preview), timeout=20_000)
    one, other = dialog.preview.pages
    assert one.height() > one.width()
    assert other.width() > other.height()
    assert other.accessibleName() == "第 2 页，共 2 页"
    dialog.close()


@pytest.mark.parametrize("content", [b"PK\3\4 a text", b"%PDF-1.7 torn"])
def test_a_file_that_makes_no_pages_is_offered_for_saving(
    desk: Desk,
    granted: str,
    show_leave: Callable[[str], LeavePage],
    settled: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
) -> None:
    page = show_leave(granted)
    kept, _changes = desk.act(
        lambda uow: add_attachment(
            uow, granted, content, name="诊断证明.docx", media_type="", seal=desk.seal
        )
    )
    paper = Paper(page.context, page)
    paper.show_scan("免除证明", kept)
    settled()
    dialog = paper.dialog
    assert dialog is not None
    words = [each.text() for each in dialog.findChildren(QLabel)]
    assert any("“诊断证明.docx”不是 PDF 或图片" in each for each in words)
    assert dialog.preview.print_button.isHidden()
    assert dialog.preview.save_button.text() == "另存为…"
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(name)
        return str(tmp_path / name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog.preview.print_pages()  # its key does nothing either
    dialog.preview.save_button.click()
    settled()
    assert offered == ["诊断证明.docx"]
    assert (tmp_path / "诊断证明.docx").read_bytes() == content
    dialog.close()
