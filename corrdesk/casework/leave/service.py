"""Commands of leave: request, extension, decision, cancellation, return.

The office decides only what the county has delegated to it; what the county or the city decided is
recorded from their paper. A granted leave is never changed: what follows is a record of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.absences import note_absence
from corrdesk.casework.caseload.grounds import clauses, counted_facts
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.tables import Attachment, Office, Supervision
from corrdesk.casework.leave.assessment import LeaveAssessment, assess_leave
from corrdesk.casework.leave.model import (
    APPROVER_LABELS,
    OPEN_STATES,
    PROPER_REASONS,
    Approver,
    LeaveApplication,
    LeaveOutcome,
    LeavePlan,
    LeaveReason,
    LeaveState,
    LeaveVerdict,
    ReturnReport,
)
from corrdesk.casework.leave.policy import ReturnFacts, leave_return
from corrdesk.casework.leave.queries import last_day
from corrdesk.casework.leave.tables import Leave, LeaveDecision, LeaveProof, LeaveReturn
from corrdesk.casework.permissions import command
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

RANK = {approver: rank for rank, approver in enumerate(Approver)}


@command("leave.request")
def request_leave(
    uow: UnitOfWork, law: Law, supervision_id: str, application: LeaveApplication
) -> str:
    """Takes down a written request with its arithmetic. Returns the id of the leave.

    Raises UserError for a trip abroad or beyond the term, for one that meets another leave, and
    for a late request without its reason.
    """
    supervision = _supervised(uow, supervision_id)
    plan = application.plan
    _check_application(uow, application)
    if plan.depart < plan.requested_on:
        raise UserError(
            _("出发日期早于申请日期。"), remedy=_("外出应当先申请、后出发。"), field="depart"
        )
    _check_overlap(uow, supervision_id, plan)
    assessment = assess_leave(uow.session, uow.office_id, supervision_id, plan, law)
    _check_route(assessment)
    if assessment.late and not application.late_reason.strip():
        raise UserError(_("申请晚于规定的提前时间，请写明紧急理由。"), field="late_reason")
    leave = _leave(uow, supervision, application, assessment, law)
    uow.add(leave)
    _add_proofs(uow, leave.id, application.proofs)
    return leave.id


@command("leave.request")
def request_extension(
    uow: UnitOfWork,
    law: Law,
    leave_id: str,
    return_: date,
    *,
    requested_on: date,
    reason_text: str,
    proofs: Iterable[str] = (),
    late_reason: str = "",
) -> str:
    """Takes down the request to stay away longer; the whole trip is counted. Returns its id.

    Raises UserError unless the leave is granted and still running, or when one waits already.
    """
    root = uow.require(Leave, leave_id)
    _expect(root.extends is None and root.state == LeaveState.APPROVED, _("该外出没有在进行。"))
    _no_waiting_extension(uow, root.id)
    supervision = _supervised(uow, root.supervision_id)
    end = _end_of(uow, root)
    if return_ <= end:
        raise UserError(_("新的返回日期应当晚于原批准的返回日期。"), field="return")
    if requested_on > end and not late_reason.strip():
        raise UserError(_("期满后才申请延长，请写明理由。"), field="late_reason")
    plan = LeavePlan(root.depart, return_, requested_on, abroad=root.abroad)
    application = LeaveApplication(
        plan=plan,
        reason=LeaveReason(root.reason),
        reason_text=reason_text,
        destination=root.destination,
        proofs=tuple(proofs),
        transport=root.transport,
        contact=root.contact,
        late_reason=late_reason,
    )
    _check_application(uow, application)
    if requested_on < root.requested_on:
        raise UserError(_("申请日期早于原申请日期。"), field="requested_on")
    _check_overlap(uow, root.supervision_id, plan, without=root.id)
    assessment = assess_leave(
        uow.session, uow.office_id, root.supervision_id, plan, law, extends=root.id
    )
    _check_route(assessment)
    leave = _leave(uow, supervision, application, assessment, law)
    leave.extends = root.id
    uow.add(leave)
    _add_proofs(uow, leave.id, application.proofs)
    return leave.id


@command("leave.proof")
def add_proof(
    uow: UnitOfWork, subject_id: str, title: str, *, attachment_id: str | None = None
) -> str:
    """Adds a paper that supports a request, with its sealed file if there is one."""
    if not title.strip():
        raise UserError(_("请写明证明材料的名称。"), field="title")
    if attachment_id is not None:
        uow.require(Attachment, attachment_id)
    proof = LeaveProof(
        id=uow.new_id(), subject_id=subject_id, title=title.strip(), attachment_id=attachment_id
    )
    uow.add(proof)
    return proof.id


@command("leave.decide")
def decide_leave(uow: UnitOfWork, law: Law, leave_id: str, verdict: LeaveVerdict) -> str:
    """The office's own decision, under the county's delegation. Returns the decision's id.

    Raises UserError where the law of the day gives the decision to the county or the city, where
    nothing is delegated, and for a leave without any proof.
    """
    leave = _undecided(uow, leave_id, verdict)
    if verdict.decided_on != uow.clock.today():
        raise UserError(_("司法所的决定以今天为准，不能补记日期。"), field="decided_on")
    assessment = _reassessed(uow, law, leave)
    approver = assessment.approver
    if approver is not Approver.OFFICE:
        raise UserError(_why_not_here(approver, assessment), field="decider")
    if verdict.outcome is LeaveOutcome.GRANTED and not _has_proof(uow, leave):
        raise UserError(_("还没有证明材料，不能批准。"), remedy=_("请先添加证明材料。"))
    office = uow.require(Office, uow.office_id)
    decided_by = verdict.decided_by.strip() or office.name
    own = replace(verdict, decider=Approver.OFFICE, decided_by=decided_by)
    return _decide(uow, law, leave, own, assessment, source="office")


@command("leave.record")
def record_leave_decision(uow: UnitOfWork, law: Law, leave_id: str, verdict: LeaveVerdict) -> str:
    """Records the decision of the county or the city from its paper. Returns the decision's id.

    Raises UserError without the paper's number, or when a leave was granted by less than the law
    asks for.
    """
    leave = _undecided(uow, leave_id, verdict)
    if verdict.decider is Approver.OFFICE:
        raise UserError(_("请选择作出决定的机关。"), field="decider")
    if not verdict.document.strip():
        raise UserError(_("请填写决定文书的文号。"), field="document")
    assessment = _reassessed(uow, law, leave)
    if verdict.outcome is LeaveOutcome.GRANTED:
        _check_route(assessment)
        needed = assessment.approver
        if needed is not None and RANK[verdict.decider] < RANK[needed]:
            message = _("这次外出依规定应由{who}批准。").format(who=_(APPROVER_LABELS[needed]))
            raise UserError(message, field="decider")
    office = uow.require(Office, uow.office_id)
    usual = office.county_name if verdict.decider is Approver.COUNTY else ""
    decided_by = verdict.decided_by.strip() or usual
    if not decided_by:
        raise UserError(_("请填写决定机关的名称。"), field="decided_by")
    named = replace(verdict, decided_by=decided_by)
    return _decide(uow, law, leave, named, assessment, source=verdict.source)


@command("leave.withdraw")
def withdraw_request(uow: UnitOfWork, leave_id: str, reason: str) -> None:
    """Takes back a request that is not decided yet, at the person's wish."""
    leave = uow.require(Leave, leave_id)
    _expect(leave.state == LeaveState.REQUESTED, _("该申请已有决定或已撤回。"))
    _reasoned(uow, reason, _("请填写撤回的理由。"))
    leave.state = LeaveState.WITHDRAWN.value


@command("leave.withdraw")
def cancel_leave(uow: UnitOfWork, leave_id: str, reason: str) -> None:
    """Records that a granted leave was never begun; its days do not count for later ones."""
    leave = uow.require(Leave, leave_id)
    _expect(leave.extends is None and leave.state == LeaveState.APPROVED, _("该外出没有在进行。"))
    _no_waiting_extension(uow, leave.id)
    _reasoned(uow, reason, _("请填写没有外出的原因。"))
    leave.state = LeaveState.CANCELLED.value
    note_absence(uow, leave.supervision_id, leave.id, None)


@command("leave.return")
def report_return(uow: UnitOfWork, law: Law, leave_id: str, report: ReturnReport) -> str:
    """Records the return report (销假). Returns its id.

    Who was back early is present again from the day after the return. Raises UserError for an
    impossible day, for a late report without explanation, and while an extension is undecided.
    """
    leave = uow.require(Leave, leave_id)
    _expect(leave.extends is None and leave.state == LeaveState.APPROVED, _("该外出没有在进行。"))
    _no_waiting_extension(uow, leave.id)
    if not leave.depart <= report.returned_on <= uow.clock.today():
        raise UserError(_("返回日期应在出发之后、今天之前。"), field="returned_on")
    if not report.returned_on <= report.reported_on <= uow.clock.today():
        raise UserError(_("销假日期应在返回之后、今天之前。"), field="reported_on")
    end = _end_of(uow, leave)
    facts = ReturnFacts(end, report.reported_on)
    decision = leave_return(facts, law)
    if decision.value.overdue and not report.note.strip():
        raise UserError(_("逾期销假的，请写明情况。"), field="note")
    record = LeaveReturn(
        id=uow.new_id(),
        leave_id=leave.id,
        returned_on=report.returned_on,
        reported_on=report.reported_on,
        manner=report.manner.value,
        note=report.note.strip(),
        days_overdue=decision.value.days_overdue,
        counted=counted_facts(facts, decision),
        citations=clauses(decision),
        rule_version=law.book.version,
    )
    uow.add(record)
    leave.state = LeaveState.ENDED.value
    if report.returned_on < end:
        note_absence(uow, leave.supervision_id, leave.id, (leave.depart, report.returned_on))
    return record.id


def _supervised(uow: UnitOfWork, supervision_id: str) -> Supervision:
    supervision = uow.require(Supervision, supervision_id)
    _expect(supervision.status == Status.SUPERVISED, _("此人不在矫正期间，不能申请外出。"))
    return supervision


def _check_application(uow: UnitOfWork, application: LeaveApplication) -> None:
    if application.plan.requested_on > uow.clock.today():
        raise UserError(_("申请日期晚于今天。"), field="requested_on")
    if not application.reason_text.strip():
        raise UserError(_("请写明外出事由。"), field="reason_text")
    if not application.destination.strip():
        raise UserError(_("请填写目的地。"), field="destination")


def _check_route(assessment: LeaveAssessment) -> None:
    """Nobody may grant a leave abroad or beyond the end of the term."""
    if assessment.route.reason == "abroad":
        raise UserError(
            _("刑罚没有执行完毕，依法不准出境。"), remedy=_("请改申请境内外出。"), field="abroad"
        )
    if assessment.approver is None:
        raise UserError(
            _("返回日期晚于矫正期满之日。"), remedy=_("请把返回日期提前。"), field="return"
        )


def _check_overlap(
    uow: UnitOfWork, supervision_id: str, plan: LeavePlan, *, without: str = ""
) -> None:
    end = last_day()
    rows = uow.session.execute(
        select(Leave.id, Leave.depart, end.label("last")).where(
            Leave.office_id == uow.office_id,
            Leave.supervision_id == supervision_id,
            Leave.extends.is_(None),
            Leave.state.in_([state.value for state in OPEN_STATES]),
        )
    )
    for row in rows:
        if row.id != without and row.depart <= plan.return_ and plan.depart <= row.last:
            raise UserError(
                _("这段时间已有外出申请或已批准的外出。"),
                remedy=_("延长外出请在原外出中申请延长。"),
                field="depart",
            )


def _leave(
    uow: UnitOfWork,
    supervision: Supervision,
    application: LeaveApplication,
    assessment: LeaveAssessment,
    law: Law,
) -> Leave:
    plan, route = application.plan, assessment.route
    return Leave(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision.id,
        extends=None,
        requested_on=plan.requested_on,
        depart=plan.depart,
        return_on=plan.return_,
        reason=application.reason.value,
        reason_text=application.reason_text.strip(),
        destination=application.destination.strip(),
        transport=application.transport.strip(),
        contact=application.contact.strip(),
        abroad=plan.abroad,
        apply_by=assessment.applying.value.apply_by,
        late_reason=application.late_reason.strip(),
        days=route.days,
        days_in_window=route.days_in_window,
        approver=route.approver,
        counted=assessment.counted,
        citations=assessment.citations,
        compared=assessment.compared,
        rule_version=law.book.version,
        state=LeaveState.REQUESTED.value,
    )


def _add_proofs(uow: UnitOfWork, leave_id: str, proofs: Iterable[str]) -> None:
    for title in proofs:
        add_proof(uow, leave_id, title)


def _undecided(uow: UnitOfWork, leave_id: str, verdict: LeaveVerdict) -> Leave:
    """The request, if this verdict may stand on it whoever makes it."""
    leave = uow.require(Leave, leave_id)
    _expect(leave.state == LeaveState.REQUESTED, _("该申请已有决定或已撤回。"))
    if not leave.requested_on <= verdict.decided_on <= uow.clock.today():
        raise UserError(_("决定日期应在申请之后、今天之前。"), field="decided_on")
    if verdict.outcome is LeaveOutcome.GRANTED:
        _check_grant(uow, leave, verdict)
        return leave
    if not verdict.reason.strip():
        raise UserError(_("不批准的，请写明理由。"), field="reason")
    if LeaveReason(leave.reason) in PROPER_REASONS and not verdict.legal_reason.strip():
        raise UserError(
            _("有正当理由的外出申请应当批准；不批准的，请写明法律依据。"), field="legal_reason"
        )
    return leave


def _check_grant(uow: UnitOfWork, leave: Leave, verdict: LeaveVerdict) -> None:
    _supervised(uow, leave.supervision_id)
    if leave.extends is None:
        if verdict.decided_on > leave.depart:
            raise UserError(_("批准应当在出发之前作出。"), field="decided_on")
        return
    root = uow.require(Leave, leave.extends)
    _expect(root.state == LeaveState.APPROVED, _("原外出已经结束，不能再延长。"))


def _reassessed(uow: UnitOfWork, law: Law, leave: Leave) -> LeaveAssessment:
    """What the rules say of a request on the day of the decision."""
    plan = LeavePlan(leave.depart, leave.return_on, leave.requested_on, abroad=leave.abroad)
    return assess_leave(
        uow.session, uow.office_id, leave.supervision_id, plan, law, extends=leave.extends
    )


def _why_not_here(approver: Approver | None, assessment: LeaveAssessment) -> str:
    if approver is None:
        return _("这次外出依法不能批准，应当由县级社区矫正机构答复。")
    if approver is Approver.COUNTY and assessment.delegation_id is None:
        return _("县级机构没有委托本所批准外出，应由县级社区矫正机构决定。")
    return _("这次外出依规定应由{who}决定。").format(who=_(APPROVER_LABELS[approver]))


def _decide(
    uow: UnitOfWork,
    law: Law,
    leave: Leave,
    verdict: LeaveVerdict,
    assessment: LeaveAssessment,
    *,
    source: str,
) -> str:
    granted = verdict.outcome is LeaveOutcome.GRANTED
    record = LeaveDecision(
        id=uow.new_id(),
        leave_id=leave.id,
        outcome=verdict.outcome.value,
        decided_on=verdict.decided_on,
        decider=verdict.decider.value,
        decided_by=verdict.decided_by,
        document=verdict.document.strip(),
        delegation_id=assessment.delegation_id if source == "office" else None,
        reason=verdict.reason.strip(),
        legal_reason=verdict.legal_reason.strip(),
        counted=assessment.counted,
        citations=assessment.citations,
        compared=assessment.compared,
        rule_version=law.book.version,
        source=source,
    )
    uow.add(record)
    leave.state = (LeaveState.APPROVED if granted else LeaveState.REFUSED).value
    if granted:
        first = leave.extends or leave.id
        note_absence(uow, leave.supervision_id, first, (leave.depart, leave.return_on))
    return record.id


def _end_of(uow: UnitOfWork, leave: Leave) -> date:
    """The last day of a leave with its granted extensions."""
    uow.session.flush()
    return uow.session.execute(
        select(last_day()).where(Leave.office_id == uow.office_id, Leave.id == leave.id)
    ).scalar_one()


def _has_proof(uow: UnitOfWork, leave: Leave) -> bool:
    ids = [leave.id] if leave.extends is None else [leave.id, leave.extends]
    return (
        uow.session.execute(
            select(LeaveProof.id)
            .where(LeaveProof.office_id == uow.office_id, LeaveProof.subject_id.in_(ids))
            .limit(1)
        ).first()
        is not None
    )


def _no_waiting_extension(uow: UnitOfWork, leave_id: str) -> None:
    waiting = uow.session.execute(
        select(Leave.id).where(
            Leave.office_id == uow.office_id,
            Leave.extends == leave_id,
            Leave.state == LeaveState.REQUESTED.value,
        )
    ).first()
    if waiting:
        raise UserError(_("延长外出的申请还没有决定。"), remedy=_("请先记录决定，或者撤回该申请。"))


def _reasoned(uow: UnitOfWork, reason: str, message: str) -> None:
    if not reason.strip():
        raise UserError(message, field="reason")
    uow.because(reason.strip())


def _expect(holds: bool, message: str) -> None:  # noqa: FBT001 - a condition, not a switch
    if not holds:
        raise UserError(message)
