"""Pages of a real notice are shown, enlarged, saved, and painted onto a printer at full size."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.printing.fonts import load_fonts
from corrdesk.printing.preview import page_count
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.preview import PdfPreview, PreviewDialog, page_images, paint_pages
from tests.printing.sheets import SHORTEST, render


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(replace(SHORTEST, facts="未按规定报到。"), load_fonts())


@pytest.fixture
def preview(context: Context, qtbot: QtBot, pdf: bytes) -> PdfPreview:
    made = PdfPreview(context)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_pdf(pdf, "训诫决定书")
    qtbot.waitUntil(lambda: bool(made.pages))
    return made


def test_every_page_is_shown_in_the_shape_of_a4(preview: PdfPreview, pdf: bytes) -> None:
    assert len(preview.pages) == page_count(pdf)
    page = preview.pages[0]
    assert page.height() / page.width() == pytest.approx(297 / 210, abs=0.01)
    assert "第 1 页" in page.accessibleName()


def test_zoom_makes_pages_larger(preview: PdfPreview, qtbot: QtBot) -> None:
    width = preview.pages[0].width()
    preview._step(1)
    qtbot.waitUntil(lambda: preview.pages[0].width() > width)
    for _number in range(9):
        preview._step(-1)
    qtbot.waitUntil(lambda: preview.pages[0].width() < width)


def test_the_saved_file_is_the_sealed_one(
    preview: PdfPreview, pdf: bytes, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    said: list[Message] = []
    context.said.connect(said.append)
    preview.save_to(tmp_path / "文书.pdf")
    qtbot.waitUntil(lambda: bool(said))
    assert (tmp_path / "文书.pdf").read_bytes() == pdf
    assert "未加密" in said[0].text


def test_paper_gets_every_page(preview: PdfPreview, pdf: bytes, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    images = page_images(pdf, 150)
    paint_pages(printer, images)
    assert page_count((tmp_path / "out.pdf").read_bytes()) == len(images)


def test_ctrl_p_asks_for_a_printer_and_page_down_turns(
    context: Context, pdf: bytes, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(700, 500)
    dialog = PreviewDialog(context, parent, title="文书")
    dialog.preview.show_pdf(pdf, "训诫决定书")
    dialog.open()
    qtbot.waitUntil(lambda: dialog.preview.area.verticalScrollBar().maximum() > 0)
    QTest.keyClick(dialog.preview.print_button, Qt.Key.Key_PageDown)
    assert dialog.preview.area.verticalScrollBar().value() > 0
    QTest.keyClick(dialog.preview.print_button, Qt.Key.Key_PageUp)
    assert dialog.preview.area.verticalScrollBar().value() == 0
    dialog.preview.print_pages()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, QPrintDialog)
    asked.reject()
    dialog.close()


def test_a_preview_that_cannot_be_made_blocks_its_act(context: Context, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 700)
    dialog = PreviewDialog(
        context, parent, title="签发前预览", note="这是样张。", act="签发并编号…"
    )
    dialog.say("没有字体可以印“𠅤”字。")
    assert not dialog.act_button.isEnabled()
    assert dialog.preview.print_button.isHidden()
    assert dialog._note.isHidden()
    assert dialog.focusWidget() is dialog._close
    dialog.close()
