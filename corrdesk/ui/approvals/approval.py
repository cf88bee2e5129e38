"""One approval: the request, the county's decision, the days permitted, and who is to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import (
    BODY_LABELS,
    OUTCOME_LABELS,
    ApprovalOutcome,
    ApprovalState,
)
from corrdesk.casework.approvals.papers import approval_form, issue_notice, preview_notice
from corrdesk.casework.approvals.queries import ApprovalFile, approval_file
from corrdesk.casework.approvals.service import withdraw_approval
from corrdesk.ui.approvals.forms import DecisionForm, ToldForm
from corrdesk.ui.approvals.looks import approval_state, kind_words
from corrdesk.ui.documents.listed import sheet_rows, valid_forms
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.forms import ReasonForm
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

APPROVAL_KINDS = frozenset({"approval", "approval_decision", "approval_told"})


class ApprovalPage(Page):
    """The page of one approval."""

    watches = APPROVAL_KINDS | {"document"}
    help_topic = "会客和特定场所"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._approval_id = ""
        self.opened: ApprovalFile | None = None
        self.next_button: QPushButton | None = None
        self._name, self._what, self.state = label("", "title"), label("", "muted"), Badge()
        file_button = button(_("打开档案  F4"), self._open_person, role="link")
        file_button.setShortcut("F4")
        self.paper = Paper(context, self)
        content = QWidget()
        self._cards = column(margin=2)
        content.setLayout(self._cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self.state, self._what, None, file_button))
        layout.addWidget(scrolled(content), 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with the id of an approval."""
        if argument:
            self._approval_id = str(argument)

    def refresh(self) -> None:
        approval_id = self._approval_id
        if approval_id:
            self.context.ask(
                self, lambda desk: open_approval(desk, approval_id), slot="approval"
            ).then(self._show).start()

    def first_focus(self) -> QWidget | None:
        return self.next_button

    # Showing

    def _show(self, file: ApprovalFile) -> None:
        self.opened = file
        today = self.context.desk.clock.today()
        self._name.setText(file.person.name)
        self.about = file.person.name
        self._what.setText(kind_words(file.approval))
        cell = approval_state(file.approval, today)
        self.state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        clear(self._cards)
        self.next_button = None
        parts = [self._request_card(file), self._decision_card(file)]
        if file.approval.tell and file.approval.state == ApprovalState.GRANTED:
            parts.append(self._told_card(file))
        parts.append(self._paper_card(file))
        for part in parts:
            self._cards.addWidget(part)
        self._cards.addStretch(1)
        self.content_changed()
        self.lead_to(self.next_button)

    def _request_card(self, file: ApprovalFile) -> QWidget:
        approval = file.approval
        facts = [
            (_("场所或者人员"), approval.subject),
            (_("申请的时间"), self._days(approval.asked_from, approval.asked_until)),
            (_("具体时段"), approval.times),
            (_("申请理由"), approval.reason),
            (_("申请日期"), full_day(approval.requested_on)),
            (_("证明材料"), "、".join(approval.proofs)),
        ]
        if approval.injunction:
            facts.insert(0, (_("禁止令内容"), approval.injunction))
        grid = FactGrid(2)
        grid.show_facts(facts)
        return card(grid, title=_("1 申请"))

    def _days(self, first: date, last: date) -> str:
        return span_words(first, last, self.context.desk.clock.today())

    def _decision_card(self, file: ApprovalFile) -> QWidget:
        parts: list[Any] = []
        approval, made = file.approval, file.decision
        if made is not None:
            granted = made.outcome == ApprovalOutcome.GRANTED
            look = (Shape.TICK, Tone.OK) if granted else (Shape.CROSS, Tone.BAD)
            facts = [
                (_("决定机关"), made.decided_by),
                (_("决定日期"), full_day(made.decided_on)),
                (_("文号"), made.document),
            ]
            facts.append(
                (_("应当遵守的要求"), made.requirements) if granted else (_("理由"), made.reason)
            )
            if granted:
                facts.append((_("准许的时间"), self._days(approval.from_on, approval.until_on)))
            grid = FactGrid(2)
            grid.show_facts(facts)
            parts += [row(Badge(_(OUTCOME_LABELS[ApprovalOutcome(made.outcome)]), *look)), grid]
        elif approval.state == ApprovalState.REQUESTED:
            late = approval.from_on < self.context.desk.clock.today()
            words = _("由县级社区矫正机构决定，应在 {day} 之前。")
            tone = Tone.BAD if late else Tone.INFO
            parts.append(Banner(words.format(day=full_day(approval.from_on)), tone))
            decide = self._opener(_("审批决定"), lambda: DecisionForm(self.context, file))
            self.next_button = button(_("记录决定…"), decide, role="primary")
            withdraw = button(_("撤回申请…"), self._withdraw, role="link")
            parts.append(row(self.next_button, None, withdraw))
        else:
            parts.append(label(_("申请已撤回，没有决定。"), "muted"))
        cited = [
            clause_words(Clause(each["title"], each["article"], each["mark"]))
            for each in approval.citations
        ]
        parts.append(label("　".join(dict.fromkeys(cited)), "muted", wrap=True))
        return card(*parts, title=_("2 县级决定"))

    def _told_card(self, file: ApprovalFile) -> QWidget:
        parts: list[Any] = []
        for told in file.told:
            told_facts = (_(BODY_LABELS[told.body]), told.name, full_day(told.on), told.document)
            words = "　".join(filter(None, told_facts))
            parts.append(row(Badge(_("已告知"), Shape.TICK, Tone.OK), label(words, wrap=True)))
        for body in file.to_tell:
            name = _(BODY_LABELS[body])
            tell = self._opener(_("告知{name}").format(name=name), self._teller(file, body))
            made = button(
                _("登记已告知…"),
                tell,
                role="" if self.next_button else "primary",
                name=_("登记已告知{name}").format(name=name),
            )
            self.next_button = self.next_button or made
            parts.append(row(Badge(_("待告知"), Shape.DIAMOND, Tone.WARN), label(name), made))
        return card(*parts, title=_("3 告知"))

    def _paper_card(self, file: ApprovalFile) -> QWidget:
        """The approval form to sign, and the numbered notice once the county has decided."""
        approval_id = file.approval.id
        parts: list[Any] = list(sheet_rows(self.paper, file.sheets))
        show = lambda: self.paper.show_form(  # noqa: E731
            _("审批表"), lambda uow: approval_form(uow, approval_id)
        )
        forms = [button(_("审批表…"), show)]
        if file.decision is not None and not valid_forms(file.sheets):
            forms.append(button(_("签发告知书…"), self._issue_notice))
        return card(*parts, row(*forms), title=_("文书"))

    # Acts

    def _issue_notice(self) -> None:
        approval_id = self._approval_id

        def issue(desk: Desk) -> str:
            return desk.issue(
                lambda uow, press, seal: issue_notice(uow, approval_id, press=press, seal=seal)
            )

        self.paper.preview(lambda uow: preview_notice(uow, approval_id), issue)

    def _opener(self, title: str, make: Callable[[], Form]) -> Callable[[], object]:
        done = Message(_("已保存：{what}").format(what=title))
        return lambda: open_form(self, title, make(), lambda _result: self.context.say(done))

    def _teller(self, file: ApprovalFile, body: str) -> Callable[[], Form]:
        return lambda: ToldForm(self.context, file, body)

    def _withdraw(self) -> None:
        approval_id, title = self._approval_id, _("撤回申请")
        work = lambda uow, reason: withdraw_approval(uow, approval_id, reason)  # noqa: E731
        self._opener(title, lambda: ReasonForm(self.context, approval_id, act=title, work=work))()

    def _open_person(self) -> None:
        if self.opened is not None:
            self.context.go("person", self.opened.person.id)


def open_approval(desk: Desk, approval_id: str) -> ApprovalFile:
    """An approval with its steps."""
    with desk.read() as session:
        file = approval_file(session, desk.office.id, approval_id)
    if file is None:
        raise UserError(_("没有找到这项审批。"))
    return file
