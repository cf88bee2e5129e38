"""Prints many issued sheets one after the other, with progress, and can be stopped.

One sheet at a time is in memory, and none of them is written to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QProgressBar, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.documents.queries import documents_page
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.preview import PRINT_DPI, ask_printer
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import button, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

MOST = 500  # sheets of one batch


class BatchPrinter(QWidget):
    """A bar with progress and a button that stops; hidden while nothing is printed."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__()
        self._context = context
        self._page = page
        self._task: Task | None = None
        self.words = label("")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("进度"))
        self.stop = button(_("停止打印"), self._cancel)
        self.setLayout(row(self.words, self.bar, self.stop))
        self.hide()

    def print_list(self, title: str, name: str) -> None:
        """Asks for a printer, then prints every sheet of a list of sheets."""
        ask_printer(self._page, title, lambda printer: self.send(printer, title, name))

    def send(self, printer: QPrinter, title: str, name: str) -> None:
        """Prints on a printer that was chosen."""
        self._task = task = Task(self)
        task.progressed.connect(self._show_progress)
        self.words.setText(_("正在打印：{title}").format(title=title))
        self.bar.setRange(0, 0)
        self.show()

        def work(desk: Desk) -> int:
            return print_sheets(desk, printer, sheets_of(desk, name), task.report)

        self._context.aside(self, work).then(self._printed).or_else(self._failed).when_cancelled(
            self._stopped
        ).start()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _printed(self, count: int) -> None:
        self.hide()
        self._context.say(Message(_("已送往打印机：{count} 份文书").format(count=count)))

    def _stopped(self) -> None:
        self.hide()
        words = _("已停止打印。已经送往打印机的仍会打出。")
        self._context.say(Message(words, Tone.WARN))

    def _failed(self, error: Exception) -> None:
        self.hide()
        self._context.say_error(error)


def sheets_of(desk: Desk, name: str) -> list[str]:
    """The sealed originals of a list, in its order, by their attachment."""
    with desk.read() as session:
        rows = documents_page(session, desk.office.id, name, limit=MOST)
    return [row.attachment_id for row in rows]


def print_sheets(
    desk: Desk,
    printer: QPrinter,
    sheets: Sequence[str],
    report: Callable[[int, int], None],
) -> int:
    """Paints sheet after sheet onto a printer. Returns how many; `report` may raise to stop."""
    from corrdesk.printing.preview import page_count, page_png  # noqa: PLC0415 - with the first

    painter = QPainter(printer)
    begun = False
    try:
        for number, attachment_id in enumerate(sheets):
            report(number, len(sheets))
            pdf = desk.original(attachment_id)
            for page in range(page_count(pdf)):
                if begun:
                    printer.newPage()
                begun = True
                paper = printer.paperRect(QPrinter.Unit.DevicePixel)
                picture = QImage.fromData(page_png(pdf, page, PRINT_DPI))
                painter.drawImage(paper.translated(-paper.topLeft()), picture)
        report(len(sheets), len(sheets))
    finally:
        painter.end()
    return len(sheets)
