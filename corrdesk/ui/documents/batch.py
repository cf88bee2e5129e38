"""Prints many issued sheets one after the other, with progress, and can be stopped.

One sheet at a time is in memory. Every sheet is a print job of its own: what was stopped does not
come out after all, and nobody's sheet is printed on the back of somebody else's. Only a PDF file
takes them all together, and one that was not finished is taken away again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QProgressBar, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.documents.queries import count_documents, sheets_listed
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.preview import PRINT_DPI, ask_printer
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import button, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

MANY = 200  # sheets from which on the number is asked about before a printer is


class BatchPrinter(QWidget):
    """A bar with progress and a button that stops; hidden while nothing is printed."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__()
        self._context = context
        self._page = page
        self._task: Task | None = None
        self._sent = 0  # sheets of the batch that were handed over whole
        self._filed = False  # into one file, not to a printer
        self.words = label("")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("进度"))
        self.bar.setFormat(_("%v / %m 份"))
        self.stop = button(_("停止打印"), self._cancel)
        self.setLayout(row(self.words, self.bar, self.stop))
        self.hide()

    def print_list(self, title: str, name: str) -> None:
        """Asks for a printer, then prints every sheet of a list; not while another is printed."""
        if self._task is not None:
            self._context.say(Message(_("上一批还在打印，请等它完成或者先停止。"), Tone.WARN))
            return
        self._context.ask(self, lambda desk: _count(desk, name)).then(
            lambda count: self._ask(count, title, name)
        ).start()

    def _ask(self, count: int, title: str, name: str) -> None:
        def choose() -> None:
            ask_printer(self._page, title, lambda printer: self.send(printer, title, name))

        if count <= MANY:
            choose()
            return
        words = _("“{title}”共有 {count} 份文书，将逐份打印，随时可以停止。")
        confirm(
            self._page,
            title=_("打印本列表"),
            text=words.format(title=title, count=count),
            act=_("选择打印机…"),
            then=choose,
        )

    def send(self, printer: QPrinter, title: str, name: str) -> None:
        """Prints on a printer that was chosen."""
        self._task = task = Task(self)
        task.progressed.connect(self._show_progress)
        self.words.setText(_("正在打印：{title}").format(title=title))
        self.bar.setRange(0, 0)
        self._sent, self._filed = 0, bool(printer.outputFileName())

        def report(done: int, total: int) -> None:
            self._sent = done
            self._context.check()  # a desk that locks prints no more
            task.report(done, total)

        def work(desk: Desk) -> int:
            return print_sheets(desk, printer, sheets_of(desk, name), report)

        self._context.aside(self, work).then(self._printed).or_else(self._failed).when_cancelled(
            self._stopped
        ).start()
        self.show()
        self.stop.setFocus()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _over(self) -> None:
        self._task = None
        self.hide()

    def _printed(self, count: int) -> None:
        self._over()
        self._context.say(Message(_("已送往打印机：{count} 份文书").format(count=count)))

    def _stopped(self) -> None:
        self._over()
        if self._filed:
            words = _("已停止打印，没有留下文件。")
        else:
            words = _("已停止打印。此前送往打印机的 {count} 份仍会打出。").format(count=self._sent)
        self._context.say(Message(words, Tone.WARN))

    def _failed(self, error: Exception) -> None:
        self._over()
        self._context.say_error(error)


def sheets_of(desk: Desk, name: str) -> list[str]:
    """The sealed originals of a whole list, in its order, by their attachment."""
    with desk.read() as session:
        return sheets_listed(session, desk.office.id, name)


def _count(desk: Desk, name: str) -> int:
    with desk.read() as session:
        return count_documents(session, desk.office.id, name)


def print_sheets(
    desk: Desk,
    printer: QPrinter,
    sheets: Sequence[str],
    report: Callable[[int, int], None],
) -> int:
    """Paints sheet after sheet onto a printer. Returns how many; `report` may raise to stop."""
    pen = _Pen(printer)
    try:
        for number, attachment_id in enumerate(sheets):
            report(number, len(sheets))
            pen.paint(desk.original(attachment_id))
        report(len(sheets), len(sheets))
    except BaseException:
        pen.take_away()
        raise
    pen.end()
    return len(sheets)


class _Pen:
    """Paints sheets onto a printer, or all of them into one file."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer
        self._file = printer.outputFileName()
        self._painter: QPainter | None = None

    def paint(self, pdf: bytes) -> None:
        """The pages of one sheet, from a page of their own on."""
        from corrdesk.printing.preview import page_count, page_raster  # noqa: PLC0415 - with the first

        for page in range(page_count(pdf)):
            if self._painter is None:
                self._painter = QPainter(self._printer)
            else:
                self._printer.newPage()
            paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
            made = page_raster(pdf, page, PRINT_DPI)
            kind = QImage.Format.Format_Grayscale8 if made.grey else QImage.Format.Format_BGR888
            picture = QImage(made.dots, made.width, made.height, made.stride, kind)
            self._painter.drawImage(paper.translated(-paper.topLeft()), picture.copy())
        if not self._file:
            self.end()

    def end(self) -> None:
        """Hands over what was painted."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def take_away(self) -> None:
        """Nothing more is handed over, and no half of a file stays behind."""
        if self._painter is not None and not self._file:
            self._printer.abort()
        self.end()
        if self._file:
            Path(self._file).unlink(missing_ok=True)
