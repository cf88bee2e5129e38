"""The lists on a person's page: duties, reports, violations, team, history of class and state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import STATUS_LABELS, Status
from corrdesk.casework.caseload.queries import PersonFile
from corrdesk.casework.enforcement.measures.queries import MeasureLine, measures_of
from corrdesk.casework.enforcement.model import (
    BREACH_LABELS,
    VIOLATION_LABELS,
    Breach,
    ViolationState,
)
from corrdesk.casework.enforcement.queries import cases_of
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    OUTCOME_LABELS,
    PRESENCE_LABELS,
    DeskLine,
    DutyKind,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.queries import check_ins_of, windows_of
from corrdesk.ui.caseload.looks import class_words
from corrdesk.ui.caseload.person_why import why_duty
from corrdesk.ui.caseload.requests_tab import RequestsTab
from corrdesk.ui.caseload.team_form import TeamTab
from corrdesk.ui.documents.person_tab import PaperTab
from corrdesk.ui.enforcement.looks import VIOLATION_LOOKS
from corrdesk.ui.enforcement.measures import columns as measure_columns
from corrdesk.ui.programs.goals import GoalsTab
from corrdesk.ui.reporting.looks import OUTCOME_LOOKS, line_state, progress_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import listed
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import WhyDialog
from corrdesk.ui.shell.widgets import button
from corrdesk.ui.shell.words import full_day, moment, span_words


@dataclass(frozen=True, slots=True)
class Step:
    """A change of class or state."""

    on: date
    what: str
    reason: str
    document: str


class PersonLists(QObject):
    """Makes the tabs and fills them with one person's records."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._today = context.desk.clock.today()
        self._file: PersonFile | None = None
        self._order: Any = None
        self.duties = self._table(duty_columns(self._today), _duty_key, _("报告义务"))
        self.reports = self._table(report_columns(self._today), _row_key, _("报到记录"))
        self.cases = self._table(case_columns(), _row_key, _("违规与处置"))
        self.measures = self._table(measure_columns(context), _measure_key, _("奖励和措施"))
        self.measures.opened.connect(lambda line: context.go("measure", line.measure_id))
        self.team_tab = TeamTab(context)
        self.team = self.team_tab.table
        self.goals = GoalsTab(context)
        self.requests = RequestsTab(context)
        self.papers = PaperTab(context)
        self.history = self._table(history_columns(), _step_key, _("变更记录"))
        self.cases.opened.connect(lambda case: context.go("case", case.id))
        self.duties.opened.connect(self._show_why)

    def tabs(self) -> list[tuple[str, str, QWidget]]:
        """Key, title and content of each tab."""
        why = button(_("为什么？  Enter"), self._why_current, picture="why")
        return [
            ("duties", _("报告义务"), listed(self.duties, _("还没有报告义务。"), why)),
            ("reports", _("报到记录"), listed(self.reports, _("还没有报到记录。"))),
            ("cases", _("违规处置"), self._cases_tab()),
            ("requests", _("申请审批"), self.requests),
            ("papers", _("文书"), self.papers),
            ("team", _("矫正小组"), self.team_tab),
            ("goals", _("方案目标"), self.goals),
            ("history", _("变更记录"), listed(self.history, _("没有类别或状态的变更。"))),
        ]

    def show_file(self, file: PersonFile, order: Any) -> None:
        """Shows the records of a person."""
        self._file, self._order = file, order
        office, person_id = self._context.desk.office.id, file.person.id
        order_id = order.id if order is not None else ""
        self.duties.records.show_source(_all(lambda s: windows_of(s, office, order_id)))
        self.reports.records.show_source(_all(lambda s: check_ins_of(s, office, person_id)))
        self.cases.records.show_source(_all(lambda s: cases_of(s, office, person_id)))
        law = self._context.desk.law()
        self.measures.records.show_source(_all(lambda s: measures_of(s, office, law, person_id)))
        self.requests.show_person(person_id, file.person.name, order)
        self.papers.show_file(file, order)
        self.team_tab.show_file(file, order)
        self.goals.show_order(person_id, file.person.name, order_id)
        self.history.records.show_source(_all(lambda _s: steps_of(file)))

    def _cases_tab(self) -> QWidget:
        """What was done against somebody, and for somebody, one above the other."""
        tab = QWidget()
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(0, 0, 0, 0)
        nothing = _("没有违规记录。有违规的，用上面的“登记违规”登记。")
        none = _("没有提请、奖励和措施。要办理的，用上面的“奖励和措施”。")
        for table, empty in ((self.cases, nothing), (self.measures, none)):
            part = listed(table, empty)
            layout.addWidget(part)
            table.records.loaded.connect(partial(_take_room, layout, part))
        layout.addStretch(0)
        return tab

    def _table(
        self, columns: Sequence[Column[Any]], key: Callable[[Any], str], name: str
    ) -> RecordTable[Any]:
        return RecordTable(PagedModel(self._context, columns, key=key), name=name)

    def _why_current(self) -> None:
        line = self.duties.current_record()
        if line is not None:
            self._show_why(line)

    def _show_why(self, line: DeskLine) -> None:
        file, order = self._file, self._order
        if file is None or order is None:
            return
        classes = [each for each in file.classes if each.supervision_id == order.id]
        window = self.duties.window()
        self._context.ask(self, lambda desk: why_duty(desk, line, order, classes)).then(
            lambda why: WhyDialog(window, why).open()
        ).start()


def _measure_key(line: MeasureLine) -> str:
    return line.measure_id


def _take_room(layout: QVBoxLayout, part: QWidget, count: int) -> None:
    """A list takes its share of the height; where it is empty, its words take a line."""
    tall = QSizePolicy.Policy.Preferred if count else QSizePolicy.Policy.Maximum
    part.setSizePolicy(QSizePolicy.Policy.Preferred, tall)
    layout.setStretchFactor(part, 1 if count else 0)


def _all(question: Callable[[Any], Sequence[Any]]) -> ListSource[Any]:
    """A source over a list that is asked for as a whole, because it is short."""

    def rows(desk: Desk) -> Sequence[Any]:
        with desk.read() as session:
            return question(session)

    return ListSource(
        lambda desk: len(rows(desk)),
        lambda desk, offset, limit: rows(desk)[offset : offset + limit],
    )


def steps_of(file: PersonFile) -> list[Step]:
    """Changes of class and state, the newest first."""
    steps = [
        Step(each.from_on, _("类别：{name}").format(name=class_words(each.class_)),
             each.reason, each.document)
        for each in file.classes
    ]  # fmt: skip
    steps += [
        Step(each.on, _("状态：{name}").format(name=_(STATUS_LABELS[Status(each.status)])),
             each.reason, each.document)
        for each in file.statuses
    ]  # fmt: skip
    return sorted(steps, key=lambda step: step.on, reverse=True)


def _duty_key(line: DeskLine) -> str:
    return line.duty_id


def _row_key(record: Any) -> str:
    return str(record.id)


def _step_key(step: Step) -> str:
    return f"{step.on}{step.what}"


def duty_columns(today: date) -> tuple[Column[DeskLine], ...]:
    """The columns of the duty list."""
    return (
        Column(N_("期限"), lambda line: _window(line, today), 190),
        Column(N_("状态"), lambda line: line_state(line, today), 118),
        Column(N_("事项"), lambda line: Cell(_(DUTY_LABELS[line.kind])), 110),
        Column(N_("完成"), _progress, 110),
        Column(N_("宽限至"), _grace, 132, stretch=True, rank=2),
    )


def _window(line: DeskLine, today: date) -> Cell:
    return Cell(span_words(line.period_start, line.period_end, today))


def _grace(line: DeskLine) -> Cell:
    return Cell(full_day(line.grace_until))


def _progress(line: DeskLine) -> Cell:
    return Cell(progress_words(line))


def report_columns(today: date) -> tuple[Column[Any], ...]:
    """The columns of the report list; a withdrawn report stays in it, crossed by its word."""
    return (
        Column(N_("时间"), lambda row: Cell(moment(row.happened_at, today)), 140),
        Column(N_("结果"), _outcome, 128),
        Column(N_("事项"), lambda row: Cell(_(DUTY_LABELS[DutyKind(row.kind)])), 100),
        Column(N_("如何确认"), lambda row: Cell(_(PRESENCE_LABELS[Presence(row.presence)])), 150),
        Column(N_("登记时间"), lambda row: Cell(_entered(row, today)), 160, rank=2),
        Column(N_("说明"), lambda row: Cell(row.reason or row.note), 120, stretch=True, rank=3),
    )


def _outcome(row: Any) -> Cell:
    if row.withdrawn is not None:
        return Cell(_("已撤销"), Shape.SQUARE, Tone.PLAIN, tip=row.withdrawn)
    outcome = Outcome(row.outcome)
    shape, tone = OUTCOME_LOOKS[outcome]
    return Cell(_(OUTCOME_LABELS[outcome]), shape, tone)


def _entered(row: Any, today: date) -> str:
    late = (row.entered_at - row.happened_at).total_seconds() > 3600
    words = moment(row.entered_at, today)
    return _("{at} 补录").format(at=words) if late else words


def case_columns() -> tuple[Column[Any], ...]:
    """The columns of the violation list."""
    return (
        Column(N_("发现日期"), lambda row: Cell(full_day(row.found_on)), 132),
        Column(N_("状态"), _case_state, 150),
        Column(N_("违规情形"), lambda row: Cell(_(BREACH_LABELS[Breach(row.breach)])), 160),
        Column(N_("事实"), lambda row: Cell(row.facts, tip=row.facts), 200, stretch=True, rank=2),
    )


def _case_state(row: Any) -> Cell:
    state = ViolationState(row.state)
    shape, tone = VIOLATION_LOOKS[state]
    return Cell(_(VIOLATION_LABELS[state]), shape, tone)


def history_columns() -> tuple[Column[Step], ...]:
    """The columns of the history."""
    return (
        Column(N_("日期"), lambda step: Cell(full_day(step.on)), 132),
        Column(N_("变更"), lambda step: Cell(step.what), 150),
        Column(N_("文号"), lambda step: Cell(step.document), 150),
        Column(N_("理由"), lambda step: Cell(step.reason), 150, stretch=True),
    )
