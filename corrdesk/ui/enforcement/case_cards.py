"""The cards of a case, one for each step: what is recorded there and, at the end, the next act."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QLayout, QPushButton, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.documents.model import MANNER_LABELS, STATE_LABELS, DocumentState
from corrdesk.casework.documents.service import OPEN
from corrdesk.casework.enforcement.measures.model import KIND_LABELS, STAGE_LABELS, Stage
from corrdesk.casework.enforcement.measures.policy import PROPOSED
from corrdesk.casework.enforcement.model import (
    MEASURE_LABELS,
    NOTICE_FORMS,
    PROPOSAL_LABELS,
    SEVERITY_LABELS,
    Measure,
    ProposalState,
    Severity,
    ViolationState,
)
from corrdesk.casework.enforcement.service import preview_approval, preview_notice, submit
from corrdesk.casework.permissions import may
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.enforcement.case_forms import (
    AmendForm,
    DecisionForm,
    EvidenceForm,
    RevokeForm,
    ServiceForm,
    dismiss_form,
    send_back_form,
    void_form,
    withdraw_form,
)
from corrdesk.ui.enforcement.looks import PROPOSAL_LOOKS, STAGE_LOOKS
from corrdesk.ui.enforcement.measure_forms import StartForm
from corrdesk.ui.enforcement.proposal_form import ProposalForm, counted_facts
from corrdesk.ui.enforcement.violation_form import TAUGHT, taught_choice
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.why import Clause, Why, WhyDialog, clause_words
from corrdesk.ui.shell.widgets import Banner, FactGrid, button, card, clear, column, label, row
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.ui.enforcement.case import OpenedCase

FACTS, EVIDENCE, PROPOSAL, SUBMISSION, DECISION, NOTICE, SERVICE = range(7)


class CaseCards:
    """Builds the cards anew for every answer; `next_button` is where the case goes on."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context = context
        self._page = page
        self._paper = Paper(context, page, also=("violation",))
        self.layout = column(margin=2)
        self.next_button: QPushButton | None = None
        self.proposal_form: ProposalForm | None = None
        self.current_card: QWidget | None = None

    def has_focus(self) -> bool:
        """Whether the keyboard is at the next act, or nowhere."""
        focus = QApplication.focusWidget()
        return focus in {None, self._page} or self._page.isAncestorOf(focus)

    def show_case(self, opened: OpenedCase, stands_at: int) -> None:
        """Shows the steps that the case has reached."""
        clear(self.layout)
        self.next_button = self.proposal_form = self.current_card = None
        made = [self._facts(opened, stands_at), self._evidence(opened, stands_at)]
        if stands_at >= PROPOSAL or opened.proposal is not None:
            made.append(self._proposal(opened, stands_at))
        if opened.proposal is not None:
            made.append(self._decision(opened, stands_at))
        if opened.decision is not None and (stands_at == NOTICE or opened.notice is not None):
            made.append(self._notice(opened, stands_at))
        granted = opened.decision is not None and opened.decision.outcome == ProposalState.GRANTED
        if granted and Measure(opened.proposal.measure) in PROPOSED:
            made.append(self._organ(opened))
        for part in made:
            self.layout.addWidget(part)
        self.layout.addStretch(1)
        self.current_card = next((part for part in made if self._goes_on_in(part)), None)

    def _goes_on_in(self, part: QWidget) -> bool:
        """Whether the next act stands on a card."""
        return self.next_button is not None and part.isAncestorOf(self.next_button)

    # The steps

    def _facts(self, opened: OpenedCase, stands_at: int) -> QWidget:
        violation = opened.file.violation
        lacking = stands_at == PROPOSAL and opened.assessment is None
        weight = violation.severity
        grid = FactGrid(2)
        grid.show_facts(
            [
                (_("发现日期"), full_day(violation.found_on)),
                *_happened(violation),
                (_("情节"), _(SEVERITY_LABELS[Severity(weight)]) if weight else _("未定")),
                (_("教育情况"), _(dict(TAUGHT)[taught_choice(violation.taught)])),
                (_("本人陈述"), violation.statement),
            ]
        )
        parts: list[QWidget | QLayout | None] = [
            label(violation.facts, wrap=True, select=True),
            grid,
        ]
        dropped = opened.file.taken_back.get(violation.id)
        if dropped:
            parts.append(Banner(_("不作处理：{reason}").format(reason=dropped), Tone.PLAIN))
        if violation.state == ViolationState.RECORDED:
            amend = button(
                _("补充情节和陈述…"),
                self._opener(_("补充情节和陈述"), lambda: AmendForm(self._context, violation)),
                role="primary" if lacking else "",
            )
            if lacking:
                self.next_button = amend
            dismiss = button(
                _("不作处理…"),
                self._opener(_("不作处理"), lambda: dismiss_form(self._context, violation.id)),
                role="link",
            )
            parts.append(row(amend, None, dismiss))
        return card(*parts, title=_("1 违规事实"))  # fmt: skip

    def _evidence(self, opened: OpenedCase, stands_at: int) -> QWidget:
        violation = opened.file.violation
        parts: list[QWidget | QLayout | None] = []
        for piece in opened.file.evidence:
            parts.append(label(f"· {piece.title}", wrap=True))
            if piece.attachment_id:
                stored = label(file_words(piece), "muted", wrap=True, select=True)
                stored.setToolTip(_("文件校验值 SHA-256：{digest}").format(digest=piece.sha256))
                parts.append(stored)
        if not parts:
            parts.append(label(_("还没有证据。没有证据不能提出处理意见。"), "muted", wrap=True))
        proposed = opened.proposal
        supplied = proposed is not None and proposed.state in {
            ProposalState.DRAFT, ProposalState.RETURNED
        }  # fmt: skip
        if violation.state == ViolationState.RECORDED or supplied:
            default = "" if opened.file.evidence or not violation.duty_id else _("报到登记记录")
            add = button(
                _("添加证据…"),
                self._opener(
                    _("添加证据"), lambda: EvidenceForm(self._context, violation.id, default)
                ),
                role="primary" if stands_at == EVIDENCE else "",
            )
            parts.append(row(add))
            if stands_at == EVIDENCE:
                self.next_button = add
        return card(*parts, title=_("2 证据"))  # fmt: skip

    def _proposal(self, opened: OpenedCase, stands_at: int) -> QWidget:
        if stands_at == PROPOSAL:
            self.proposal_form = ProposalForm(self._context, opened)
            if opened.assessment is not None:
                self.next_button = self.proposal_form.save_button
            return card(*_withdrawn_lines(opened), self.proposal_form, title=_("3 处理意见"))
        proposal = opened.proposal
        if proposal is None:
            none = label(_("没有提出处理意见。"), "muted")
            return card(*_withdrawn_lines(opened), none, title=_("3 处理意见"))
        state = ProposalState(proposal.state)
        badge = Badge(_(PROPOSAL_LABELS[state]), *PROPOSAL_LOOKS[state])
        measure = label(_(MEASURE_LABELS[Measure(proposal.measure)]), "heading")
        why = button(_("为什么？"), lambda: self._show_why(proposal), role="link")
        parts: list[QWidget | QLayout | None] = [*_withdrawn_lines(opened)]
        parts.append(row(measure, badge, why))
        if proposal.opinion:
            parts.append(label(proposal.opinion, wrap=True, select=True))
        parts += [label(clause_words(each), "muted", wrap=True) for each in clauses_of(proposal)]
        parts += [label(check_words(each), wrap=True) for each in opened.file.checks
                  if each.proposal_id == proposal.id]  # fmt: skip
        if Measure(proposal.measure) in NOTICE_FORMS:
            form = partial(preview_approval, proposal_id=proposal.id)
            title = _("审批表")
            parts.append(row(button(_("打印审批表…"), lambda: self._paper.show_form(title, form))))
        if stands_at == SUBMISSION:
            send = self._hand_over(proposal)
            back = button(
                _("撤回处理意见…"),
                self._opener(_("撤回处理意见"), lambda: withdraw_form(self._context, proposal.id)),
                role="link",
            )
            parts.append(row(*send, None, back))
            self.next_button = next((each for each in send if each.isEnabled()), None)
        return card(*parts, title=_("3 处理意见　4 上报"))  # fmt: skip

    def _hand_over(self, proposal: Any) -> list[QPushButton]:
        """The head's check and the way to the county; an officer waits for the head's word."""
        send = button(_("上报县级机构…"), lambda: self._submit(proposal), role="primary")
        if proposal.state == ProposalState.CHECKED:
            return [send]
        if not may(self._context.desk.actor, "proposal.check"):
            send.setText(_("等待所长审核"))
            send.setEnabled(False)
            return [send]
        send.setText(_("审核并上报县级机构…"))
        back = button(
            _("审核退回…"),
            self._opener(_("审核退回"), lambda: send_back_form(self._context, proposal.id)),
        )
        return [send, back]

    def _decision(self, opened: OpenedCase, stands_at: int) -> QWidget:
        title = _("5 县级决定")
        decision = opened.decision
        if stands_at == DECISION and (decision is None or opened.proposal.state == "submitted"):
            words = _("等待县级社区矫正机构决定。收到纸质决定后在这里记录。")
            record = button(
                _("记录县级决定…"),
                self._opener(
                    _("县级决定"), lambda: DecisionForm(self._context, opened.proposal.id)
                ),
                role="primary",
            )
            self.next_button = record
            return card(label(words, wrap=True), row(record), title=title)  # fmt: skip
        if decision is None:
            return card(label(_("尚未上报。"), "muted"), title=title)
        outcome = ProposalState(decision.outcome)
        grid = FactGrid(2)
        grid.show_facts(
            [
                (_("决定日期"), full_day(decision.decided_on)),
                (_("文号"), decision.document),
                (_("决定机关"), decision.decided_by),
                (_("理由"), decision.reason),
            ]
        )
        badge = row(Badge(_(PROPOSAL_LABELS[outcome]), *PROPOSAL_LOOKS[outcome]))
        revoked = opened.file.taken_back.get(decision.id)
        if revoked is not None:
            gone = _("这一决定已被撤销，不再计入：{reason}").format(reason=revoked)
            return card(badge, Banner(gone, Tone.WARN), grid, title=title)
        parts: list[QWidget | QLayout | None] = [badge, grid]
        if outcome is ProposalState.GRANTED:
            revoke = button(
                _("记录撤销决定…"),
                self._opener(_("撤销决定"), lambda: RevokeForm(self._context, decision.id)),
                role="link",
            )
            parts.append(row(None, revoke))
        return card(*parts, title=title)

    def _organ(self, opened: OpenedCase) -> QWidget:
        """What goes to police or court: begun here, carried on its own page."""
        proposal, supervision = opened.proposal, opened.file.supervision
        kind = PROPOSED[Measure(proposal.measure)]
        parts: list[QWidget | QLayout | None] = []
        for each in opened.file.measures:
            stage = Stage(each.stage)
            go = button(_("打开办理…"), partial(self._context.go, "measure", each.id))
            parts.append(row(Badge(_(STAGE_LABELS[stage]), *STAGE_LOOKS[stage]), go))
        if all(each.stage == Stage.WITHDRAWN for each in opened.file.measures):
            words = _("县级机构已批准。建立提请后，在它的页面上核对材料、送出、抄送、记录结果。")
            begin = button(
                _("建立提请…"),
                lambda: open_form(
                    self._page,
                    _(KIND_LABELS[kind]),
                    StartForm(self._context, kind, supervision.id, proposal.id),
                    lambda made: self._context.go("measure", made),
                ),
                role="primary",
            )
            self.next_button = begin
            parts += [label(words, wrap=True), row(begin)]
        return card(*parts, title=_("6 提请办理机关"))

    def _notice(self, opened: OpenedCase, stands_at: int) -> QWidget:
        title = _("6 文书　7 送达")
        if stands_at == NOTICE:
            words = _("签发前先看最后的样子；确认后才编号，一个号只用一次。")
            issue = button(
                _("预览并签发…"), lambda: self._preview(opened.decision.id), role="primary"
            )
            self.next_button = issue
            told = label(words, "muted", wrap=True)
            return card(*_for_minors(opened), told, row(issue), title=title)
        notice = opened.notice
        state = DocumentState(notice.state)
        badge = Badge(_(STATE_LABELS[state]), *DOCUMENT_LOOKS[state])
        grid = FactGrid(2)
        grid.show_facts(
            [
                (_("签发日期"), full_day(notice.issued_on)),
                (_("验证码"), notice.check_code),
                (_("送达日期"), full_day(notice.served_on)),
                (_("送达方式"), _(MANNER_LABELS.get(notice.manner, notice.manner))),
            ]
        )
        look = button(_("查看、打印文书…"), lambda: self._paper.show_original(notice))
        receipt = button(_("打印送达回证…"), lambda: self._paper.show_receipt(notice))
        tools = [look, receipt]
        before: list[QWidget] = []
        if stands_at == SERVICE:
            before = _for_minors(opened)
            serve = button(
                _("登记送达…"),
                self._opener(_("登记送达"), lambda: ServiceForm(self._context, notice.id)),
                role="primary",
            )
            tools.append(serve)
            self.next_button = serve
        parts: list[QWidget | QLayout | None] = [
            *before,
            row(label(notice.serial, "heading", select=True), badge),
            grid,
            row(*tools),
        ]
        if state in OPEN:
            void = button(
                _("作废…"),
                self._opener(_("作废文书"), lambda: void_form(self._context, notice.id)),
                role="link",
            )
            parts.append(row(None, void))
        return card(*parts, title=title)  # fmt: skip

    # Acts

    def _preview(self, decision_id: str) -> None:
        self._paper.preview(
            lambda uow: preview_notice(uow, decision_id),
            lambda desk: desk.issue_notice(decision_id),
        )

    def _opener(self, title: str, make: Any) -> Any:
        """Opens a form in a window of its own; afterwards the strip says what was saved."""
        done = Message(_("已保存：{what}").format(what=title))

        def show() -> None:
            form: Form = make()
            open_form(self._page, title, form, lambda _result: self._context.say(done))

        return show

    def _submit(self, proposal: Any) -> None:
        measure = _(MEASURE_LABELS[Measure(proposal.measure)])
        context = self._context

        def send() -> None:
            context.act(self._page, lambda uow: submit(uow, proposal.id)).then(
                lambda _none: context.say(Message(_("已上报县级社区矫正机构，等待决定。")))
            ).start()

        confirm(
            self._page,
            title=_("上报县级机构"),
            text=_("上报“{measure}”的处理意见后，本所不能再修改。").format(measure=measure),
            act=_("上报这份处理意见"),
            then=send,
        )

    def _show_why(self, proposal: Any) -> None:
        WhyDialog(self._page.window(), why_of(proposal)).open()


def _for_minors(opened: OpenedCase) -> list[QWidget]:
    """What holds besides for who offended as a minor, while the sheet is not served."""
    if not opened.announced.value.guardian_told:
        return []
    words = _("适用未成年人的规定：宣布处理决定应当通知监护人到场，不公开进行。")
    cited = (
        clause_words(Clause(each.title, each.article, each.mark))
        for each in opened.announced.citations
    )
    return [Banner("\n".join((words, *cited)), Tone.WARN)]


def _withdrawn_lines(opened: OpenedCase) -> list[QWidget]:
    """The proposals that were taken back, each with its reason."""
    words = _("已撤回：{measure}（{day} 提出）　理由：{reason}")
    return [
        label(
            words.format(
                measure=_(MEASURE_LABELS[Measure(each.measure)]),
                day=full_day(each.made_on),
                reason=opened.file.taken_back.get(each.id, ""),
            ),
            wrap=True,
            select=True,
        )
        for each in opened.file.proposals
        if each.state == ProposalState.WITHDRAWN
    ]


def file_words(piece: Any) -> str:
    """The sealed file of a piece of evidence: name, size, who added it and when."""
    return _("　{name}，{size} 字节，{who} 于 {day} 存入").format(
        name=piece.file_name,
        size=piece.size,
        who=piece.added_by or "",
        day=full_day(piece.added_at.date()),
    )


def check_words(check: Any) -> str:
    """The head's word on a proposal."""
    word = _("所长审核通过") if check.passed else _("所长审核退回")
    return "　".join(filter(None, (word, full_day(check.on), check.note)))


def _happened(violation: Any) -> list[tuple[str, str]]:
    """The day of the breach, where it is known to be another than that of the discovery."""
    day = violation.happened_on
    return [] if day is None else [(_("发生日期"), full_day(day))]


def clauses_of(proposal: Any) -> tuple[Clause, ...]:
    """The clauses that were kept with a proposal."""
    return tuple(
        Clause(cited["title"], cited["article"], cited.get("mark", ""))
        for cited in proposal.citations
    )


def why_of(proposal: Any) -> Why:
    """Why a proposal was made, as it was kept that day."""
    return Why(
        question=_("处理意见的依据（{day}）").format(day=full_day(proposal.made_on)),
        answer=_(MEASURE_LABELS[Measure(proposal.measure)]),
        facts=counted_facts(proposal.counted),
        steps=tuple(proposal.compared),
        clauses=clauses_of(proposal),
        rule_version=proposal.rule_version,
    )
