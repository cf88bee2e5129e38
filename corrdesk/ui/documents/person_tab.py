"""文书 on a person's page: every sheet about the person, and the dossier bound with one click."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import documents_of
from corrdesk.casework.dossiers import dossier_of
from corrdesk.casework.permissions import require
from corrdesk.ui.documents.documents import columns
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.table import ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row

if TYPE_CHECKING:
    from corrdesk.casework.caseload.queries import PersonFile
    from corrdesk.printing.forms.dossier import Bound


class PaperTab(QWidget):
    """The sheets of one person."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._name, self._order_id = "", ""
        self._task: Task | None = None
        shown = [column for column in columns() if column.title != "对象"]
        model: PagedModel[Any] = PagedModel(context, shown, key=lambda sheet: str(sheet.id))
        self.table: RecordTable[Any] = RecordTable(model, name=_("文书"))
        self.table.opened.connect(lambda sheet: context.go("document", sheet.id))
        self.nothing = Banner()
        model.loaded.connect(self._fit)
        self.bind_button = button(_("装订卷宗…"), self._ask_where, picture="file")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("进度"))
        self.stop = button(_("停止装订"), self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(4), 0, 0)
        layout.addWidget(self.nothing)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(self.bind_button, self.progress, self.stop, None))
        self._working(on=False)

    def show_file(self, file: PersonFile, order: Any) -> None:
        """Shows the sheets of a person."""
        office, person_id = self._context.desk.office.id, file.person.id
        self._name = file.person.name
        self._order_id = order.id if order is not None else ""
        self.bind_button.setEnabled(order is not None)

        def count(desk: Desk) -> int:
            return len(_sheets(desk, office, person_id))

        def page(desk: Desk, offset: int, limit: int) -> Sequence[Any]:
            return _sheets(desk, office, person_id)[offset : offset + limit]

        self.table.records.show_source(ListSource(count, page))

    def bind_to(self, out: Path) -> None:
        """Binds the dossier into a new file."""
        self._task = task = Task(self)
        task.progressed.connect(self._show_progress)
        self._working(on=True)
        order_id = self._order_id
        self._context.aside(self, lambda desk: bound(desk, order_id, out, task)).then(
            lambda made: self._bound(out, made)
        ).or_else(self._failed).when_cancelled(self._stopped).start()

    def _ask_where(self) -> None:
        name = _("卷宗 {name}.pdf").format(name=self._name)
        chosen, _kind = QFileDialog.getSaveFileName(self, _("装订卷宗"), name, "PDF (*.pdf)")
        if chosen:
            self.bind_to(Path(chosen))

    def _fit(self, count: int) -> None:
        words = _("还没有签发过文书。用上面的“出具文书”签发，或者在案件、外出等页面签发。")
        self.nothing.say("" if count else words, Tone.INFO)
        self.table.setVisible(count > 0)

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _working(self, *, on: bool) -> None:
        self.bind_button.setVisible(not on)
        self.progress.setVisible(on)
        self.stop.setVisible(on)
        self.progress.setRange(0, 0)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _bound(self, out: Path, made: Bound) -> None:
        self._working(on=False)
        words = _("已装订 {papers} 件 {pages} 页：{name}。文件未加密，用后请妥善处理。")
        said = words.format(papers=made.papers, pages=made.pages, name=out.name)
        if made.missing:
            said += _("缺少：{titles}。").format(titles="、".join(made.missing))
        self._context.say(Message(said, Tone.WARN if made.missing else Tone.OK))

    def _stopped(self) -> None:
        self._working(on=False)
        self._context.say(Message(_("已停止装订，没有留下文件。"), Tone.WARN))

    def _failed(self, error: Exception) -> None:
        self._working(on=False)
        self._context.say_error(error)


def bound(desk: Desk, order_id: str, out: Path, task: Task) -> Bound:
    """Binds the dossier of an order; the task hears how far it is."""
    from corrdesk.printing.forms.dossier import bind_dossier  # noqa: PLC0415 - with the first

    require(desk.actor, "file.read")
    with desk.read() as session:
        described = dossier_of(session, desk.office.id, order_id, desk.law())
    return bind_dossier(described, desk.original, out, report=task.report)


def _sheets(desk: Desk, office: str, person_id: str) -> Sequence[Any]:
    with desk.read() as session:
        return documents_of(session, office, person_id)
