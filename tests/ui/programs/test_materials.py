"""The files of a programme in the desk: added, opened, saved, taken off; scans beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.materials import materials_of, programs_with_files
from corrdesk.casework.programs.papers import keep_scan
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.programs.materials import MaterialsDialog
from corrdesk.ui.programs.programs import ProgramsPage
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.forms import FormDialog

Wait = Callable[[], None]


@pytest.fixture
def page(held: str, show_list: Callable[[str], ProgramsPage]) -> ProgramsPage:
    assert held
    return show_list("programs")


@pytest.fixture
def files(page: ProgramsPage, settled: Wait) -> MaterialsDialog:
    page.show_materials()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MaterialsDialog)
    return dialog


def test_a_file_is_added_opened_saved_and_taken_off(
    desk: Desk, page: ProgramsPage, files: MaterialsDialog, settled: Wait, tmp_path: Path
) -> None:
    assert files.banner.text
    picture, words = tmp_path / "挂图.png", tmp_path / "讲义.docx"
    paint(picture)
    words.write_bytes(b"words")
    for path in (picture, words):
        files.add_file(path)
        settled()
    assert files.table.records.rowCount() == 2
    files.table.selectRow(0)
    files.look()
    settled()
    assert files.paper.dialog is not None
    assert files.paper.dialog.preview.pages
    files.paper.dialog.close()
    files.table.selectRow(1)
    assert files._look.isHidden()
    files.save_to(tmp_path / "copy.docx")
    settled()
    assert (tmp_path / "copy.docx").read_bytes() == b"words"
    assert "未加密" in files.banner.text
    files._withdraw()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, ReasonForm)
    dialog.form.reason.setPlainText("旧版")
    dialog.form.save()
    settled()
    assert files.table.records.rowCount() == 1
    files.close()
    settled()
    with desk.read() as session:
        (row,) = programs_with_files(session, desk.office.id)
    shown = page.lists["programs"].table.records
    texts = [shown.index(0, column).data() for column in range(shown.columnCount())]
    assert str(row.files) in texts


def paint(path: Path) -> None:
    """A small picture."""
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    assert image.save(str(path))


def test_a_file_that_cannot_be_read_is_said(
    files: MaterialsDialog, settled: Wait, tmp_path: Path
) -> None:
    files.add_file(tmp_path / "nothing.pdf")
    settled()
    assert "读不出来" in files.banner.text
    files.close()


def test_scans_of_the_roster_stand_beside_the_materials(
    desk: Desk, held: str, show_session: Callable[[str], SessionPage], settled: Wait
) -> None:
    desk.act(
        lambda uow: keep_scan(
            uow, held, b"scan", name="签到表.png", media_type="image/png", seal=desk.seal
        )
    )
    page = show_session(held)
    page.tools.show_materials()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MaterialsDialog)
    assert dialog.table.records.rowCount() == 1
    dialog.table.selectRow(0)
    assert dialog._drop.isHidden()
    assert not dialog._look.isHidden()
    dialog.close()
    with desk.read() as session:
        assert not materials_of(session, desk.office.id, page.file.program.id)  # type: ignore[union-attr]
