"""导入台账: file, columns and dry run, import with progress, and the rows that were kept out.

Nothing is written before 导入 is pressed; cancelling takes everything back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.importing import Comparison, ImportResult, compare_ledger
from corrdesk.casework.caseload.ledger.columns import ColumnMapping, Field
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_workbook
from corrdesk.casework.caseload.ledger.rejects import write_rejects
from corrdesk.casework.caseload.ledger.workbook import Workbook, read_workbook
from corrdesk.casework.caseload.queries import remembered_mappings
from corrdesk.casework.flows import import_and_open
from corrdesk.ui.caseload.import_lists import ImportLists
from corrdesk.ui.caseload.mapping import MappingEditor, header_options
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Tabs, button, card, keep_narrow, label, row

FILES = "*.xlsx *.xlsm *.xls *.et *.csv *.tsv *.txt"  # .et: WPS, the same inside as .xls
IMPORT_CHANGES = ("person", "supervision", "duty", "class_change")
CHOOSE, REVIEW, WORK, DONE = range(4)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read, with what importing it would do."""

    path: Path
    workbook: Workbook
    plan: LedgerPlan | None  # None: no header was recognised
    beside: Comparison | None  # the accepted rows beside the files
    obstacle: str = ""


class ImportPage(Page):
    """The wizard, as a page: it can be left and come back to."""

    help_topic = "导入台账"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._read: Read | None = None
        self._task: Task | None = None
        self._tab = ""  # what to look at first; nothing: the worst
        self._banner = Banner()
        self._stack = QStackedWidget()
        for make in (self._choose_step, self._review_step, self._work_step, self._done_step):
            self._stack.addWidget(make())
        for each in (self._choose, *self._ways, self._cancel, self._again):
            each.setAutoDefault(True)  # Enter presses it where the keyboard begins
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.addWidget(self._banner)
        layout.addWidget(self._stack, 1)

    def first_focus(self) -> QWidget:
        step = self._stack.currentIndex()
        return (self._choose, _first_usable(*self._ways), self._cancel, self._again)[step]

    @property
    def step(self) -> int:
        """Where the wizard is: CHOOSE, REVIEW, WORK or DONE."""
        return self._stack.currentIndex()

    @property
    def plan(self) -> LedgerPlan | None:
        """What the dry run found, once it is there."""
        return self._read.plan if self._read else None

    # Steps

    def read_file(self, path: Path, mappings: dict[str, ColumnMapping] | None = None) -> None:
        """Reads a ledger and shows what importing it would do; `mappings` were chosen by hand."""
        workbook = self._read.workbook if self._read and self._read.path == path else None
        task = self._begin(_("正在读取 {name} …").format(name=path.name))
        today = self.context.desk.clock.today()

        def work(desk: Desk) -> Read:
            book = workbook or read_workbook(path)
            with desk.read() as session:
                remembered = remembered_mappings(session, desk.office.id) | (mappings or {})
            try:
                plan = plan_workbook(book, today=today, remembered=remembered, progress=task.report)
                plan = plan.doubted(desk.law())
            except UserError as error:
                return Read(path, book, None, None, str(error))
            with desk.read() as session:
                return Read(path, book, plan, compare_ledger(session, desk.office.id, plan))

        self.context.run(self, work).then(self._show_review).or_else(self._back).when_cancelled(
            self._back
        ).start()

    def use_header(self) -> None:
        """Reads the file again with the row that was chosen as its header."""
        mapping = self.headers.currentData()
        if self._read is not None and isinstance(mapping, ColumnMapping):
            self.read_file(self._read.path, {mapping.fingerprint: mapping})

    def start_import(self) -> None:
        """Imports the accepted rows in one act."""
        read = self._read
        if read is None or read.plan is None or not read.plan.accepted:
            return
        task = self._begin(_("正在导入，请稍候。取消后不会留下任何数据。"))
        law = self.context.desk.law()
        plan = read.plan
        self.context.act(
            self, lambda uow: import_and_open(uow, plan, law, progress=task.report)
        ).then(self._show_done).or_else(self._back).when_cancelled(self._back).start()

    def save_rejects(self, path: Path) -> None:
        """Writes the rows that were kept out, with reasons, to a workbook."""
        read, plan = self._read, self.plan
        if read is not None and plan is not None:
            words = _("未导入的行已写入 {name}，改好后可以再次导入。文件未加密，用后请删除。")
            self.context.run(self, lambda _desk: write_rejects(plan, path, source=read.path)).then(
                lambda _count: self.context.say(Message(words.format(name=path.name)))
            ).start()

    def show_differences(self) -> None:
        """Compares the file again and shows where it differs from the files of its people."""
        if self._read is not None:
            self._tab = "differs"
            self.read_file(self._read.path)

    def start_over(self) -> None:
        """Back to the choice of a file."""
        self._read = None
        self._banner.say("")
        self._by_hand.hide()
        self._stack.setCurrentIndex(CHOOSE)
        self._choose.setFocus()

    # Building

    def _choose_step(self) -> QWidget:
        words = _(
            "选择司法所的人员台账：Excel（.xlsx、.xls）或 CSV。程序按列名识别各列，先检查、后导入；"
            "公式和宏一律不执行。"
        )
        self._choose = button(_("选择台账文件…"), self._pick, role="primary", picture="import")
        self.headers = QComboBox()
        self.headers.setAccessibleName(_("表头所在的行"))
        keep_narrow(self.headers)
        self._use_header = button(_("用这一行作表头"), self.use_header)
        self._by_hand = card(self.headers, row(self._use_header), title=_("手工指定表头"))
        self._by_hand.hide()
        return _page(card(label(words, wrap=True), row(self._choose)), self._by_hand, None)

    def _review_step(self) -> QWidget:
        self._summary = label("", "heading", wrap=True)
        self.lists = ImportLists(self.context)
        self.mapping = MappingEditor()
        self.mapping.changed.connect(self._remap)
        tabs: list[tuple[str, str, QWidget]] = [
            ("mapping", _("列的对应"), self.mapping), *self.lists.tabs(),
        ]  # fmt: skip
        self.tabs = Tabs(tabs, name=_("检查结果"))
        self.import_button = button(_("导入"), self.start_import, role="primary")
        self._save = button(_("保存未导入的行…"), self._pick_rejects, picture="save")
        back = button(_("换一个文件"), self.start_over)
        self._ways = (self.import_button, self._save, back)
        return _page(self._summary, self.tabs, row(back, self._save, None, self.import_button))

    def _work_step(self) -> QWidget:
        self._work_words = label("", wrap=True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("进度"))
        self._cancel = button(_("取消"), self._stop)
        return _page(card(self._work_words, self.progress, row(self._cancel)), None)

    def _done_step(self) -> QWidget:
        self._result = label("", "heading", wrap=True)
        self._result_detail = label("", wrap=True)
        desk = button(_("到今日工作台"), lambda: self.context.go("today"), role="primary")
        self._save_done = button(_("保存未导入的行…"), self._pick_rejects, picture="save")
        self._differs = button(_("看与档案不同的人员"), self.show_differences)
        self._again = button(_("再导入一份"), self.start_over)
        tools = row(desk, self._save_done, self._differs, self._again)
        return _page(card(self._result, self._result_detail, tools), None)

    # Going on

    def _begin(self, words: str) -> Task:
        self._task = task = Task(self)
        task.progressed.connect(self._show_progress)
        self._work_words.setText(words)
        self.progress.setRange(0, 0)
        self._banner.say("")
        self._stack.setCurrentIndex(WORK)
        return task

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setFormat(_("{done} / {total}").format(done=done, total=total))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _show_review(self, read: Read) -> None:
        self._read = read
        plan, beside = read.plan, read.beside
        if plan is None or beside is None:
            self._offer_headers(read)
            return
        fresh = len(beside.fresh)
        words = _(
            "{name}：可导入 {fresh} 人，已有档案 {known} 人，"
            "不能导入 {rejected} 行，请核对 {doubts} 行，提示 {warnings} 条。"
        )
        summary = words.format(
            name=read.path.name,
            fresh=fresh,
            known=len(plan.accepted) - fresh,
            rejected=len(plan.rejected),
            doubts=len(plan.doubts),
            warnings=len(plan.warnings),
        )
        self._summary.setText(summary)
        self.mapping.show_mappings(plan.mappings)
        for key, count in self.lists.show_plan(plan, beside.differs).items():
            self.tabs.set_title(key, f"{self.lists.titles[key]} {count}")
        self._save.setVisible(bool(plan.rejected))
        words = _("导入 {count} 人").format(count=fresh) if fresh else _("没有新的人员可导入")
        self.import_button.setText(words)
        self.import_button.setEnabled(fresh > 0)
        self._banner.say(_beforehand(plan, beside, self.context.desk.clock.today()), Tone.WARN)
        self.content_changed()
        self.tabs.choose(self._tab or _worst(plan, beside))
        self._tab = ""
        self._stack.setCurrentIndex(REVIEW)
        _first_usable(*self._ways).setFocus()

    def _offer_headers(self, read: Read) -> None:
        """No header was recognised: says so, and lets one be chosen where there could be one."""
        self._banner.say(read.obstacle, Tone.WARN)
        self.headers.clear()
        for words, mapping in header_options(read.workbook):
            self.headers.addItem(words, mapping)
        self._by_hand.setVisible(self.headers.count() > 0)
        self._stack.setCurrentIndex(CHOOSE)

    def _show_done(self, result: ImportResult) -> None:
        read = self._read
        self._result.setText(_("已导入 {count} 人。").format(count=result.created))
        rejected = len(read.plan.rejected) if read and read.plan else 0
        words = _(
            "原有档案未变 {unchanged} 人；台账与档案不同 {differs} 人，档案未被改动；"
            "未导入 {rejected} 行。"
        )
        self._result_detail.setText(
            words.format(unchanged=result.unchanged, differs=len(result.differs), rejected=rejected)
        )
        self._save_done.setVisible(rejected > 0)
        self._differs.setVisible(bool(result.differs))
        self._stack.setCurrentIndex(DONE)
        self._again.setFocus()
        self.context.say(Message(_("台账导入完成：{count} 人。").format(count=result.created)))

    def _back(self, error: Exception | None = None) -> None:
        """To where it began, saying what went wrong, or that a person stopped it."""
        self._stack.setCurrentIndex(REVIEW if self.plan else CHOOSE)
        if error is None:
            self._banner.say(_("已取消，没有写入任何数据。"), Tone.INFO)
        else:
            self._banner.say(explain_error(error).text, Tone.BAD)

    def _remap(self, sheet: str, field: Field, index: int | None) -> None:
        read = self._read
        if read is None or read.plan is None:
            return
        mappings = {}
        for mapping in read.plan.mappings:
            changed = mapping.with_column(field, index) if mapping.sheet == sheet else mapping
            mappings[changed.fingerprint] = replace(changed, source="chosen")
        self.read_file(read.path, mappings)

    def _pick(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("选择台账文件"), "", _("台账（{files}）").format(files=FILES)
        )
        if chosen:
            self._read = None
            self.read_file(Path(chosen))

    def _pick_rejects(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("保存未导入的行"), _("未导入的行.xlsx"), "Excel (*.xlsx)"
        )
        if chosen:
            self.save_rejects(Path(chosen))


def _first_usable(*ways: QWidget) -> QWidget:
    """Where the keyboard begins: a button that is switched off takes no focus."""
    return next((each for each in ways if each.isEnabled() and not each.isHidden()), ways[-1])


def _beforehand(plan: LedgerPlan, beside: Comparison, today: date) -> str:
    """What to know before the import: terms that are over, rows that the sheet hides."""
    found: list[str] = []
    if ended := beside.ended_before(today):
        words = _(
            "其中 {count} 人的矫正期限已经届满。已经解矫的请先从台账中删去，"
            "否则会列为在册、待办解除。"
        )
        found.append(words.format(count=ended))
    if hidden := plan.hidden_rows:
        words = _(
            "有 {count} 行在表格里是隐藏的（如筛选时隐藏），照样导入；"
            "不该导入的，请先在表格里删去。各行见“请核对”。"
        )
        found.append(words.format(count=hidden))
    return "\n".join(found)


def _worst(plan: LedgerPlan, beside: Comparison) -> str:
    """The list to look at first: what keeps most rows out, else what needs a decision."""
    if all(mapping.missing for mapping in plan.mappings):
        return "mapping"
    if plan.rejected:
        return "rejected"
    if plan.doubts:
        return "doubts"
    return "differs" if beside.differs else "accepted"


def _page(*parts: Any) -> QWidget:
    """A step of the wizard: widgets and layouts from top to bottom."""
    place = QWidget()
    layout = QVBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(tokens.GAP))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part, 1 if isinstance(part, Tabs) else 0)
        else:
            layout.addLayout(part)
    return place
