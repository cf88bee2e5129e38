"""体检: what the doctor found, the worst first, each with its next step; nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.search import reindex
from corrdesk.casework.permissions import may
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ChosenRow
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.vault.working import Report, WorkingLine
from corrdesk.upkeep import doctor
from corrdesk.upkeep.finding import ERROR, INFO, WARNING, Finding

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

LOOKS: Final = {
    ERROR: (N_("要处理"), Shape.CROSS, Tone.BAD),
    WARNING: (N_("要注意"), Shape.TRIANGLE, Tone.WARN),
    INFO: (N_("知道即可"), Shape.RING, Tone.INFO),
}
ORDER: Final = (ERROR, WARNING, INFO)
INDEX: Final = "search"


class DoctorTab(QWidget):
    """One button, one list, the chosen finding in full below it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.findings: list[Finding] = []
        self.start_button = button(_("开始体检"), self.examine, role="primary", picture="care")
        self.working = WorkingLine(context, self.start_button)
        self.banner = Banner(
            _("体检只看不改：数据库、日志、附件、查找索引、备份、时钟、磁盘、字体、打印机、网盘。"),
        )
        self.model: PagedModel[Finding] = PagedModel(
            context, columns(), key=lambda finding: f"{finding.code} {finding.message}"
        )
        self.table: RecordTable[Finding] = RecordTable(self.model, name=_("体检结果"))
        self.told = ChosenRow(self.table, lambda found: f"{found.message}\n{found.next}")
        self.mend_button = button(_("重建查找索引"), self.mend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(8), 0, 0)
        layout.addLayout(row(self.start_button))
        for part in (self.working, self.banner):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.told)
        layout.addLayout(row(self.mend_button))
        layout.addStretch(0)
        self._show_list()

    def refresh(self) -> None:
        """What was found stays until the next examination."""

    def first_focus(self) -> QWidget:
        """The one button."""
        return self.start_button

    def examine(self) -> None:
        """Examines the vault beside the work; may be stopped."""

        def work(desk: Desk, report: Report) -> list[Finding]:
            found = doctor.examine(desk.vault, desk.clock, report)
            return sorted(found, key=lambda finding: ORDER.index(finding.severity))

        self.working.start(_("正在检查…"), work, self._show, self._failed)

    def mend(self) -> None:
        """Makes the search index anew from the records, which are not touched."""
        self._context.act(self, reindex).then(lambda _none: self._mended()).start()

    def _mended(self) -> None:
        self._context.say(Message(_("已重建查找索引。")))
        self.examine()

    def _show(self, found: list[Finding]) -> None:
        self.findings = found
        wrong = sum(finding.severity == ERROR for finding in found)
        if wrong:
            self.banner.say(
                _("有 {count} 处要处理，请从第一条开始。").format(count=wrong), Tone.BAD
            )
        elif found:
            self.banner.say(_("没有发现损坏。下面几条请看一看。"), Tone.OK)
        else:
            self.banner.say(_("一切正常。"), Tone.OK)
        self._show_list()

    def _show_list(self) -> None:
        found = self.findings
        self.model.show_source(list_source(found))
        for part in (self.table, self.told):
            show_if(bool(found), part)
        may_mend = may(self._context.desk.actor, "person.read") and not self._context.desk.alarms
        broken = any(finding.code == INDEX for finding in found)
        show_if(broken and may_mend, self.mend_button)

    def _failed(self, error: Exception) -> None:
        self.banner.say(explain_error(error).text, Tone.BAD)


def columns() -> tuple[Column[Finding], ...]:
    """How bad, what, and what to do."""

    def severity(finding: Finding) -> Cell:
        words, shape, tone = LOOKS[finding.severity]
        return Cell(_(words), shape, tone)

    return (
        Column(N_("程度"), severity, 110),
        Column(N_("情况"), lambda f: Cell(f.message, tip=f.message), 360),
        Column(N_("下一步"), lambda f: Cell(f.next, tip=f.next), 300, stretch=True, rank=2),
    )
