"""Shows a finished PDF as pages, prints it at actual size and saves it. Draws no sheet itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPageLayout, QPageSize, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.theme import px, scale, show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, clear, label, row, scrolled

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

SCREEN_DPI = 96
PRINT_DPI = 300
ZOOMS = (50, 75, 100, 125, 150, 200)


def page_images(pdf: bytes, dpi: int) -> list[bytes]:
    """All pages as PNG."""
    # The PDF library is loaded when the first sheet is shown, not when the desk starts.
    from corrdesk.printing.preview import page_count, page_png  # noqa: PLC0415

    return [page_png(pdf, number, dpi) for number in range(page_count(pdf))]


def ask_printer(parent: QWidget, name: str, send: Callable[[QPrinter], None]) -> None:
    """Asks for a printer that prints whole A4 pages at actual size, and sends to it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: send(printer))
    QDialog.open(dialog)  # its own open() is the form with a slot alone


def paint_pages(printer: QPrinter, images: Sequence[bytes]) -> None:
    """Paints page images onto a printer, each filling its sheet of paper."""
    painter = QPainter(printer)
    for number, png in enumerate(images):
        if number:
            printer.newPage()
        paper = printer.paperRect(QPrinter.Unit.DevicePixel)
        target = QRectF(0, 0, paper.width(), paper.height())
        painter.drawImage(target, QImage.fromData(png))
    painter.end()


class PdfPreview(QWidget):
    """Pages one below the other, with zoom, print and save."""

    def __init__(self, context: Context, *, may_print: bool = True) -> None:
        super().__init__()
        self._context = context
        self._pdf = b""
        self._name = self._ending = ""
        self._zoom = 100 if scale() <= 1 else 125
        self.pages: list[QWidget] = []
        self._zoom_words = label("", "muted")
        smaller = button("", lambda: self._step(-1), picture="zoom-out", name=_("缩小"))
        larger = button("", lambda: self._step(1), picture="zoom-in", name=_("放大"))
        self.print_button = button(_("打印  Ctrl+P"), self.print_pages, picture="print")
        self.save_button = button(_("另存为 PDF…"), self.save_as, picture="save")
        for tool in (self.print_button, self.save_button):
            show_if(may_print, tool)
        self._paging = (smaller, self._zoom_words, larger, self.print_button)
        bar = row(smaller, self._zoom_words, larger, None, self.print_button, self.save_button)
        paper = QWidget()
        self._paper = QVBoxLayout(paper)
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area = area = scrolled(paper)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(area, 1)

    def show_pdf(self, pdf: bytes, name: str) -> None:
        """Shows a PDF; `name` is offered when it is saved."""
        self._pdf, self._name, self._ending = pdf, name, ".pdf"
        self._render()

    def offer_file(self, content: bytes, name: str) -> None:
        """Offers a file that makes no pages for saving, under its own name."""
        self._pdf, self._name, self._ending = content, name, ""
        for tool in self._paging:
            show_if(False, tool)
        self.save_button.setText(_("另存为…"))
        self.save_button.setFocus()

    def turn(self, step: int) -> None:
        """Goes a screen down, or up."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())

    def print_pages(self) -> None:
        """Asks for a printer and prints at actual size."""
        if not self._ending:
            return
        ask_printer(self, self._name, self._send)

    def save_as(self) -> None:
        """Asks where to save it and saves it."""
        kinds = "PDF (*.pdf)" if self._ending else ""
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("另存为"), f"{self._name}{self._ending}", kinds
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Saves it."""
        pdf = self._pdf
        self._context.ask(self, lambda _desk: path.write_bytes(pdf)).then(
            lambda _size: self._context.say(
                Message(_("已保存：{name}。文件未加密，用后请妥善处理。").format(name=path.name))
            )
        ).start()

    def _send(self, printer: QPrinter) -> None:
        pdf = self._pdf

        def done(images: list[bytes]) -> None:
            paint_pages(printer, images)
            self._context.say(Message(_("已送往打印机：{name}").format(name=self._name)))

        self._context.ask(self, lambda _desk: page_images(pdf, PRINT_DPI)).then(done).start()

    def _step(self, step: int) -> None:
        place = min(max(ZOOMS.index(self._zoom) + step, 0), len(ZOOMS) - 1)
        self._zoom = ZOOMS[place]
        self._render()

    def _render(self) -> None:
        self._zoom_words.setText(f"{self._zoom}%")
        pdf, dpi = self._pdf, SCREEN_DPI * self._zoom // 100
        slot = f"preview-{id(self)}"

        def question(_desk: Desk) -> list[bytes]:
            return page_images(pdf, dpi)

        self._context.ask(self, question, slot=slot).then(self._show_pages).start()

    def _show_pages(self, images: list[bytes]) -> None:
        clear(self._paper)
        self.pages = []
        for number, png in enumerate(images, 1):
            page = label()
            pixmap = QPixmap()
            pixmap.loadFromData(png)
            page.setPixmap(pixmap)
            page.setFixedSize(pixmap.size())
            page.setFrameShape(QFrame.Shape.Box)
            page.setAccessibleName(
                _("第 {number} 页，共 {count} 页").format(number=number, count=len(images))
            )
            self._paper.addWidget(page)
            self.pages.append(page)


class PreviewDialog(QDialog):
    """A preview in a window of its own, with an act at the bottom where there is one."""

    def __init__(
        self, context: Context, parent: QWidget, *, title: str, note: str = "", act: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview = PdfPreview(context, may_print=not act)
        self.act_button = button(act, self.accept, role="primary")
        show_if(bool(act), self.act_button)
        close = self._close = button(_("返回  Esc"), self.reject)
        words = self._note = label(note, "muted", wrap=True)
        show_if(bool(note), words)
        layout = QVBoxLayout(self)
        layout.addWidget(self.preview, 1)
        layout.addWidget(words)
        layout.addLayout(row(close, None, self.act_button))
        space = parent.window().size()
        self.resize(min(px(900), space.width() - px(20)), min(px(860), space.height() - px(20)))
        if not act:
            self.preview.print_button.setShortcut("Ctrl+P")
        (self.act_button if act else self.preview.print_button).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.preview.turn(step)

    def say(self, text: str) -> None:
        """Says something where the preview could not be made."""
        self.layout().insertWidget(0, Banner(text, Tone.BAD))  # type: ignore[union-attr]
        self.act_button.setEnabled(False)
        self._note.hide()  # it speaks of a sheet that is not there
        self._close.setFocus()
