"""The forms of approvals: the request for a place or a meeting, the decision, the telling."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import (
    BODY_LABELS,
    CONTACT_LABELS,
    OUTCOME_LABELS,
    ApprovalKind,
    ApprovalOutcome,
    ApprovalRequest,
    ApprovalWord,
    Contact,
)
from corrdesk.casework.approvals.queries import ApprovalFile, injunction_of, organ_of
from corrdesk.casework.approvals.service import (
    record_approval_decision,
    record_told,
    request_approval,
)
from corrdesk.ui.caseload.personal_form import PersonalForm, written_lines
from corrdesk.ui.paths import ApprovalOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class ApprovalForm(PersonalForm[ApprovalOf]):
    """A written request; the injunction of the person's order is filled in."""

    def __init__(self, context: Context, target: ApprovalOf) -> None:
        super().__init__(context, target, act=_("登记申请  Ctrl+Enter"))
        self.kind = ApprovalKind(target.kind)
        place = self.kind is ApprovalKind.PLACE
        today = context.desk.clock.today()
        self.injunction = TextArea(lines=2)
        self.contact = combo(
            [(key.value, _(words)) for key, words in CONTACT_LABELS.items()],
            name=_("与本案的关系"),
        )
        self.subject, self.times = QLineEdit(), QLineEdit()
        self.reason = TextArea(lines=2)
        self.proofs = TextArea(lines=2, placeholder=_("每行一份"))
        if place:
            self.add("injunction", _("禁止令内容"), self.injunction)
            self.add("subject", _("拟进入的区域（场所）"), self.subject)
        else:
            self.never = Banner()
            self.add("contact", _("拟接触的人与本案的关系"), self.contact)
            self.add_widget(self.never)
            self.add("subject", _("拟接触的人"), self.subject)
            self.contact.currentIndexChanged.connect(self._warn)
        self.add("from_on", _("自哪天起"), DateEdit(empty=True))
        self.add("until_on", _("至哪天止"), DateEdit(empty=True))
        self.add("times", _("具体时段"), self.times)
        self.add("reason", _("申请理由"), self.reason)
        self.add("proofs", _("证明材料"), self.proofs)
        self.add("requested_on", _("申请日期"), DateEdit(today, lean="past"))
        self.target_changed()

    def target_changed(self) -> None:
        supervision = self.target.supervision_id
        if supervision and self.kind is ApprovalKind.PLACE:

            def ask(desk: Desk) -> str:
                with desk.read() as session:
                    return injunction_of(session, desk.office.id, supervision)

            self.context.ask(self, ask, slot="injunction").then(self._fill_injunction).start()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        supervision = self.supervision()
        meeting = self.kind is ApprovalKind.CONTACT
        request = ApprovalRequest(
            kind=self.kind,
            requested_on=self.day("requested_on"),
            subject=self.subject.text(),
            reason=self.reason.text(),
            from_on=self.day("from_on"),
            until_on=self.day("until_on"),
            proofs=written_lines(self.proofs),
            times=self.times.text(),
            contact=Contact(self.contact.currentData()) if meeting else None,
            injunction=self.injunction.text(),
        )
        law = self.context.desk.law()
        return lambda uow: request_approval(uow, law, supervision, request)

    def _fill_injunction(self, content: str) -> None:
        if not self.injunction.text():
            self.injunction.setPlainText(content)

    def _warn(self, _index: int = 0) -> None:
        never = self.contact.currentData() in {Contact.ACCOMPLICE, Contact.BAD_INFLUENCE}
        words = _("依规定不得接触同案犯和可能诱发再犯罪的人，不受理这项申请。")
        self.never.say(words if never else "", Tone.BAD)


class DecisionForm(Form):
    """The county's decision, copied from its paper."""

    def __init__(self, context: Context, file: ApprovalFile) -> None:
        super().__init__(context, act=_("记录决定  Ctrl+Enter"))
        self._approval_id = file.approval.id
        self.outcome = combo(
            [(key.value, _(words)) for key, words in OUTCOME_LABELS.items()], name=_("决定")
        )
        self.document, self.decided_by = QLineEdit(), QLineEdit(context.desk.office.county_name)
        self.requirements, self.reason = TextArea(lines=2), TextArea(lines=2)
        self.add("outcome", _("决定"), self.outcome)
        self.add("document", _("文号"), self.document, hint=_("照纸质文书填写"))
        self.add("decided_on", _("决定日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("decided_by", _("决定机关名称"), self.decided_by)
        granted = (
            self.add("from_on", _("准许自哪天起"), DateEdit(file.approval.from_on)),
            self.add("until_on", _("准许至哪天止"), DateEdit(file.approval.until_on)),
            self.add("requirements", _("应当遵守的要求"), self.requirements),
        )
        self._granted = granted
        self._reason = self.add("reason", _("不批准的理由和法律依据"), self.reason)
        self.outcome.currentIndexChanged.connect(self._fit)
        self._fit()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        granted = self.outcome.currentData() == ApprovalOutcome.GRANTED.value
        word = ApprovalWord(
            outcome=ApprovalOutcome(self.outcome.currentData()),
            decided_on=self.day("decided_on"),
            document=self.document.text(),
            decided_by=self.decided_by.text(),
            from_on=self.day("from_on") if granted else None,
            until_on=self.day("until_on") if granted else None,
            requirements=self.requirements.text(),
            reason=self.reason.text(),
        )
        approval_id = self._approval_id
        return lambda uow: record_approval_decision(uow, approval_id, word)

    def _fit(self, _index: int = 0) -> None:
        refused = self.outcome.currentData() == ApprovalOutcome.REFUSED.value
        self._reason.setVisible(refused)
        for field in self._granted:
            field.setVisible(not refused)


class ToldForm(Form):
    """That an agency was told of a granted approval; its usual name is filled in."""

    def __init__(self, context: Context, file: ApprovalFile, body: str) -> None:
        super().__init__(context, act=_("登记已告知  Enter"))
        self._approval_id, self._told = file.approval.id, body
        office = context.desk.office
        self.agency = QLineEdit(office.procuratorate if body == "procuratorate" else "")
        self.document = QLineEdit()
        self.add("name", _(BODY_LABELS[body]), self.agency)
        self.add("on", _("告知日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("document", _("函件文号（可不填）"), self.document)
        if body == "original":
            supervision = file.approval.supervision_id

            def ask(desk: Desk) -> str:
                with desk.read() as session:
                    return organ_of(session, desk.office.id, supervision)

            context.ask(self, ask, slot="organ").then(self._fill).start()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        approval_id, body, on = self._approval_id, self._told, self.day("on")
        name, document = self.agency.text(), self.document.text()
        return lambda uow: record_told(uow, approval_id, body, on, name=name, document=document)

    def _fill(self, organ: str) -> None:
        if not self.agency.text():
            self.agency.setText(organ)
