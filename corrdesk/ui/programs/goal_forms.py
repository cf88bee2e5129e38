"""The forms of a correction plan: all its goals on one sheet, and an officer's word on one goal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import read_hours, read_whole_number
from corrdesk.casework.caseload.hours import hours_number
from corrdesk.casework.programs.goals.model import (
    MEASURE_LABELS,
    SUBJECT_LABELS,
    Goal,
    GoalFacts,
    Measure,
    PlanFacts,
    Progress,
    Subject,
)
from corrdesk.casework.programs.goals.service import MOST_GOALS, confirm_goal, revise_plan
from corrdesk.ui.caseload.wide_form import FieldProblems, WideForm
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo, keep_narrow, label

if TYPE_CHECKING:
    from corrdesk.casework.programs.goals.queries import PlanFile
    from corrdesk.store.unit_of_work import UnitOfWork

SPARE = 3  # empty lines below the goals that are there
COLUMNS = 12
NUMBERED = re.compile(r"([a-z_]+)(\d+)")
WIDTH = 1080  # pixels at 100 %


class GoalsForm(WideForm):
    """The goals of a plan, a line each; a goal whose words are emptied falls away."""

    def __init__(self, context: Context, order: Any, plan: PlanFile | None) -> None:
        super().__init__(context, act=_("保存方案  Ctrl+Enter"), columns=COLUMNS, framed=True)
        self._order_id = self.record_id = order.id
        self._edition = 0 if plan is None else plan.plan.edition
        self._goals: tuple[Goal, ...] = () if plan is None else plan.goals
        self._taken: list[int] = []  # the lines that hold a goal, in order
        made = _("制定日期") if plan is None else _("调整日期")
        self.add("on", made, DateEdit(context.desk.clock.today(), lean="past"), span=3)
        if plan is not None:
            self.add("reason", _("为什么调整（管理类别、矫正效果、表现）"), QLineEdit(), span=9)
        hint = _("清空目标内容就是删去这个目标。学习和公益的小时数、次数由台账自动核算。")
        self.add_across(label(hint, "muted", wrap=True))
        self.lines = min(MOST_GOALS, len(self._goals) + SPARE)
        for number in range(1, self.lines + 1):
            goal = self._goals[number - 1] if number <= len(self._goals) else None
            self._add_line(number, goal, order)

    def _add_line(self, number: int, goal: Goal | None, order: Any) -> None:
        measures = combo([(each.value, _(words)) for each, words in MEASURE_LABELS.items()],
                         name=_("怎样算达到"))  # fmt: skip
        subjects = combo([(each.value, _(words)) for each, words in SUBJECT_LABELS.items()],
                         name=_("哪一类"))  # fmt: skip
        target = QLineEdit()
        due = DateEdit(goal.due_on if goal is not None else order.term_end, lean="future")
        words = QLineEdit(goal.words if goal is not None else "")
        for box in (measures, subjects):
            keep_narrow(box)
        if goal is not None:
            measures.setCurrentIndex(measures.findData(goal.measure.value))
            if goal.subject is not None:
                subjects.setCurrentIndex(subjects.findData(goal.subject.value))
                target.setText(target_words(goal))
        self.add(f"words{number}", _("目标 {number}").format(number=number), words, span=4)
        self.add(f"measure{number}", _("怎样算达到"), measures, span=2)
        counted = (
            self.add(f"subject{number}", _("哪一类"), subjects, span=2),
            self.add(f"target{number}", _("数量"), target, span=2),
        )
        self.add(f"due_on{number}", _("期限"), due, span=2)

        def fit(_index: int = 0) -> None:
            for field in counted:
                field.setVisible(measures.currentData() != Measure.WORD.value)

        measures.currentIndexChanged.connect(fit)
        fit()

    def collect(self) -> Callable[[UnitOfWork], str]:
        on = self.read_day("on", not_after=self.context.desk.clock.today())
        self._taken = [number for number in range(1, self.lines + 1) if self.line(f"words{number}")]
        goals = tuple(self._goal(number) for number in self._taken)
        self.settle()
        reason = self.line("reason") if "reason" in self.fields else ""
        facts, order_id = PlanFacts(on, goals, self._edition, reason), self._order_id
        return lambda uow: revise_plan(uow, order_id, facts)

    def _goal(self, number: int) -> GoalFacts:
        measure = Measure(self._chosen(f"measure{number}"))
        counted = measure is not Measure.WORD
        return GoalFacts(
            words=self.line(f"words{number}"),
            due_on=self.read_day(f"due_on{number}"),
            measure=measure,
            subject=Subject(self._chosen(f"subject{number}")) if counted else None,
            target=self.read(lambda: self._target(number, measure), 1) if counted else 0,
            goal_id=self._goals[number - 1].goal_id if number <= len(self._goals) else "",
        )

    def _chosen(self, name: str) -> str:
        editor = self.fields[name].editor
        return str(editor.currentData()) if isinstance(editor, QComboBox) else ""

    def _target(self, number: int, measure: Measure) -> int:
        read = read_hours if measure is Measure.HOURS else read_whole_number
        target = read(self.line(f"target{number}"))
        if target is None:
            raise UserError(_("请填写数量，例如 40。"), field=f"target{number}")
        return target

    def show_error(self, error: Exception) -> None:
        """Errors number the goals; here they are shown at the line that holds the goal."""
        if isinstance(error, UserError) and not isinstance(error, FieldProblems):
            found = NUMBERED.fullmatch(error.field or "")
            if found is not None and int(found[2]) <= len(self._taken):
                error.field = f"{found[1]}{self._taken[int(found[2]) - 1]}"
        super().show_error(error)


class GoalWordForm(Form):
    """An officer's word that a goal is reached, or that it is not after all."""

    def __init__(self, context: Context, progress: Progress, *, reached: bool) -> None:
        act = _("确认达到  Ctrl+Enter") if reached else _("撤回确认  Ctrl+Enter")
        super().__init__(context, act=act)
        self._goal_id = self.record_id = progress.goal.goal_id
        self._reached = reached
        self.remark = TextArea(lines=3)
        self.add_widget(label(progress.goal.words, "heading", wrap=True))
        day = _("哪天达到") if reached else _("撤回日期")
        self.add("on", day, DateEdit(context.desk.clock.today(), lean="past"))
        self.add("remark", _("情况（怎样核实的）"), self.remark)

    def collect(self) -> Callable[[UnitOfWork], str]:
        on, remark, goal_id, reached = (
            self.day("on"), self.remark.text(), self._goal_id, self._reached
        )  # fmt: skip
        return lambda uow: confirm_goal(uow, goal_id, on=on, remark=remark, reached=reached)


def target_words(goal: Goal) -> str:
    """The amount of a goal as it is typed."""
    number = hours_number(goal.target) if goal.measure is Measure.HOURS else goal.target
    return str(number)
