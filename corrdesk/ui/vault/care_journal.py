"""核对日志: whether the journal is what was written, each problem with the record it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.store.journal import ChainProblem, Head
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ChosenRow
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.vault.alarms import AlarmDialog
from corrdesk.ui.vault.working import Report, WorkingLine

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

KINDS: Final = {
    "edited": N_("被改写"),
    "gap": N_("缺了一条"),
    "order": N_("前后不相连"),
    "cut": N_("末尾被截"),
    "rollback": N_("换回旧的"),
    "record": N_("记录不符"),
    "anchor": N_("印记有问题"),
    "no_anchor": N_("印记不见了"),
    "file": N_("文件被动过"),
    "unreadable": N_("读不出来"),
}


class JournalTab(QWidget):
    """One button; then a sentence, and a list when something does not hold."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.problems: list[ChainProblem] = []
        self.start_button = button(_("开始核对"), self.verify, role="primary", picture="rules")
        self.working = WorkingLine(context, self.start_button)
        self.banner = Banner(_("逐条核对日志和每一条记录，并与库外留存的印记对照。"))
        self.model: PagedModel[ChainProblem] = PagedModel(
            context, columns(), key=lambda problem: f"{problem.entry} {problem.message}"
        )
        self.table: RecordTable[ChainProblem] = RecordTable(self.model, name=_("核对结果"))
        self.told = ChosenRow(self.table, lambda problem: problem.message)
        self.accept_button = button(_("查明后确认继续…"), self._open_alarms)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(8), 0, 0)
        layout.addLayout(row(self.start_button))
        for part in (self.working, self.banner):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.told)
        layout.addLayout(row(self.accept_button))
        layout.addStretch(0)
        self._show_list()

    def refresh(self) -> None:
        """What was found stays until the next look; a word given meanwhile is heeded."""
        show_if(bool(self._context.desk.alarms), self.accept_button)

    def first_focus(self) -> QWidget:
        """The one button."""
        return self.start_button

    def verify(self) -> None:
        """Walks the journal beside the work."""

        def work(desk: Desk, report: Report) -> tuple[list[ChainProblem], Head]:
            report(0, 1)
            return desk.verify(), desk.head()

        self.working.start(_("正在核对…"), work, self._show, self._failed)

    def _show(self, answer: tuple[list[ChainProblem], Head]) -> None:
        self.problems, head = answer
        if self.problems:
            words = _("有 {count} 处不符。请保留现场，对照打印文书上的链头和县级回执，报告所长。")
            self.banner.say(words.format(count=len(self.problems)), Tone.BAD)
        else:
            words = _("日志完整，共 {count} 条，链头 {head}。")
            self.banner.say(words.format(count=head.seq, head=head.short), Tone.OK)
        self._show_list()

    def _show_list(self) -> None:
        found = self.problems
        self.model.show_source(list_source(found))
        for part in (self.table, self.told):
            show_if(bool(found), part)
        self.refresh()

    def _open_alarms(self) -> None:
        AlarmDialog(self._context, self.window()).open()

    def _failed(self, error: Exception) -> None:
        self.banner.say(explain_error(error).text, Tone.BAD)


def columns() -> tuple[Column[ChainProblem], ...]:
    """Which entry, what kind, and the sentence."""

    def kind(problem: ChainProblem) -> Cell:
        return Cell(_(KINDS.get(problem.kind, problem.kind)), Shape.CROSS, Tone.BAD)

    return (
        Column(N_("问题"), kind, 130),
        Column(N_("日志条目"), lambda p: Cell(p.entry or "—", tip=p.entry), 200, rank=2),
        Column(N_("说明"), lambda p: Cell(p.message, tip=p.message), 360, stretch=True),
    )
