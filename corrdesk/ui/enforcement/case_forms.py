"""The small forms of a case: evidence, what was learned since, the county's decision, service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from corrdesk.base.i18n import N_, _
from corrdesk.casework.documents.model import MANNER_LABELS, Manner
from corrdesk.casework.enforcement.model import CountyDecision, DecisionOutcome, Severity
from corrdesk.casework.enforcement.service import (
    add_evidence,
    amend_violation,
    check_proposal,
    dismiss_violation,
    record_decision,
    revoke_decision,
    serve_notice,
    void_notice,
    withdraw_proposal,
)
from corrdesk.ui.caseload.file_field import FileField
from corrdesk.ui.enforcement.violation_form import (
    TAUGHT,
    severity_options,
    taught_choice,
    taught_in_vain,
)
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

OUTCOMES = (
    (DecisionOutcome.GRANTED, N_("批准")),
    (DecisionOutcome.REFUSED, N_("不批准")),
    (DecisionOutcome.RETURNED, N_("退回补充")),
)


class EvidenceForm(Form):
    """A piece of evidence, with a file that is sealed into the vault where there is one."""

    def __init__(self, context: Context, violation_id: str, default_title: str = "") -> None:
        super().__init__(context, act=_("添加证据  Enter"))
        self._violation_id = self.record_id = violation_id
        self.title = QLineEdit(default_title)
        self.add("title", _("证据名称"), self.title, hint=_("例如：报到登记记录、电话核实笔录"))
        self.file = FileField()
        self.file.attached.connect(self._name_after)
        self.add_widget(self.file)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        title, file, violation_id = self.title.text(), self.file, self._violation_id
        seal = self.context.desk.seal

        def act(uow: UnitOfWork) -> str:
            attachment = file.seal_into(uow, violation_id, seal)
            return add_evidence(uow, violation_id, title, attachment_id=attachment)

        return act

    def _name_after(self, stem: str) -> None:
        if not self.title.text().strip():
            self.title.setText(stem)


class AmendForm(Form):
    """How heavy the breach is, what the person said, whether it was taught."""

    def __init__(self, context: Context, violation: Any) -> None:
        super().__init__(context, act=_("保存  Ctrl+Enter"))
        self._id = self.record_id = violation.id
        self.severity = _known(severity_options(), violation.severity or "", _("情节"))
        said = [(value, _(words)) for value, words in TAUGHT]
        self.taught = _known(said, taught_choice(violation.taught), _("教育情况"))
        self.statement = TextArea(lines=3)
        self.statement.setPlainText(violation.statement)
        self.add("severity", _("情节"), self.severity)
        self.add("taught", _("教育情况"), self.taught)
        if violation.duty_id is None and violation.since is None:  # else the records know the day
            day = DateEdit(violation.happened_on, empty=True, lean="past")
            self.add("happened_on", _("发生日期（与发现日期相同的不用填）"), day)
        self.add("statement", _("本人陈述"), self.statement)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        violation_id, statement = self._id, self.statement.text()
        happened = self.optional_day("happened_on") if "happened_on" in self.fields else None
        severity = self.severity.currentData()
        weight = Severity(severity) if severity else None
        taught = taught_in_vain(self.taught.currentData())
        return lambda uow: amend_violation(
            uow,
            violation_id,
            severity=weight,
            statement=statement,
            taught=taught,
            happened_on=happened,
        )


def _known(options: Sequence[tuple[str, str]], value: str, name: str) -> QComboBox:
    """A choice that begins with what is known; what is known cannot become unknown again."""
    made = combo([each for each in options if each[0] or not value], name=name)
    made.setCurrentIndex(max(made.findData(value), 0))
    return made


class ReasonForm(Form):
    """One reason, for an act that needs nothing else: no measure, or a void notice."""

    def __init__(
        self,
        context: Context,
        record_id: str = "",
        *,
        act: str,
        work: Callable[[UnitOfWork, str], object],
    ) -> None:
        super().__init__(context, act=act)
        self.record_id = record_id
        self._work = work
        self.reason = TextArea(lines=3)
        self.add("reason", _("理由"), self.reason)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        work, reason = self._work, self.reason.text()
        return lambda uow: work(uow, reason)


def dismiss_form(context: Context, violation_id: str) -> ReasonForm:
    """Closes a violation without a measure."""
    return ReasonForm(
        context,
        violation_id,
        act=_("不作处理并结案"),
        work=lambda uow, reason: dismiss_violation(uow, violation_id, reason),
    )


def withdraw_form(context: Context, proposal_id: str) -> ReasonForm:
    """Takes a proposal back that is not before the county."""
    return ReasonForm(
        context,
        proposal_id,
        act=_("撤回这份处理意见"),
        work=lambda uow, reason: withdraw_proposal(uow, proposal_id, reason),
    )


def send_back_form(context: Context, proposal_id: str) -> ReasonForm:
    """The head sends a proposal back to whoever wrote it."""
    return ReasonForm(
        context,
        proposal_id,
        act=_("退回补充"),
        work=lambda uow, reason: check_proposal(uow, proposal_id, passed=False, note=reason),
    )


class RevokeForm(Form):
    """The county took a decision back: its paper and why."""

    def __init__(self, context: Context, decision_id: str) -> None:
        super().__init__(context, act=_("记录撤销决定"))
        self._decision_id = self.record_id = decision_id
        self.document, self.reason = QLineEdit(), TextArea(lines=3)
        self.add("document", _("撤销决定的文号"), self.document)
        self.add("reason", _("理由"), self.reason)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        decision_id, document = self._decision_id, self.document.text()
        reason = self.reason.text()
        return lambda uow: revoke_decision(uow, decision_id, document, reason)


def void_form(context: Context, notice_id: str) -> ReasonForm:
    """Voids an issued notice; its number stays used."""
    return ReasonForm(
        context,
        notice_id,
        act=_("作废这份文书"),
        work=lambda uow, reason: void_notice(uow, notice_id, reason),
    )


class DecisionForm(Form):
    """The county's decision, copied from its paper."""

    def __init__(self, context: Context, proposal_id: str) -> None:
        super().__init__(context, act=_("记录县级决定  Enter"))
        self._proposal_id = self.record_id = proposal_id
        self.outcome = combo([(key.value, _(words)) for key, words in OUTCOMES], name=_("决定"))
        self.document = QLineEdit()
        self.decided_by = QLineEdit(context.desk.office.county_name)
        self.reason = TextArea(lines=2)
        self.add("outcome", _("决定"), self.outcome)
        self.add("document", _("文号"), self.document, hint=_("照县级机构的纸质文书填写"))
        self.add("decided_on", _("决定日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("decided_by", _("决定机关"), self.decided_by)
        self.add("reason", _("理由（不批准或退回时）"), self.reason)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        proposal_id = self._proposal_id
        decision = CountyDecision(
            outcome=DecisionOutcome(self.outcome.currentData()),
            decided_on=self.day("decided_on"),
            document=self.document.text(),
            decided_by=self.decided_by.text().strip(),
            reason=self.reason.text(),
        )
        return lambda uow: record_decision(uow, proposal_id, decision)


class ServiceForm(Form):
    """How and when the notice reached its addressee."""

    def __init__(self, context: Context, notice_id: str) -> None:
        super().__init__(context, act=_("登记送达  Enter"))
        self._notice_id = self.record_id = notice_id
        self.how = combo(
            [(key.value, _(words)) for key, words in MANNER_LABELS.items()], name=_("送达方式")
        )
        self.witness = QLineEdit()
        self.add("how", _("送达方式"), self.how)
        self.add("served_on", _("送达日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("witness", _("见证人（拒收时必填）"), self.witness)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        notice_id, day = self._notice_id, self.day("served_on")
        how = Manner(self.how.currentData())
        witness = self.witness.text()
        return lambda uow: serve_notice(uow, notice_id, served_on=day, how=how, witness=witness)
