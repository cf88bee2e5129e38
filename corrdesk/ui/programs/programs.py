"""教育和公益: sessions by where they stand, who lacks hours, tasks, programmes, helpers.

Each button is a figure and opens the list that it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.hour_flows import (
    Helper,
    helpers,
    hour_accounts,
)
from corrdesk.casework.partners.queries import partners
from corrdesk.casework.programs.goals.queries import goal_lines
from corrdesk.casework.programs.queries import (
    SESSION_LISTS,
    SessionLine,
    count_sessions,
    count_tasks,
    programs,
    sessions_page,
)
from corrdesk.casework.programs.rosters import invite, waive_make_up
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.paths import FileOf, HoursOf
from corrdesk.ui.programs.account_forms import EntryForm, QualificationForm
from corrdesk.ui.programs.forms import (
    PartnerEndForm,
    PartnerForm,
    PlanForm,
    ProgramForm,
    VolunteerForm,
    helper_invitee,
)
from corrdesk.ui.programs.goals import GOAL_KINDS, goal_line_columns, goals_source
from corrdesk.ui.programs.lists import (
    account_columns,
    account_key,
    account_source,
    helper_columns,
    helper_source,
    partner_columns,
    partner_source,
    program_columns,
    program_source,
    session_columns,
    session_source,
    task_columns,
    task_source,
)
from corrdesk.ui.programs.materials import MaterialsDialog
from corrdesk.ui.programs.online import OnlineDoor
from corrdesk.ui.programs.training import TrainingDialog
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.flow import Flow
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.shell.words import full_day

ACCOUNT_LISTS = ("short", "accounts")
OTHER_LISTS = ("tasks", "goals", "programs", "helpers", "partners")
LISTS = (*SESSION_LISTS, *ACCOUNT_LISTS, *OTHER_LISTS)
TITLES = {
    "to_record": N_("待登记"),
    "upcoming": N_("待举行"),
    "held": N_("已登记"),
    "cancelled": N_("已取消"),
    "short": N_("时长不足"),
    "accounts": N_("时长台账"),
    "tasks": N_("待补课"),
    "goals": N_("方案目标"),
    "programs": N_("项目"),
    "helpers": N_("人员培训"),
    "partners": N_("合作单位"),
}
ORDER = ("to_record", "upcoming", "held", "cancelled")
EMPTY = {
    "to_record": N_("没有等待登记的活动。"),
    "upcoming": N_("没有已安排的活动。打开“项目”，选一个项目安排日期。"),
    "held": N_("还没有登记过的活动。"),
    "cancelled": N_("没有取消的活动。"),
    "short": N_("按已安排的活动，到期末没有人时长不足。"),
    "accounts": N_("还没有在册人员。"),
    "tasks": N_("没有待补课的人。"),
    "goals": N_("没有尚未达到的方案目标。目标在人员档案的“方案目标”里录入。"),
    "programs": N_("还没有项目。按 F3 新建。"),
    "helpers": N_("没有工作人员或志愿者。"),
    "partners": N_("还没有合作单位。用“新合作单位”登记。"),
}
WATCHED = frozenset(
    {"program", "program_session", "invitation", "attendance", "hour_event", "hour_exemption",
     "make_up", "volunteer", "partner", "attachment", "withdrawal", "qualification", "duty",
     "supervision", *GOAL_KINDS}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shown:
    """One list: its table and where its rows come from."""

    table: RecordTable[Any]
    source: Callable[[str], ListSource[Any]]


class ProgramsPage(Page):
    """The lists of education and service. Enter opens what the line is about."""

    watches = WATCHED
    help_topic = "教育学习和公益活动"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._name = ORDER[0]
        today = context.desk.clock.today()
        self.lists: dict[str, _Shown] = {}
        sessions = self._table(session_columns(today), lambda each: each.session_id, _("活动"))
        sessions.opened.connect(lambda line: context.go("session", line.session_id))
        accounts = self._table(account_columns(today), account_key, _("时长台账"))
        accounts.opened.connect(
            lambda each: context.go("hours", HoursOf(each.supervision_id, each.kind))
        )
        tasks = self._table(task_columns(), lambda each: each.task_id, _("待补课"))
        tasks.opened.connect(lambda each: context.go("hours", HoursOf(each.learner_id)))
        goals = self._table(goal_line_columns(), lambda line: line.progress.goal.goal_id,
                            _("方案目标"))  # fmt: skip
        goals.opened.connect(lambda line: context.go("person", FileOf(line.person_id, "goals")))
        courses = self._table(program_columns(), lambda each: str(each.id), _("项目"))
        courses.opened.connect(lambda _each: self._plan())
        people = self._table(helper_columns(), lambda each: each.learner_id, _("人员培训"))
        people.opened.connect(lambda _each: self._qualify())
        partners_ = self._table(partner_columns(), lambda each: str(each.id), _("合作单位"))
        partners_.opened.connect(lambda _each: self._new_program())
        for name in SESSION_LISTS:
            self.lists[name] = _Shown(sessions, session_source)
        for name in ACCOUNT_LISTS:
            self.lists[name] = _Shown(accounts, account_source)
        self.lists["tasks"] = _Shown(tasks, task_source)
        self.lists["goals"] = _Shown(goals, goals_source)
        self.lists["programs"] = _Shown(courses, program_source)
        self.lists["helpers"] = _Shown(people, helper_source)
        self.lists["partners"] = _Shown(partners_, partner_source)
        self.tables = (sessions, accounts, tasks, goals, courses, people, partners_)
        self._empty = Banner()
        for table in self.tables:
            table.records.loaded.connect(self._tell_empty)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for name in (*ORDER, *ACCOUNT_LISTS, *OTHER_LISTS):
            made = button(_(TITLES[name]), role="tab")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, name=name: self.show_list(name))
            self._group.addButton(made)
            self.buttons[name] = made
        self.buttons[self._name].setChecked(True)
        self._build()

    def _table(
        self, columns: Sequence[Column[Any]], key: Callable[[Any], str], name: str
    ) -> RecordTable[Any]:
        return RecordTable(PagedModel(self.context, columns, key=key), name=name)

    def _build(self) -> None:
        new = button(_("新建项目…  F3"), self._new_program, role="primary")
        new.setShortcut("F3")
        self.tools: dict[str, tuple[QPushButton, ...]] = {
            "programs": (
                button(_("安排日期…  Enter"), self._plan),
                button(_("材料文件…  F6"), self.show_materials),
            ),
            "tasks": (button(_("不再补课…"), self._waive),),
            "helpers": (
                button(_("登记资格…  Enter"), self._qualify),
                button(_("培训明细…"), self.show_training),
                button(_("登记培训时长…"), self._train),
                button(_("新志愿者…"), partial(self._take_in, _("新志愿者"), VolunteerForm)),
                button(_("加入培训名单…"), self._invite_helpers),
            ),
            "partners": (
                button(_("由该单位办的新项目…  Enter"), self._new_program),
                button(_("新合作单位…"), partial(self._take_in, _("新合作单位"), PartnerForm)),
                button(_("结束合作…"), self.end_partner),
            ),
        }
        self.tools["programs"][1].setShortcut("F6")
        self.of_a_line = (*self.tools["programs"], *self.tools["tasks"],
                          *self.tools["helpers"][:3], self.tools["partners"][0],
                          self.tools["partners"][2])  # fmt: skip
        self.online = OnlineDoor(self.context, self)
        self.online.button.hide()
        tools = [tool for group in self.tools.values() for tool in group]
        for tool in tools:
            tool.hide()  # all of them at once would make the window wide
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(row(*(self.buttons[name] for name in ORDER)))
        layout.addLayout(row(*(self.buttons[name] for name in (*ACCOUNT_LISTS, *OTHER_LISTS))))
        layout.addWidget(self._empty)
        for table in self.tables:
            layout.addWidget(table, 1)
            table.hide()  # all of them at once would make the window tall
        layout.addStretch(0)
        layout.addLayout(Flow(new, self.online.button, *tools))

    # Showing

    def refresh(self) -> None:
        shown = self.lists[self._name]
        for table in self.tables:
            table.setVisible(table is shown.table)
        for name, group in self.tools.items():
            for tool in group:
                tool.setVisible(name == self._name)
        self.online.button.setVisible(self._name in ACCOUNT_LISTS)
        shown.table.records.show_source(shown.source(self._name))
        self.context.ask(self, count_lists, slot="program-counts").then(self._show_counts).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        if argument in LISTS:
            self._name = str(argument)
            self.buttons[self._name].setChecked(True)

    def list_focus(self) -> QWidget:
        return self.lists[self._name].table

    def show_list(self, name: str) -> None:
        """Shows a list."""
        self._name = name
        self.buttons[name].setChecked(True)
        self.refresh()

    def current(self) -> Any:
        """The record of the current row."""
        return self.lists[self._name].table.current_record()

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name, made in self.buttons.items():
            made.setText(f"{_(TITLES[name])} {counts[name]}")

    def _tell_empty(self, count: int) -> None:
        shown = self.lists[self._name].table
        if self.sender() is not shown.records:
            return
        self._empty.say("" if count else _(EMPTY[self._name]), Tone.INFO)
        shown.setVisible(count > 0)
        for tool in self.of_a_line:
            tool.setVisible(tool in self.tools.get(self._name, ()) and count > 0)

    # Acts

    def _new_program(self) -> None:
        """A new programme; asked for in the list of organisations, the chosen one provides it."""
        partner = self.current() if self._name == "partners" else None
        form = ProgramForm(self.context, provided_by=partner)
        self._open(_("新建项目"), form, lambda _made: self.show_list("programs"))

    def _plan(self) -> None:
        program = self.current()
        if program is not None:
            form = PlanForm(self.context, program)
            self._open(program.name, form, lambda _made: self.show_list("upcoming"))

    def show_materials(self) -> None:
        """Opens the files of the chosen programme."""
        program = self.current()
        if program is not None:
            MaterialsDialog(self.context, self, program).open()

    def _waive(self) -> None:
        task = self.current()
        if task is not None:
            self._open(
                _("不再补课"),
                ReasonForm(
                    self.context,
                    task.task_id,
                    act=_("不再补课"),
                    work=lambda uow, reason: waive_make_up(uow, task.task_id, reason),
                ),
            )

    def _qualify(self) -> None:
        helper = self.current()
        if helper is not None:
            self._open(_("登记资格"), QualificationForm(self.context, helper))

    def show_training(self) -> None:
        """Opens what the hours of the chosen helper add up from."""
        helper = self.current()
        if helper is not None:
            TrainingDialog(self.context, self, helper).open()

    def _train(self) -> None:
        helper = self.current()
        if helper is not None:
            form = EntryForm(self.context, helper.learner, helper.learner_id, HourKind.TRAINING)
            self._open(_("登记培训时长"), form)

    def _take_in(self, title: str, form: Callable[[Context], Form]) -> None:
        self._open(title, form(self.context))

    def end_partner(self) -> None:
        """Asks for the last day of the chosen organisation."""
        partner = self.current()
        if partner is not None:
            self._open(_("结束合作"), PartnerEndForm(self.context, partner))

    def _invite_helpers(self) -> None:
        """Puts everybody who works or helps here on the next training session's roster."""
        today = self.context.desk.clock.today()

        def question(desk: Desk) -> tuple[SessionLine | None, list[Helper]]:
            office = desk.office.id
            with desk.read() as session:
                coming = sessions_page(session, office, today, "upcoming")
                waiting = sessions_page(session, office, today, "to_record")
                people = helpers(session, office, desk.law())
            found = [line for line in (*waiting, *coming) if line.for_staff]
            return (found[0] if found else None), people

        self.context.ask(self, question).then(lambda found: self._ask_helpers(*found)).start()

    def _ask_helpers(self, line: SessionLine | None, people: list[Helper]) -> None:
        if line is None:
            words = _("还没有安排业务培训。请先新建培训项目并安排日期。")
            self.context.say(Message(words, Tone.WARN))
            return
        who = [helper_invitee(each.learner, each.learner_id, each.name) for each in people]
        text = _("把 {count} 人加入 {day}“{name}”的名单？")
        confirm(
            self,
            title=_("加入培训名单"),
            text=text.format(count=len(who), day=full_day(line.on), name=line.name),
            act=_("加入名单"),
            then=lambda: (
                self.context.act(self, partial(invite, session_id=line.session_id, invitees=who))
                .then(lambda _count: self.context.go("session", line.session_id))
                .start()
            ),
        )

    def _open(self, title: str, form: Form, then: Callable[[Any], None] | None = None) -> None:
        done = _("已保存：{what}").format(what=title)

        def saved(result: Any) -> None:
            self.context.say(Message(done))
            if then is not None:
                then(result)

        open_form(self, title, form, saved)


def count_lists(desk: Desk) -> dict[str, int]:
    """The length of every list."""
    office, law = desk.office.id, desk.law()
    with desk.read() as session:
        counts = {name: count_sessions(session, office, law.as_of, name) for name in SESSION_LISTS}
        accounts = hour_accounts(session, office, law)
        counts |= {
            "accounts": len(accounts),
            "short": sum(each.will_be_short for each in accounts),
            "tasks": count_tasks(session, office),
            "goals": len(goal_lines(session, office, law.as_of)),
            "programs": len(programs(session, office)),
            "helpers": len(helpers(session, office, law)),
            "partners": len(partners(session, office)),
        }
    return counts


def count_waiting(desk: Desk) -> int:
    """The figure in the sidebar: sessions that are over and not recorded."""
    with desk.read() as session:
        return count_sessions(session, desk.office.id, desk.clock.today(), "to_record")
