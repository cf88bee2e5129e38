"""One permit for recurring travel: the request, the decision, its trips, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.grounds import once
from corrdesk.casework.leave.certificates import permit_form
from corrdesk.casework.leave.model import OUTCOME_LABELS, TRIP_LABELS, LeaveOutcome, LeaveState
from corrdesk.casework.leave.policy import (
    PermitEndFacts,
    PermitReminder,
    recurring_travel_reminder,
)
from corrdesk.casework.leave.queries import PermitFile, Trip, permit_file
from corrdesk.casework.leave.travel import end_permit
from corrdesk.rules.decision import Decision
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.forms import PermitVerdictForm, ProofForm, ReasonForm
from corrdesk.ui.leave.looks import permit_state
from corrdesk.ui.leave.permit_forms import BackForm, TripForm
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import Clause, clause_words
from corrdesk.ui.shell.widgets import (
    Banner,
    FactGrid,
    button,
    card,
    clear,
    column,
    label,
    row,
    scrolled,
)
from corrdesk.ui.shell.words import distance, full_day, span_words

PERMIT_KINDS = frozenset({"travel_permit", "travel_decision", "travel_trip", "leave_proof"})


@dataclass(frozen=True, slots=True)
class OpenedPermit:
    """A permit as the page shows it, with what the rules say of its end."""

    file: PermitFile
    reminder: Decision[PermitReminder] | None


class PermitPage(Page):
    """The page of one permit."""

    watches = PERMIT_KINDS
    help_topic = "外出管理"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._permit_id = ""
        self.opened: OpenedPermit | None = None
        self.next_button: QPushButton | None = None
        self.paper = Paper(context, self)
        self._name, self.state = label("", "title"), Badge()
        file_button = button(_("打开档案  F4"), self._open_person, role="link")
        file_button.setShortcut("F4")
        content = QWidget()
        self._cards = column(margin=2)
        content.setLayout(self._cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self.state, None, file_button))
        layout.addWidget(scrolled(content), 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with the id of a permit."""
        if argument:
            self._permit_id = str(argument)

    def refresh(self) -> None:
        permit_id = self._permit_id
        if permit_id:
            self.context.ask(self, lambda desk: open_permit(desk, permit_id), slot="permit").then(
                self._show
            ).start()

    def first_focus(self) -> QWidget | None:
        return self.next_button

    # Showing

    def _show(self, opened: OpenedPermit) -> None:
        self.opened = opened
        file = opened.file
        self._name.setText(file.person.name)
        self.about = file.person.name
        cell = permit_state(file.permit, self.context.desk.clock.today())
        self.state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        clear(self._cards)
        self.next_button = None
        parts = [self._request_card(file), self._decision_card(opened)]
        if file.permit.valid_from is not None:
            parts.append(self._trips_card(file))
        for part in parts:
            self._cards.addWidget(part)
        self._cards.addStretch(1)
        self.content_changed()
        self.lead_to(self.next_button)

    def _request_card(self, file: PermitFile) -> QWidget:
        permit = file.permit
        grid = FactGrid(2)
        grid.show_facts(
            [
                (_("申请理由"), permit.reason),
                (_("前往的市、县及地点"), "、".join(permit.places)),
                (_("活动时间"), permit.times),
                (_("活动频次"), permit.frequency),
                (_("外出前后的报告方式"), permit.reporting),
                (_("申请日期"), full_day(permit.requested_on)),
                (_("证明材料"), "、".join(proof.title for proof in file.proofs)),
            ]
        )
        permit_id = permit.id
        proof = self._opener(_("添加证明材料"), lambda: ProofForm(self.context, permit_id))
        form = button(_("审批表…"), lambda: self._show_form(permit_id))
        return card(grid, row(button(_("添加证明材料…"), proof), form), title=_("1 申请"))

    def _decision_card(self, opened: OpenedPermit) -> QWidget:
        file, parts = opened.file, list[Any]()
        permit_id = file.permit.id
        for made in file.decisions:
            granted = made.outcome == LeaveOutcome.GRANTED
            look = (Shape.TICK, Tone.OK) if granted else (Shape.CROSS, Tone.BAD)
            grid = FactGrid(2)
            facts = [
                (_("决定机关"), made.decided_by),
                (_("决定日期"), full_day(made.decided_on)),
                (_("文号"), made.document),
            ]
            if not granted:
                facts += [(_("理由"), made.reason), (_("法律依据"), made.legal_reason)]
            grid.show_facts(facts)
            cited = [
                clause_words(Clause(each["title"], each["article"], each["mark"]))
                for each in once(made.citations)
            ]
            basis = label("　".join(cited), "muted", wrap=True)
            parts += [row(Badge(_(OUTCOME_LABELS[LeaveOutcome(made.outcome)]), *look)), grid, basis]
        if file.permit.state == LeaveState.REQUESTED:
            parts.append(Banner(_("由县级社区矫正机构批准。"), Tone.INFO))
            decide = self._opener(
                _("经常性活动的决定"), lambda: PermitVerdictForm(self.context, permit_id)
            )
            self.next_button = button(_("记录决定…"), decide, role="primary")
            parts.append(
                row(self.next_button, None, button(_("撤回申请…"), self._end, role="link"))
            )
        if file.permit.valid_to is not None:
            parts.append(self._end_banner(opened))
        return card(*parts, title=_("2 决定和有效期"))

    def _end_banner(self, opened: OpenedPermit) -> Banner:
        permit, reminder = opened.file.permit, opened.reminder
        today = self.context.desk.clock.today()
        words = _("有效期 {span}").format(
            span=span_words(permit.valid_from, permit.valid_to, today)
        )
        banner = Banner(words, Tone.OK)
        if permit.state != LeaveState.APPROVED or reminder is None:
            banner.say(words, Tone.PLAIN)
        elif reminder.value.expired:
            banner.say(_("{words}，已到期。继续活动须重新申请。").format(words=words), Tone.BAD)
        elif reminder.value.due_now:
            left = distance(permit.valid_to, today)
            text = _("{words}，{left}。需要继续的，请尽早重新申请。")
            banner.say(text.format(words=words, left=left), Tone.WARN)
        if permit.state == LeaveState.APPROVED:
            banner.add(button(_("重新申请…"), self._ask_again))
        return banner

    def _trips_card(self, file: PermitFile) -> QWidget:
        parts: list[Any] = []
        today = self.context.desk.clock.today()
        away = file.away
        valid = file.permit.state == LeaveState.APPROVED and file.permit.valid_to >= today
        if away is not None:
            back = self._opener(_("登记返回"), self._returning(away))
            self.next_button = button(_("登记返回…"), back, role="primary")
            late = Tone.BAD if today > file.permit.valid_to else Tone.INFO
            words = _("{day} 起在 {place}，尚未报告返回。")
            banner = Banner(words.format(day=full_day(away.depart), place=away.place), late)
            banner.add(self.next_button)
            parts.append(banner)
        elif valid:
            go = self._opener(_("登记外出"), lambda: TripForm(self.context, file))
            self.next_button = button(_("登记一次外出…"), go, role="primary")
            parts.append(row(self.next_button))
        parts += [label(self._trip_words(trip), wrap=True, select=True) for trip in file.trips]
        if not file.trips:
            parts.append(label(_("还没有登记外出。"), "muted"))
        if valid:
            parts.append(row(None, button(_("终止批准…"), self._end, role="link")))
        count = len(file.trips)
        return card(*parts, title=_("3 外出报告（{count} 次）").format(count=count))

    def _trip_words(self, trip: Trip) -> str:
        today = self.context.desk.clock.today()
        days = span_words(trip.depart, trip.back_on or trip.depart, today)
        state = "" if trip.back_on else _("未返回")
        told = _("{day} {how}报告").format(
            day=full_day(trip.reported_on), how=_(TRIP_LABELS[trip.manner])
        )
        return "　".join(filter(None, (f"· {days}", trip.place, state, told, trip.note)))

    # Acts

    def _opener(self, title: str, make: Callable[[], Form]) -> Callable[[], object]:
        done = Message(_("已保存：{what}").format(what=title))
        return lambda: open_form(self, title, make(), lambda _result: self.context.say(done))

    def _returning(self, trip: Trip) -> Callable[[], Form]:
        return lambda: BackForm(self.context, trip)

    def _end(self) -> None:
        permit_id, title = self._permit_id, _("终止经常性活动")
        work = lambda uow, reason: end_permit(uow, permit_id, reason)  # noqa: E731
        self._opener(title, lambda: ReasonForm(self.context, permit_id, act=title, work=work))()

    def _show_form(self, permit_id: str) -> None:
        title = _("经常性跨市县活动审批表")
        self.paper.show_form(title, lambda uow: permit_form(uow, permit_id))

    def _ask_again(self) -> None:
        if self.opened is not None:
            person = self.opened.file.person
            supervision = self.opened.file.permit.supervision_id
            target = LeaveOf(person.id, supervision, person.name, recurring=True)
            self.context.open_panel("leave_request", target)

    def _open_person(self) -> None:
        if self.opened is not None:
            self.context.go("person", self.opened.file.person.id)


def open_permit(desk: Desk, permit_id: str) -> OpenedPermit:
    """A permit with what the rules say of its end today."""
    with desk.read() as session:
        file = permit_file(session, desk.office.id, permit_id)
    if file is None:
        raise UserError(_("没有找到这项经常性活动。"))
    end = file.permit.valid_to
    reminder = recurring_travel_reminder(PermitEndFacts(end), desk.law()) if end else None
    return OpenedPermit(file, reminder)
