"""外出管理: who asks, who is about to leave, who is away, who is overdue; recurring travel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.delegations import Task, delegation_on
from corrdesk.casework.leave.certificates import permit_form
from corrdesk.casework.leave.model import (
    APPROVER_LABELS,
    REASON_LABELS,
    Approver,
    LeaveReason,
    LeaveState,
)
from corrdesk.casework.leave.queries import (
    LEAVE_LISTS,
    PERMIT_LISTS,
    LeaveLine,
    count_leaves,
    count_permits,
    leaves_page,
    permits_page,
)
from corrdesk.casework.leave.travel import end_permit
from corrdesk.casework.permissions import may
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.forms import DelegationForm, PermitVerdictForm, ReasonForm
from corrdesk.ui.leave.leave import LEAVE_KINDS
from corrdesk.ui.leave.looks import leave_state, permit_state
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.shell.words import distance, full_day, span_words

LISTS = (*LEAVE_LISTS, *PERMIT_LISTS)
RUNNING = frozenset({"permit_requested", "permit_valid", "permit_expiring"})
TITLES = {
    "requested": N_("待决定"),
    "upcoming": N_("待出发"),
    "away": N_("外出中"),
    "overdue": N_("逾期未归"),
    "ended": N_("已结束"),
    "permit_requested": N_("经常性·待决定"),
    "permit_valid": N_("经常性·有效"),
    "permit_expiring": N_("经常性·即将到期"),
    "permit_past": N_("经常性·已结束"),
}
EMPTY = {
    "requested": N_("没有待决定的外出申请。"),
    "upcoming": N_("没有已批准、还没有出发的人。"),
    "away": N_("现在没有人外出。"),
    "overdue": N_("没有逾期未归的人。"),
    "ended": N_("还没有已结束的外出。"),
    "permit_requested": N_("没有待决定的经常性跨市县活动申请。"),
    "permit_valid": N_("没有有效的经常性跨市县活动批准。"),
    "permit_expiring": N_("没有即将到期的经常性跨市县活动批准。"),
    "permit_past": N_("还没有已结束的经常性跨市县活动。"),
}


class LeavesPage(Page):
    """The lists of leave and of recurring travel. Enter opens a leave."""

    watches = LEAVE_KINDS | {"travel_permit", "travel_decision", "travel_trip"}
    help_topic = "外出管理"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = LISTS[0]
        self._standing: Any = None
        today = context.desk.clock.today()
        self.paper = Paper(context, self)
        self.model: PagedModel[LeaveLine] = PagedModel(
            context, leave_columns(today), key=lambda line: line.leave_id
        )
        self.table: RecordTable[LeaveLine] = RecordTable(self.model, name=_("外出名单"))
        self.permits: PagedModel[Any] = PagedModel(
            context, permit_columns(today), key=lambda permit: str(permit.id)
        )
        self.permit_table: RecordTable[Any] = RecordTable(self.permits, name=_("经常性活动名单"))
        self.table.opened.connect(lambda line: context.go("leave", line.leave_id))
        self.permit_table.opened.connect(self._open_permit)
        for model in (self.model, self.permits):
            model.loaded.connect(self._tell_empty)
        self._empty = Banner()
        self.delegation = label("", "muted", wrap=True)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for name in LISTS:
            made = button(_(TITLES[name]), role="tab")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, name=name: self.show_list(name))
            self._group.addButton(made)
            self.buttons[name] = made
        self.buttons[self._shown].setChecked(True)
        self._build()

    def _build(self) -> None:
        ask = button(_("登记外出申请…  F3"), self._ask_leave, role="primary")
        ask.setShortcut("F3")
        recurring = button(_("登记经常性活动申请…"), self._ask_permit)
        self._delegate = button(_("委托…"), self._open_delegation)
        show_if(may(self.context.desk.actor, "office.delegation"), self._delegate)
        self._decide = button(_("记录决定…"), self._decide_permit)
        self._form = button(_("审批表…"), self._print_permit)
        self._end = button(_("终止…"), self._end_permit, role="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(row(*(self.buttons[name] for name in LEAVE_LISTS)))
        layout.addLayout(row(*(self.buttons[name] for name in PERMIT_LISTS)))
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.permit_table, 1)
        layout.addStretch(0)
        layout.addLayout(row(ask, recurring, self._decide, self._form, None, self._end))
        foot = row(self._delegate, stretch=None)
        foot.insertWidget(0, self.delegation, 1)
        layout.addLayout(foot)

    def refresh(self) -> None:
        office, name = self.context.desk.office.id, self._shown
        permit = name in PERMIT_LISTS
        self.table.setVisible(not permit)
        self.permit_table.setVisible(permit)
        if permit:
            self.permits.show_source(permit_source(office, name))
        else:
            self.model.show_source(leave_source(office, name))
        self.context.ask(self, count_lists, slot="leave-counts").then(self._show_counts).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        if argument in LISTS:
            self._shown = str(argument)
            self.buttons[self._shown].setChecked(True)

    def list_focus(self) -> QWidget:
        return self.permit_table if self._shown in PERMIT_LISTS else self.table

    def show_list(self, name: str) -> None:
        """Shows a list."""
        self._shown = name
        self.buttons[name].setChecked(True)
        self.refresh()

    @property
    def _today(self) -> date:
        return self.context.desk.clock.today()

    def _show_counts(self, found: tuple[dict[str, int], Any]) -> None:
        counts, self._standing = found
        for name, made in self.buttons.items():
            made.setText(f"{_(TITLES[name])} {counts[name]}")
        if self._standing is None:
            words = _("县级机构没有委托本所批准外出：所有外出都由县级以上机构决定。")
        else:
            words = _("县级机构已委托本所批准短期外出（{document}）。")
            words = words.format(document=self._standing.document)
        self.delegation.setText(words)

    def _tell_empty(self, count: int) -> None:
        self._empty.say("" if count else _(EMPTY[self._shown]), Tone.OK)
        permit = self._shown in PERMIT_LISTS
        self.table.setVisible(count > 0 and not permit)
        self.permit_table.setVisible(count > 0 and permit)
        self._decide.setVisible(count > 0 and self._shown == "permit_requested")
        self._form.setVisible(count > 0 and permit)
        self._end.setVisible(count > 0 and self._shown in RUNNING)

    # Acts

    def _ask_leave(self) -> None:
        self.context.open_panel("leave_request", LeaveOf())

    def _ask_permit(self) -> None:
        self.context.open_panel("leave_request", LeaveOf(recurring=True))

    def _open_delegation(self) -> None:
        form = DelegationForm(self.context, self._standing)
        self._open(_("委托本所批准外出"), form)

    def _open_permit(self, permit: Any) -> None:
        self.context.go("travel", permit.id)

    def _decide_permit(self) -> None:
        permit = self.permit_table.current_record()
        if permit is not None:
            self._open(_("经常性活动的决定"), PermitVerdictForm(self.context, permit.id))

    def _print_permit(self) -> None:
        permit = self.permit_table.current_record()
        if permit is not None:
            self._show_permit(permit.id)

    def _show_permit(self, permit_id: str) -> None:
        title = _("经常性跨市县活动审批表")
        self.paper.show_form(title, lambda uow: permit_form(uow, permit_id))

    def _end_permit(self) -> None:
        permit = self.permit_table.current_record()
        if permit is not None:
            title = _("终止经常性活动")
            permit_id = permit.id
            form = ReasonForm(
                self.context,
                permit_id,
                act=title,
                work=lambda uow, reason: end_permit(uow, permit_id, reason),
            )
            self._open(title, form)

    def _open(self, title: str, form: Any) -> None:
        done = _("已保存：{what}").format(what=title)
        open_form(self, title, form, lambda _result: self.context.say(Message(done)))


def count_lists(desk: Desk) -> tuple[dict[str, int], Any]:
    """The length of every list, and the delegation that holds today."""
    office, law = desk.office.id, desk.law()
    with desk.read() as session:
        counts = {name: count_leaves(session, office, law, name) for name in LEAVE_LISTS}
        counts |= {name: count_permits(session, office, law, name) for name in PERMIT_LISTS}
        return counts, delegation_on(session, office, Task.LEAVE, law.as_of)


def count_overdue(desk: Desk) -> int:
    """The figure in the sidebar and on the desk of the day: who is not back."""
    with desk.read() as session:
        return count_leaves(session, desk.office.id, desk.law(), "overdue")


def leave_source(office: str, name: str) -> ListSource[LeaveLine]:
    """The rows of a list of leaves."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_leaves(session, office, desk.law(), name)

    def page(desk: Desk, offset: int, limit: int) -> list[LeaveLine]:
        with desk.read() as session:
            return leaves_page(session, office, desk.law(), name, offset=offset, limit=limit)

    return ListSource(count, page)


def permit_source(office: str, name: str) -> ListSource[Any]:
    """The rows of a list of permits."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_permits(session, office, desk.law(), name)

    def page(desk: Desk, offset: int, limit: int) -> Sequence[Any]:
        with desk.read() as session:
            return permits_page(session, office, desk.law(), name, offset=offset, limit=limit)

    return ListSource(count, page)


def leave_columns(today: date) -> tuple[Column[LeaveLine], ...]:
    """The columns of a list of leaves."""
    return (
        Column(N_("姓名"), lambda line: Cell(line.name), 96),
        Column(N_("状态"), lambda line: _state(line, today), 140),
        Column(N_("外出时间"), lambda line: Cell(_span(line, today)), 190),
        Column(N_("时限"), lambda line: Cell(_left(line, today)), 112),
        Column(N_("天数"), lambda line: Cell(str(line.days)), 60, rank=4),
        Column(N_("目的地"), lambda line: Cell(line.destination, tip=line.destination), 120,
               stretch=True, rank=2),
        Column(N_("事由"), lambda line: Cell(_(REASON_LABELS[LeaveReason(line.reason)])), 130,
               rank=5),
        Column(N_("由谁决定"), lambda line: Cell(_(APPROVER_LABELS[Approver(line.approver)])), 160,
               rank=3),
    )  # fmt: skip


def permit_columns(today: date) -> tuple[Column[Any], ...]:
    """The columns of a list of permits."""
    return (
        Column(N_("姓名"), lambda permit: Cell(permit.name), 96),
        Column(N_("状态"), lambda permit: permit_state(permit, today), 120),
        Column(N_("有效期至"), lambda permit: Cell(full_day(permit.valid_to)), 140),
        Column(N_("频次"), lambda permit: Cell(permit.frequency), 120, rank=2),
        Column(N_("地点"), lambda permit: Cell("、".join(permit.places)), 160, stretch=True,
               rank=3),
        Column(N_("申请日期"), lambda permit: Cell(full_day(permit.requested_on)), 140, rank=4),
    )  # fmt: skip


def _state(line: LeaveLine, today: date) -> Cell:
    return leave_state(line.state, line.depart, line.days_overdue, today)


def _span(line: LeaveLine, today: date) -> str:
    words = span_words(line.depart, line.return_on, today)
    return _("延长：{span}").format(span=words) if line.extends else words


def _left(line: LeaveLine, today: date) -> str:
    if line.state is LeaveState.REQUESTED:
        days = (line.depart - today).days
        if line.extends:
            return ""
        if days == 0:
            return _("今天出发")
        if days < 0:
            return _("出发日已过 {days} 天").format(days=-days)
        return _("{days} 天后出发").format(days=days)
    if line.state is LeaveState.APPROVED:
        return distance(line.depart if line.depart > today else line.return_on, today)
    return ""
