"""What a person has asked for: leave, travel, relocation, visits, places; and new requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalKind
from corrdesk.casework.approvals.queries import approvals_of
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.leave.model import REASON_LABELS, LeaveReason
from corrdesk.casework.leave.queries import leaves_of, permits_of
from corrdesk.casework.relocation.model import DIRECTION_LABELS
from corrdesk.casework.relocation.queries import relocations_of
from corrdesk.ui.approvals.approvals import open_approval_form
from corrdesk.ui.approvals.looks import approval_state, kind_words
from corrdesk.ui.leave.looks import leave_state, permit_state
from corrdesk.ui.paths import ApprovalOf, LeaveOf, RelocationOf
from corrdesk.ui.relocation.forms import MoveForm
from corrdesk.ui.relocation.looks import line_state
from corrdesk.ui.relocation.relocations import open_move_form
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.shell.words import full_day, span_words


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request: the page that opens it, its day, what it is about, and where it stands."""

    page: str
    id: str
    on: date
    what: str
    about: str
    state: Cell


class RequestsTab(QWidget):
    """The tab. Enter opens a request; the buttons ask for a new one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._person_id = self._supervision_id = self._name = ""
        model: PagedModel[RequestLine] = PagedModel(context, COLUMNS, key=lambda line: line.id)
        self.table: RecordTable[RequestLine] = RecordTable(model, name=_("申请和审批"))
        self.table.opened.connect(lambda line: context.go(line.page, line.id))
        model.loaded.connect(self._fit)
        self._nothing = Banner()
        self.buttons: list[QPushButton] = [
            button(_("外出…"), self._ask_leave),
            button(_("经常性活动…"), self._ask_travel),
            button(_("执行地变更…"), self._ask_move),
            button(_("会客…"), self._asker(ApprovalKind.CONTACT)),
            button(_("进入场所…"), self._asker(ApprovalKind.PLACE)),
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(4), 0, 0)
        layout.addWidget(self._nothing)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(*self.buttons))

    def show_person(self, person_id: str, name: str, order: Any) -> None:
        """Shows the requests of a person; only who is supervised may make new ones."""
        self._person_id, self._name = person_id, name
        self._supervision_id = order.id if order is not None else ""
        asks = order is not None and order.status == Status.SUPERVISED
        for made in self.buttons:
            made.setVisible(asks)
        self.table.records.show_source(request_source(person_id))

    def _fit(self, count: int) -> None:
        self._nothing.say("" if count else _("还没有申请。用下面的按钮登记。"), Tone.INFO)
        self.table.setVisible(count > 0)

    def _ask_leave(self) -> None:
        self._context.open_panel("leave_request", self._leave_of(recurring=False))

    def _ask_travel(self) -> None:
        self._context.open_panel("leave_request", self._leave_of(recurring=True))

    def _leave_of(self, *, recurring: bool) -> LeaveOf:
        return LeaveOf(self._person_id, self._supervision_id, self._name, recurring)

    def _ask_move(self) -> None:
        target = RelocationOf(self._person_id, self._supervision_id, self._name)
        form = MoveForm(self._context, target)
        open_move_form(self, self._context, form, _("执行地变更申请"))

    def _asker(self, kind: ApprovalKind) -> Callable[[], None]:
        def ask() -> None:
            target = ApprovalOf(self._person_id, self._supervision_id, self._name, kind)
            open_approval_form(self, self._context, target)

        return ask


COLUMNS: tuple[Column[RequestLine], ...] = (
    Column(N_("申请日期"), lambda line: Cell(full_day(line.on)), 140),
    Column(N_("状态"), lambda line: line.state, 140),
    Column(N_("事项"), lambda line: Cell(line.what), 190),
    Column(N_("内容"), lambda line: Cell(line.about, tip=line.about), 200, stretch=True, rank=2),
)


def request_source(person_id: str) -> ListSource[RequestLine]:
    """The requests of a person, the newest first."""

    def rows(desk: Desk) -> list[RequestLine]:
        return sorted(requests_of(desk, person_id), key=lambda line: line.on, reverse=True)

    return ListSource(
        lambda desk: len(rows(desk)), lambda desk, first, limit: rows(desk)[first : first + limit]
    )


def requests_of(desk: Desk, person_id: str) -> list[RequestLine]:
    """Everything that one person has asked for, from every capability that takes requests."""
    office, law, today = desk.office.id, desk.law(), desk.clock.today()
    with desk.read() as session:
        leaves = leaves_of(session, office, law, person_id)
        permits = permits_of(session, office, person_id)
        moves = relocations_of(session, office, law, person_id)
        approvals = approvals_of(session, office, person_id)
    lines = [
        RequestLine(
            "leave",
            leave.leave_id,
            leave.requested_on,
            _("延长外出") if leave.extends else _("外出"),
            f"{span_words(leave.depart, leave.return_on, today)}　{leave.destination}"
            f"　{_(REASON_LABELS[LeaveReason(leave.reason)])}",
            leave_state(leave.state, leave.depart, leave.days_overdue, today),
        )
        for leave in leaves
    ]
    lines += [
        RequestLine(
            "travel",
            permit.id,
            permit.requested_on,
            _("经常性跨市县活动"),
            "、".join(permit.places),
            permit_state(permit, today),
        )
        for permit in permits
    ]
    lines += [
        RequestLine(
            "relocation",
            move.relocation_id,
            move.began_on,
            _("执行地变更"),
            f"{_(DIRECTION_LABELS[move.direction])}　{move.other_county}",
            line_state(move),
        )
        for move in moves
    ]
    lines += [
        RequestLine(
            "approval",
            approval.id,
            approval.requested_on,
            kind_words(approval),
            approval.subject,
            approval_state(approval, today),
        )
        for approval in approvals
    ]
    return lines
