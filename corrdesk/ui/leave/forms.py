"""The small forms of leave: extension, decision, return, proof, reasons, the delegation."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.delegations import Task, delegate, end_delegation
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.flows import (
    decide_leave_and_duties,
    record_leave_and_duties,
    return_and_duties,
)
from corrdesk.casework.leave.model import (
    APPROVER_LABELS,
    MANNER_LABELS,
    OUTCOME_LABELS,
    PROPER_REASONS,
    Approver,
    LeaveOutcome,
    LeavePlan,
    LeaveReason,
    LeaveVerdict,
    ReportManner,
    ReturnReport,
)
from corrdesk.casework.leave.service import add_proof, request_extension
from corrdesk.casework.leave.travel import record_permit_decision
from corrdesk.ui.caseload.personal_form import written_lines
from corrdesk.ui.leave.arithmetic import Arithmetic, work_out
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, button, combo, label

if TYPE_CHECKING:
    from corrdesk.casework.leave.queries import LeaveFile
    from corrdesk.store.unit_of_work import UnitOfWork


class ExtensionForm(Form):
    """The request to stay away longer; the whole trip is worked out while it is typed."""

    def __init__(self, context: Context, file: LeaveFile) -> None:
        super().__init__(context, act=_("登记延长申请  Ctrl+Enter"))
        self._leave, self._end, self.record_id = file.leave, file.last_day, file.leave.id
        self.return_ = DateEdit(empty=True)
        self.reason_text = TextArea(lines=2)
        self.proofs = TextArea(lines=2, placeholder=_("每行一份"))
        self.late_reason = QLineEdit()
        self.arithmetic = Arithmetic()
        self.add("return", _("新的返回日期"), self.return_)
        self.add_widget(self.arithmetic)
        self.add("reason_text", _("延长的理由"), self.reason_text)
        self.add("proofs", _("证明材料"), self.proofs)
        self.add("requested_on", _("申请日期"), DateEdit(context.desk.clock.today(), lean="past"))
        late = self.add("late_reason", _("期满后才申请的理由"), self.late_reason)
        late.setVisible(context.desk.clock.today() > self._end)
        self.return_.textChanged.connect(self._recount)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        law, leave_id, until = self.context.desk.law(), self._leave.id, self.day("return")
        asked, reason = self.day("requested_on"), self.reason_text.text()
        proofs, late = written_lines(self.proofs), self.late_reason.text()
        return lambda uow: request_extension(
            uow, law, leave_id, until,
            requested_on=asked, reason_text=reason, proofs=proofs, late_reason=late,
        )  # fmt: skip

    def _recount(self, *_changed: object) -> None:
        leave = self._leave
        try:
            until, asked = self.day("return"), self.day("requested_on")
        except UserError:
            return
        plan = LeavePlan(leave.depart, until, asked, abroad=leave.abroad)
        self.context.ask(
            self,
            lambda desk: work_out(desk, leave.supervision_id, plan, leave.id),
            slot="extension-arithmetic",
        ).then(self.arithmetic.show_answer).start()


class VerdictForm(Form):
    """A decision: by the office where it is delegated, else copied from the paper."""

    def __init__(self, context: Context, *, own: bool, deciders: Iterable[Approver]) -> None:
        act = _("作出决定  Ctrl+Enter") if own else _("记录决定  Ctrl+Enter")
        super().__init__(context, act=act)
        self.own = own
        self.outcome = combo(
            [(key.value, _(words)) for key, words in OUTCOME_LABELS.items()], name=_("决定")
        )
        self.decider = combo(
            [(key.value, _(APPROVER_LABELS[key])) for key in deciders], name=_("决定机关")
        )
        self.document, self.decided_by = QLineEdit(), QLineEdit()
        self.reason, self.legal_reason = TextArea(lines=2), TextArea(lines=2)
        self.add("outcome", _("决定"), self.outcome)
        self.add("decider", _("决定机关"), self.decider)
        self._decided_by = self.add("decided_by", _("决定机关名称"), self.decided_by)
        self._document = self.add("document", _("文号"), self.document, hint=_("照纸质文书填写"))
        self.add("decided_on", _("决定日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self._reason = self.add("reason", _("不批准的理由"), self.reason)
        self._legal = self.add("legal_reason", _("不批准的法律依据"), self.legal_reason)
        for field in (self._decided_by, self._document):
            field.setVisible(not own)
        self.outcome.currentIndexChanged.connect(self._fit)
        self.decider.currentIndexChanged.connect(self._name_decider)
        self._fit()
        self._name_decider()

    def verdict(self) -> LeaveVerdict:
        """What is typed. Raises UserError naming the field to mend."""
        return LeaveVerdict(
            outcome=LeaveOutcome(self.outcome.currentData()),
            decided_on=self.day("decided_on"),
            decider=Approver(self.decider.currentData()),
            document=self.document.text(),
            decided_by=self.decided_by.text(),
            reason=self.reason.text(),
            legal_reason=self.legal_reason.text(),
        )

    def needs_law(self) -> bool:
        """Whether a refusal has to name its legal ground."""
        return True

    def _fit(self, _index: int = 0) -> None:
        refused = self.outcome.currentData() == LeaveOutcome.REFUSED.value
        self._reason.setVisible(refused)
        self._legal.setVisible(refused and self.needs_law())

    def _name_decider(self, _index: int = 0) -> None:
        county = self.decider.currentData() == Approver.COUNTY.value
        self.decided_by.setText(self.context.desk.office.county_name if county else "")


class LeaveVerdictForm(VerdictForm):
    """The decision on a leave or an extension."""

    def __init__(self, context: Context, request: Any, approver: Approver | None) -> None:
        self._request = request
        own = approver is Approver.OFFICE
        higher = (Approver.COUNTY, Approver.CITY)
        upper = higher[::-1] if approver is Approver.CITY else higher
        super().__init__(context, own=own, deciders=(Approver.OFFICE,) if own else upper)
        self.record_id = request.id

    def needs_law(self) -> bool:
        return LeaveReason(self._request.reason) in PROPER_REASONS

    def collect(self) -> Callable[[UnitOfWork], Any]:
        law, leave_id, verdict = self.context.desk.law(), self._request.id, self.verdict()
        act = decide_leave_and_duties if self.own else record_leave_and_duties
        return lambda uow: act(uow, law, leave_id, verdict)


class PermitVerdictForm(VerdictForm):
    """The county's decision on recurring travel."""

    def __init__(self, context: Context, permit_id: str) -> None:
        self._permit_id = permit_id
        super().__init__(context, own=False, deciders=(Approver.COUNTY,))
        self.record_id = permit_id

    def collect(self) -> Callable[[UnitOfWork], Any]:
        law, permit_id, verdict = self.context.desk.law(), self._permit_id, self.verdict()
        return lambda uow: record_permit_decision(uow, law, permit_id, verdict)


class ReturnForm(Form):
    """销假: when the person was back, and how it was reported."""

    def __init__(self, context: Context, file: LeaveFile) -> None:
        super().__init__(context, act=_("登记销假  Enter"))
        self._leave_id = self.record_id = file.leave.id
        today = context.desk.clock.today()
        self.manner = combo(
            [(key.value, _(words)) for key, words in MANNER_LABELS.items()], name=_("销假方式")
        )
        self.note = TextArea(lines=2)
        self.add("returned_on", _("实际返回日期"), DateEdit(today, lean="past"))
        self.add("reported_on", _("销假日期"), DateEdit(today, lean="past"))
        self.add("manner", _("销假方式"), self.manner)
        title = _("逾期的情况和理由") if today > file.last_day else _("情况说明")
        self.add("note", title, self.note)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        law, leave_id = self.context.desk.law(), self._leave_id
        report = ReturnReport(
            returned_on=self.day("returned_on"),
            reported_on=self.day("reported_on"),
            manner=ReportManner(self.manner.currentData()),
            note=self.note.text(),
        )
        return lambda uow: return_and_duties(uow, law, leave_id, report)


class ProofForm(Form):
    """A paper that supports a request, with a file that is sealed where there is one."""

    def __init__(self, context: Context, subject_id: str) -> None:
        super().__init__(context, act=_("添加证明材料  Enter"))
        self._subject_id = self.record_id = subject_id
        self._file: Path | None = None
        self.title = QLineEdit()
        self.add("title", _("材料名称"), self.title, hint=_("例如：诊断证明、单位函、传票"))
        self._file_words = label(_("没有附件"), "muted", wrap=True)
        self.add_widget(button(_("附上文件…（加密保存）"), self._choose))
        self.add_widget(self._file_words)

    def attach(self, path: Path) -> None:
        """Attaches a file."""
        self._file = path
        self._file_words.setText(path.name)
        if not self.title.text().strip():
            self.title.setText(path.stem)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        title, path, subject_id = self.title.text(), self._file, self._subject_id
        seal = self.context.desk.seal

        def act(uow: UnitOfWork) -> str:
            attachment = None
            if path is not None:
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                attachment = add_attachment(
                    uow, subject_id, _content(path), name=path.name, media_type=kind, seal=seal
                )
            return add_proof(uow, subject_id, title, attachment_id=attachment)

        return act

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择证明材料"))
        if chosen:
            self.attach(Path(chosen))


class ReasonForm(Form):
    """One reason, for an act that needs nothing else."""

    def __init__(
        self,
        context: Context,
        record_id: str = "",
        *,
        act: str,
        work: Callable[[UnitOfWork, str], None],
    ) -> None:
        super().__init__(context, act=act)
        self.record_id = record_id
        self._work = work
        self.reason = TextArea(lines=3)
        self.add("reason", _("理由"), self.reason)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        work, reason = self._work, self.reason.text()
        return lambda uow: work(uow, reason)


class DelegationForm(Form):
    """The county's paper that lets the office decide on short leaves, or its end."""

    def __init__(self, context: Context, standing: Any) -> None:
        act = _("登记委托结束  Enter") if standing else _("登记委托  Enter")
        super().__init__(context, act=act)
        self._standing, self.record_id = standing, standing.id if standing else ""
        today = context.desk.clock.today()
        self.document, self.reason = QLineEdit(), QLineEdit()
        if standing:
            self.add("until_on", _("委托至哪天止"), DateEdit(today))
            self.add("reason", _("结束委托的依据（文号）"), self.reason)
        else:
            self.add("document", _("委托文书文号"), self.document)
            self.add("from_on", _("自哪天起"), DateEdit(today))
            self.add("until_on", _("至哪天止（没有期限则留空）"), DateEdit(empty=True))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        if self._standing:
            record_id, last, reason = self._standing.id, self.day("until_on"), self.reason.text()
            return lambda uow: end_delegation(uow, record_id, last, reason)
        document, first = self.document.text(), self.day("from_on")
        until = self.optional_day("until_on")
        return lambda uow: delegate(uow, Task.LEAVE, document, first, until)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UserError(_("证明材料文件读不出来。"), remedy=_("请重新选择文件。")) from None
