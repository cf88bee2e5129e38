"""One leave from the request to the return: what is recorded, and the next act as one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.spans import Span
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.grounds import once
from corrdesk.casework.documents.model import DocumentState
from corrdesk.casework.flows import cancel_leave_and_duties
from corrdesk.casework.leave.certificates import (
    approval_form,
    issue_certificate,
    preview_certificate,
    void_certificate,
)
from corrdesk.casework.leave.model import (
    APPROVER_LABELS,
    MANNER_LABELS,
    OUTCOME_LABELS,
    REASON_LABELS,
    Approver,
    LeaveOutcome,
    LeavePlan,
    LeaveReason,
    LeaveState,
    ReportManner,
)
from corrdesk.casework.leave.policy import ReturnFacts, leave_return
from corrdesk.casework.leave.queries import LeaveFile, leave_file
from corrdesk.casework.leave.service import withdraw_request
from corrdesk.casework.reporting.policy import DutyWindow
from corrdesk.casework.reporting.queries import windows_moved
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.arithmetic import Arithmetic, WorkedOut, work_out
from corrdesk.ui.leave.forms import (
    ExtensionForm,
    LeaveVerdictForm,
    ProofForm,
    ReasonForm,
    ReturnForm,
)
from corrdesk.ui.leave.looks import decision_clock, leave_state
from corrdesk.ui.paths import ViolationOf
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
from corrdesk.ui.shell.words import full_day, span_words

LEAVE_KINDS = frozenset(
    {"leave", "leave_proof", "leave_decision", "leave_return", "document", "delegation"}
)
LAID_OUT = 30  # milliseconds after which new cards have their place
Part = QWidget | QLayout | None


@dataclass(frozen=True, slots=True)
class OpenedLeave:
    """A leave as the page shows it, with what the rules say of the request that waits."""

    file: LeaveFile
    worked_out: WorkedOut | None
    days_overdue: int
    moved: tuple[DutyWindow, ...]


class LeavePage(Page):
    """The page of one leave."""

    watches = LEAVE_KINDS | {"duty", "attachment"}
    help_topic = "外出管理"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._leave_id = ""
        self.opened: OpenedLeave | None = None
        self.next_button: QPushButton | None = None
        self.paper = Paper(context, self)
        self._name, self._what, self.state = label("", "title"), label("", "muted"), Badge()
        file_button = button(_("打开档案  F4"), self._open_person, role="link")
        file_button.setShortcut("F4")
        content = QWidget()
        self._cards = column(margin=2)
        content.setLayout(self._cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self.state, self._what, None, file_button))
        self._area = scrolled(content)
        layout.addWidget(self._area, 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with the id of a leave or of an extension."""
        if argument:
            self._leave_id = str(argument)

    def refresh(self) -> None:
        leave_id = self._leave_id
        if leave_id:
            self.context.ask(self, lambda desk: open_leave(desk, leave_id), slot="leave").then(
                self._show
            ).start()

    def first_focus(self) -> QWidget | None:
        return self.next_button

    # Showing

    def _show(self, opened: OpenedLeave) -> None:
        self.opened = opened
        file, today = opened.file, self.context.desk.clock.today()
        self._name.setText(file.person.name)
        self.about = file.person.name
        self._what.setText(span_words(file.leave.depart, file.last_day, today))
        cell = leave_state(
            LeaveState(file.leave.state), file.leave.depart, opened.days_overdue, today
        )
        self.state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        clear(self._cards)
        self.next_button = None
        parts = [self._request_card(opened), self._decision_card(opened)]
        if file.leave.state in {LeaveState.APPROVED, LeaveState.ENDED}:
            parts += [self._certificate_card(opened), self._return_card(opened)]
        first = self.first_focus()
        if first is not None:
            # One act comes next; what else may be done, e.g. a certificate afterwards, stays plain.
            first.setProperty("role", "primary")
        for part in parts:
            self._cards.addWidget(part)
        self._cards.addStretch(1)
        self.content_changed()
        if first is not None:
            self.lead_to(first)
            QTimer.singleShot(LAID_OUT, self, self._bring_next)

    def _bring_next(self) -> None:
        """Scrolls to where the leave goes on, once the new cards have their place."""
        if self.next_button is not None:
            self._area.ensureWidgetVisible(self.next_button)

    def _request_card(self, opened: OpenedLeave) -> QWidget:
        file, leave = opened.file, opened.file.leave
        facts = [
            (_("事由"), f"{_(REASON_LABELS[LeaveReason(leave.reason)])}：{leave.reason_text}"),
            (_("目的地"), leave.destination),
            (_("出发"), full_day(leave.depart)),
            (_("返回"), full_day(leave.return_on)),
            (_("本次天数"), _("{days} 天").format(days=leave.days)),
            (_("规定期间内累计"), _("{days} 天（含本次）").format(days=leave.days_in_window)),
            (_("申请日期"), full_day(leave.requested_on)),
            (_("交通方式"), leave.transport),
            (_("外出期间联系人"), leave.contact),
        ]
        if leave.late_reason:
            facts.append((_("紧急理由"), leave.late_reason))
        facts.append((_("证明材料"), "、".join(row.title for row in reversed(file.proofs))))
        grid = FactGrid(2)
        grid.show_facts(facts)
        parts: list[Part] = [grid]
        waiting = file.waiting
        subject = waiting.id if waiting is not None else leave.id
        proof = self._opener(_("添加证明材料"), lambda: ProofForm(self.context, subject))
        form = button(_("审批表…"), self._show_approval(subject))
        parts.append(row(button(_("添加证明材料…"), proof), form))
        return card(*parts, title=_("1 申请"))

    def _decision_card(self, opened: OpenedLeave) -> QWidget:
        file = opened.file
        parts: list[Part] = []
        requests = [file.leave, *reversed(file.extensions)]
        for request in requests:
            made = file.decision_on(request.id)
            if made is not None:
                parts += self._decided(request, made)
        waiting = file.waiting
        if waiting is not None:
            parts += self._undecided(opened, waiting)
        if not parts:
            parts.append(label(_("申请已撤回，没有决定。"), "muted"))
        return card(*parts, title=_("2 决定"))

    def _decided(self, request: Any, made: Any) -> list[Part]:
        outcome = LeaveOutcome(made.outcome)
        granted = outcome is LeaveOutcome.GRANTED
        look = (Shape.TICK, Tone.OK) if granted else (Shape.CROSS, Tone.BAD)
        what = _("延长至 {day}").format(day=full_day(request.return_on))
        words = (
            f"{what}　{_(OUTCOME_LABELS[outcome])}"
            if request.extends
            else (_(OUTCOME_LABELS[outcome]))
        )
        facts = [
            (_("决定机关"), made.decided_by or _(APPROVER_LABELS[Approver(made.decider)])),
            (_("决定日期"), full_day(made.decided_on)),
        ]
        if made.document:
            facts.append((_("文号"), made.document))
        if not granted:
            facts += [(_("理由"), made.reason), (_("法律依据"), made.legal_reason)]
        grid = FactGrid(2)
        grid.show_facts(facts)
        cited = [
            clause_words(Clause(each["title"], each["article"], each["mark"]))
            for each in once(made.citations)
        ]
        basis = label("　".join(cited), "muted", wrap=True)
        return [row(Badge(words, *look)), grid, basis]

    def _undecided(self, opened: OpenedLeave, waiting: Any) -> list[Part]:
        parts: list[Part] = []
        if waiting.extends:
            words = _("申请延长至 {day}：{reason}")
            words = words.format(day=full_day(waiting.return_on), reason=waiting.reason_text)
            parts.append(label(words, wrap=True))
        found = opened.worked_out
        approver = None
        if found is not None:
            arithmetic = Arithmetic()
            arithmetic.show_answer(found)
            parts.append(arithmetic)
            approver = found.assessment.approver if found.assessment else None
        today = self.context.desk.clock.today()
        last = opened.file.last_day if waiting.extends else waiting.depart
        clock = decision_clock(last, today, extends=bool(waiting.extends))
        parts.append(Banner(*clock))
        own = approver is Approver.OFFICE
        decide = button(
            _("作出决定…") if own else _("记录决定…"),
            self._opener(_("外出决定"), lambda: LeaveVerdictForm(self.context, waiting, approver)),
        )
        withdraw = self._reason_opener(
            _("撤回申请"), waiting.id, lambda uow, reason: withdraw_request(uow, waiting.id, reason)
        )
        self.next_button = decide
        parts.append(row(decide, None, button(_("撤回申请…"), withdraw, role="link")))
        return parts

    def _certificate_card(self, opened: OpenedLeave) -> QWidget:
        file = opened.file
        parts: list[Part] = []
        valid = set()
        for sheet in reversed(file.certificates):
            void = sheet.state == DocumentState.VOID
            words = _("{serial}（已作废：{reason}）") if void else "{serial}"
            show = button(_("查看、打印…"), self._show_certificate(sheet))
            text = label(words.format(serial=sheet.serial, reason=sheet.void_reason), wrap=True)
            if void:
                parts.append(row(text, show))
                continue
            valid.add(sheet.subject_id)
            spoil = self._reason_opener(_("作废外出证明"), sheet.id, self._voiding(sheet.id))
            parts.append(row(text, show, None, button(_("作废…"), spoil, role="link")))
        granted = [file.leave, *file.extensions]
        for request in granted:
            running = request.state == LeaveState.APPROVED and request.id not in valid
            if running and file.leave.state == LeaveState.APPROVED:
                issue = button(_("签发外出证明…"), self._issuing(request.id))
                self.next_button = self.next_button or issue
                parts.append(row(issue))
                break
        return card(*parts, title=_("3 外出证明"))

    def _return_card(self, opened: OpenedLeave) -> QWidget:
        file = opened.file
        parts: list[Part] = []
        today = self.context.desk.clock.today()
        for window in opened.moved:
            words = _("{span} 的当面报到改为电话报告")
            span = span_words(window.period_start, window.period_end, today)
            parts.append(label("· " + words.format(span=span), "muted", wrap=True))
        if file.returned is not None:
            parts.append(self._returned(file.returned))
        elif file.waiting is None:
            parts += self._returning(opened)
        return card(*parts, title=_("4 外出期间和销假"))

    def _returning(self, opened: OpenedLeave) -> list[Part]:
        file = opened.file
        parts: list[Part] = []
        if opened.days_overdue:
            words = _("最迟应在 {day} 返回并销假，已逾期 {days} 天。请立即责令其返回。")
            words = words.format(day=full_day(file.last_day), days=opened.days_overdue)
            alarm = Banner(words, Tone.BAD)
            alarm.add(button(_("登记违规…"), self._violate))
            parts.append(alarm)
        back = button(
            _("登记销假…"),
            self._opener(_("销假"), lambda: ReturnForm(self.context, file)),
        )
        begun = file.leave.depart <= self.context.desk.clock.today()
        self.next_button = back if begun else self.next_button or back
        longer = self._opener(_("申请延长外出"), lambda: ExtensionForm(self.context, file))
        law = self.context.desk.law()
        cancel = self._reason_opener(
            _("取消外出"),
            file.leave.id,
            lambda uow, reason: cancel_leave_and_duties(uow, law, file.leave.id, reason),
        )
        never = button(_("没有成行…"), cancel, role="link")
        parts.append(row(back, button(_("申请延长…"), longer), None, never))
        return parts

    def _returned(self, returned: Any) -> QWidget:
        late = _("逾期 {days} 天").format(days=returned.days_overdue)
        grid = FactGrid(2)
        grid.show_facts(
            [
                (_("实际返回"), full_day(returned.returned_on)),
                (_("销假日期"), full_day(returned.reported_on)),
                (_("销假方式"), _(MANNER_LABELS[ReportManner(returned.manner)])),
                (_("是否逾期"), late if returned.days_overdue else _("未逾期")),
                (_("情况"), returned.note),
            ]
        )
        return grid

    # Acts

    def _opener(self, title: str, make: Callable[[], Form]) -> Callable[[], object]:
        done = _("已保存：{what}").format(what=title)
        say = self.context.say
        return lambda: open_form(self, title, make(), lambda _result: say(Message(done)))

    def _reason_opener(
        self, title: str, subject: str, work: Callable[[Any, str], None]
    ) -> Callable[[], object]:
        return self._opener(title, lambda: ReasonForm(self.context, subject, act=title, work=work))

    def _show_certificate(self, sheet: Any) -> Callable[[], None]:
        return lambda: self.paper.show_original(sheet)

    def _show_approval(self, leave_id: str) -> Callable[[], None]:
        return lambda: self.paper.show_form(
            _("外出审批表"), lambda uow: approval_form(uow, leave_id)
        )

    def _issuing(self, leave_id: str) -> Callable[[], None]:
        return lambda: self.paper.preview(
            lambda uow: preview_certificate(uow, leave_id),
            lambda desk: desk.issue(
                lambda uow, press, seal: issue_certificate(uow, leave_id, press=press, seal=seal)
            ),
        )

    def _voiding(self, sheet_id: str) -> Callable[[Any, str], None]:
        return lambda uow, reason: void_certificate(uow, sheet_id, reason)

    def _violate(self) -> None:
        """Somebody who is not back may have broken the rules of leave."""
        if self.opened is not None:
            leave = self.opened.file.leave
            target = ViolationOf(leave.person_id, leave.supervision_id)
            self.context.open_panel("violation", target)

    def _open_person(self) -> None:
        if self.opened is not None:
            self.context.go("person", self.opened.file.person.id)


def open_leave(desk: Desk, leave_id: str) -> OpenedLeave:
    """A leave with what the rules say of it today."""
    law = desk.law()
    with desk.read() as session:
        file = leave_file(session, desk.office.id, leave_id)
        if file is None:
            raise UserError(_("没有找到这次外出。"))
        leave = file.leave
        span = Span.inclusive(leave.depart, file.last_day)
        moved = windows_moved(session, desk.office.id, law, leave.supervision_id, span)
    waiting = file.waiting
    worked_out = None
    if waiting is not None:
        plan = LeavePlan(waiting.depart, waiting.return_on, waiting.requested_on, waiting.abroad)
        worked_out = work_out(desk, leave.supervision_id, plan, waiting.extends)
    running = leave.state == LeaveState.APPROVED
    late = leave_return(ReturnFacts(file.last_day), law).value.days_overdue if running else 0
    return OpenedLeave(file, worked_out, late, moved)
