"""方案目标: the goals of one person's plan with how far they have come, and what that is made of.

Stands on the person's page and beside the person's hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import hours_number
from corrdesk.casework.caseload.model import LIVE, Status
from corrdesk.casework.caseload.queries import order_row
from corrdesk.casework.programs.goals.model import (
    SUBJECT_LABELS,
    Feat,
    GoalState,
    Measure,
    Progress,
)
from corrdesk.casework.programs.goals.queries import (
    GoalLine,
    PlanFile,
    goal_lines,
    plan_editions,
    plan_file,
    progress_on,
    reached_of,
)
from corrdesk.ui.caseload.wide_form import widen
from corrdesk.ui.paths import IssueOf
from corrdesk.ui.programs.goal_forms import WIDTH, GoalsForm, GoalWordForm
from corrdesk.ui.programs.looks import goal_cell, hours_of
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.shell.words import full_day

GOAL_KINDS = frozenset({"correction_plan", "plan_goal", "goal_word", "hour_event"})
"""Records whose change moves a goal."""

FORM = "correction-plan"


@dataclass(frozen=True, slots=True)
class OpenedPlan:
    """A plan as the tab shows it."""

    order: Any
    file: PlanFile | None
    goals: tuple[Progress, ...]
    editions: Sequence[Any]


class GoalsTab(QWidget):
    """The goals, how far each has come, and the ways to change or confirm them."""

    counted = Signal(int, int)  # how many are reached, of how many

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.opened = OpenedPlan(None, None, (), ())
        self._person_id, self._name = "", ""
        self.dialog: QDialog | None = None
        self.banner = Banner()
        model: PagedModel[Progress] = PagedModel(
            context, goal_columns(), key=lambda each: each.goal.goal_id
        )
        self.table: RecordTable[Progress] = RecordTable(model, name=_("方案目标"))
        self.table.opened.connect(self.show_feats)
        self.table.chosen.connect(lambda _goal: self._fit())
        model.loaded.connect(lambda _count: self._fit())
        self._revise = button(_("制定方案目标…"), self._open_plan)
        self._confirm = button(_("确认达到…"), lambda: self._open_word(reached=True))
        self._withdraw = button(_("撤回确认…"), lambda: self._open_word(reached=False))
        self._feats = button(
            _("明细…  Enter"), lambda: self.show_feats(self.table.current_record())
        )
        self._history = button(_("历次调整…"), self.show_editions)
        self._issue = button(_("出具矫正方案…"), self._open_form, role="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(4), 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(
            row(self._revise, self._confirm, self._withdraw, self._feats, self._history, None,
                self._issue)
        )  # fmt: skip
        self._fit()

    def show_order(self, person_id: str, name: str, order_id: str) -> None:
        """Shows the plan of an order of a person; an empty id is no order and no plan."""
        self._person_id, self._name = person_id, name
        if not order_id:
            self._show(OpenedPlan(None, None, (), ()))
            return
        self.context.ask(
            self, lambda desk: open_plan(desk, order_id), slot=f"plan-{id(self)}"
        ).then(self._show).start()

    def _show(self, opened: OpenedPlan) -> None:
        self.opened = opened
        self.table.records.show_source(list_source(opened.goals))
        reached, all_of_them = reached_of(opened.goals)
        self.counted.emit(reached, all_of_them)
        if opened.file is None:
            words = (
                _("还没有录入矫正方案的目标。用“制定方案目标”录入。")
                if opened.order is not None
                else ""
            )
            self.banner.say(words, Tone.INFO)
        else:
            plan = opened.file.plan
            words = _("第 {edition} 版，{day}：已达到 {reached}/{count} 个目标").format(
                edition=plan.edition, day=full_day(plan.on), reached=reached, count=all_of_them
            )
            self.banner.say(f"{words}。{plan.reason}", Tone.INFO)
        self._fit()

    def _fit(self) -> None:
        file, goal = self.opened.file, self.table.current_record()
        order = self.opened.order
        said = goal is not None and goal.state is GoalState.CONFIRMED
        live = order is not None and Status(order.status) in LIVE
        self._revise.setText(_("调整方案目标…") if file else _("制定方案目标…"))
        self._revise.setVisible(live)
        self._confirm.setVisible(goal is not None and not goal.is_reached)
        self._withdraw.setVisible(said)
        self._feats.setVisible(goal is not None and goal.goal.measure is not Measure.WORD)
        self._history.setVisible(bool(self.opened.editions))
        self._issue.setVisible(live and file is not None)
        self.table.setVisible(bool(self.opened.goals))

    # Acts

    def _open_plan(self) -> None:
        if self.opened.order is None:
            return
        form = GoalsForm(self.context, self.opened.order, self.opened.file)
        done = _("已保存矫正方案的目标。")
        dialog = open_form(self, _("矫正方案的目标"), form, lambda _id: self._say(done))
        widen(dialog, form, WIDTH)

    def _open_word(self, *, reached: bool) -> None:
        goal = self.table.current_record()
        if goal is not None:
            title = _("确认达到") if reached else _("撤回确认")
            form = GoalWordForm(self.context, goal, reached=reached)
            open_form(self, title, form, lambda _id: self._say(_("已登记。")))

    def _open_form(self) -> None:
        if self.opened.order is not None:
            target = IssueOf(self._person_id, self.opened.order.id, self._name, FORM)
            self.context.go("issue_document", target)

    def show_feats(self, goal: Progress | None) -> None:
        """Shows what the figure of a goal adds up from."""
        if goal is None or goal.goal.measure is Measure.WORD:
            return
        table: RecordTable[Feat] = RecordTable(
            PagedModel(self.context, feat_columns(goal.goal.measure),
                       key=lambda each: f"{each.on}{each.source_id}{each.minutes}"),
            name=_("明细"),
        )  # fmt: skip
        table.records.show_source(list_source(goal.feats))
        total = _("合计 {done}，应 {target}").format(
            done=amount_words(goal.goal.measure, goal.done),
            target=amount_words(goal.goal.measure, goal.goal.target),
        )
        self._open_list(goal.goal.words, f"{goal_subject(goal)}　{total}", table)

    def show_editions(self) -> None:
        """Shows when and why the plan was made and revised."""
        table: RecordTable[Any] = RecordTable(
            PagedModel(self.context, edition_columns(), key=lambda each: str(each.id)),
            name=_("历次调整"),
        )
        table.records.show_source(list_source(self.opened.editions))
        self._open_list(_("历次调整"), _("每次调整保留原来的一版。"), table)

    def _open_list(self, title: str, words: str, table: RecordTable[Any]) -> None:
        dialog = QDialog(self.window())
        dialog.setWindowTitle(title)
        layout = QVBoxLayout(dialog)
        layout.addWidget(label(words, "heading", wrap=True))
        layout.addWidget(table, 1)
        layout.addLayout(row(None, button(_("关闭  Esc"), dialog.close)))
        dialog.resize(min(px(640), self.window().width() - px(40)), px(360))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()
        table.setFocus()

    def _say(self, words: str) -> None:
        self.context.say(Message(words))


def open_plan(desk: Desk, order_id: str) -> OpenedPlan:
    """The plan of an order with how far its goals have come today."""
    with desk.read() as session:
        office = desk.office.id
        return OpenedPlan(
            order_row(session, office, order_id),
            plan_file(session, office, order_id),
            progress_on(session, office, order_id, desk.clock.today()),
            plan_editions(session, office, order_id),
        )


def goals_title(reached: int, count: int) -> str:
    """What a tab of goals is called: how many of them are reached."""
    return f"{_('方案目标')} {reached}/{count}" if count else _("方案目标")


def goals_source(_name: str) -> ListSource[GoalLine]:
    """The goals of everybody that are not reached."""

    def rows(desk: Desk) -> list[GoalLine]:
        with desk.read() as session:
            return goal_lines(session, desk.office.id, desk.clock.today())

    return ListSource(
        lambda desk: len(rows(desk)),
        lambda desk, offset, limit: rows(desk)[offset : offset + limit],
    )


def goal_columns() -> tuple[Column[Progress], ...]:
    """The columns of one person's goals."""
    return (
        Column(N_("目标"), lambda each: Cell(each.goal.words, tip=each.goal.words), 220,
               stretch=True),
        Column(N_("状态"), goal_cell, 140),
        Column(N_("要求"), lambda each: Cell(goal_subject(each)), 110, rank=3),
        Column(N_("完成"), _progress, 120),
        Column(N_("期限"), lambda each: Cell(full_day(each.goal.due_on)), 132),
        Column(N_("达到日期"), lambda each: Cell(full_day(each.reached_on)), 132, rank=2),
    )  # fmt: skip


def goal_line_columns() -> tuple[Column[GoalLine], ...]:
    """The columns of the goals of everybody."""
    return (
        Column(N_("姓名"), lambda line: Cell(line.name), 100),
        Column(N_("目标"), lambda line: Cell(line.progress.goal.words), 200, stretch=True),
        Column(N_("状态"), lambda line: goal_cell(line.progress), 130),
        Column(N_("要求"), lambda line: Cell(goal_subject(line.progress)), 110, rank=3),
        Column(N_("完成"), lambda line: _progress(line.progress), 110),
        Column(N_("期限"), lambda line: Cell(full_day(line.progress.goal.due_on)), 132),
    )


def feat_columns(measure: Measure) -> tuple[Column[Feat], ...]:
    """The columns of what a goal's figure adds up from."""
    worth = N_("小时") if measure is Measure.HOURS else N_("计 1 次，小时")
    return (
        Column(N_("日期"), lambda each: Cell(full_day(each.on)), 140),
        Column(N_("来自"), lambda each: Cell(each.words), 220, stretch=True),
        Column(worth, lambda each: Cell(hours_of(each.minutes)), 110),
    )


def edition_columns() -> tuple[Column[Any], ...]:
    """The columns of the editions of a plan."""
    return (
        Column(N_("版次"), lambda each: Cell(str(each.edition)), 64),
        Column(N_("日期"), lambda each: Cell(full_day(each.on)), 140),
        Column(N_("目标数"), lambda each: Cell(str(each.goals)), 80),
        Column(N_("为什么调整"), lambda each: Cell(each.reason, tip=each.reason), 220,
               stretch=True),
    )  # fmt: skip


def goal_subject(progress: Progress) -> str:
    """What counts for a goal, in a word."""
    subject = progress.goal.subject
    return _("工作人员确认") if subject is None else _(SUBJECT_LABELS[subject])


def amount_words(measure: Measure, number: int) -> str:
    """So many hours or times, on the screen."""
    if measure is Measure.HOURS:
        return _("{hours} 小时").format(hours=hours_number(number))
    return _("{count} 次").format(count=number)


def _progress(each: Progress) -> Cell:
    goal = each.goal
    if goal.measure is Measure.WORD:
        return Cell("—")
    done = hours_of(each.done) if goal.measure is Measure.HOURS else str(each.done)
    return Cell(f"{done}/{amount_words(goal.measure, goal.target)}")
