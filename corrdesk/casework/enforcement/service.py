"""Commands of enforcement: from a missed duty to a served notice.

The office records, proposes and serves; what the county decided is recorded from its paper. What
may follow from a breach is `policy.py`'s answer, kept with the proposal as it was that day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.tables import Attachment, Office, Supervision
from corrdesk.casework.documents.model import Manner, Step, StepFacts
from corrdesk.casework.documents.service import (
    issue_document,
    record_step,
    void_document,
)
from corrdesk.casework.documents.sheet import FormSheet, Press, specimen
from corrdesk.casework.enforcement.assessment import assess_violation
from corrdesk.casework.enforcement.ladder import is_revoked
from corrdesk.casework.enforcement.model import (
    NOTICE_FORMS,
    CountyDecision,
    DecisionOutcome,
    Measure,
    ProposalState,
    Severity,
    ViolationFacts,
    ViolationState,
)
from corrdesk.casework.enforcement.sheets import draft_approval, draft_notice
from corrdesk.casework.enforcement.tables import (
    DecisionRecord,
    Evidence,
    Proposal,
    ProposalCheck,
    Violation,
)
from corrdesk.casework.permissions import command, may
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork


@command("violation.record")
def record_violation(
    uow: UnitOfWork, supervision_id: str, facts: ViolationFacts, *, duty_id: str | None = None
) -> str:
    """Records a breach, found by an officer or confirmed from a missed window. Returns its id.

    Raises UserError without facts, or when the window already has a violation.
    """
    supervision = uow.require(Supervision, supervision_id)
    if not facts.facts.strip():
        raise UserError(_("请写明违规事实。"), field="facts")
    if facts.found_on > uow.clock.today():
        raise UserError(_("发现日期晚于今天。"), field="found_on")
    _check_happened(facts.happened_on, facts.found_on)
    if facts.until and facts.since and facts.until < facts.since:
        raise UserError(_("结束日期早于开始日期。"), field="until")
    if duty_id is not None and _violation_of_duty(uow, duty_id):
        raise UserError(_("这一未履行的报告义务已经登记为违规。"))
    violation = Violation(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        duty_id=duty_id,
        breach=facts.breach.value,
        facts=facts.facts.strip(),
        statement=facts.statement.strip(),
        severity=facts.severity.value if facts.severity else None,
        found_on=facts.found_on,
        happened_on=facts.happened_on,
        since=facts.since,
        until=facts.until,
        taught=facts.taught,
        state=ViolationState.RECORDED.value,
    )
    uow.add(violation)
    return violation.id


@command("violation.record")
def amend_violation(
    uow: UnitOfWork,
    violation_id: str,
    *,
    severity: Severity | None = None,
    statement: str | None = None,
    taught: bool | None = None,
    happened_on: date | None = None,
) -> None:
    """Adds what was learned since: how heavy it is, what was said, whether it was taught, the day.

    Raises UserError for a day after that of the discovery.
    """
    violation = uow.require(Violation, violation_id)
    _expect(violation.state == ViolationState.RECORDED, _("该违规已有处理意见，不能再修改。"))
    if severity is not None:
        violation.severity = severity.value
    if statement is not None:
        violation.statement = statement.strip()
    if taught is not None:
        violation.taught = taught
    if happened_on is not None:
        _check_happened(happened_on, violation.found_on)
        violation.happened_on = happened_on


def _check_happened(happened_on: date | None, found_on: date) -> None:
    if happened_on is not None and happened_on > found_on:
        raise UserError(_("发生日期晚于发现日期。"), field="happened_on")


@command("violation.evidence")
def add_evidence(
    uow: UnitOfWork, violation_id: str, title: str, *, attachment_id: str | None = None
) -> str:
    """Adds a piece of evidence, with a sealed file where there is one. Returns its id."""
    uow.require(Violation, violation_id)
    if not title.strip():
        raise UserError(_("请写明证据名称。"), field="title")
    if attachment_id is not None:
        uow.require(Attachment, attachment_id)
    evidence = Evidence(
        id=uow.new_id(),
        violation_id=violation_id,
        title=title.strip(),
        attachment_id=attachment_id,
    )
    uow.add(evidence)
    return evidence.id


@command("violation.dismiss")
def dismiss_violation(uow: UnitOfWork, violation_id: str, reason: str) -> None:
    """Closes a violation without a measure; the reason stays with it."""
    violation = uow.require(Violation, violation_id)
    _expect(violation.state == ViolationState.RECORDED, _("该违规已有处理意见，不能撤销。"))
    if not reason.strip():
        raise UserError(_("请填写不作处理的理由。"), field="reason")
    violation.state = ViolationState.DISMISSED.value
    withdraw(uow, "violation", violation_id, reason.strip())


@command("proposal.make")
def propose(
    uow: UnitOfWork,
    law: Law,
    violation_id: str,
    measure: Measure,
    *,
    opinion: str = "",
) -> str:
    """Proposes one of the measures that the rules name for the violation. Returns its id.

    Keeps the counted facts, the clauses and the version of the rules with the proposal. Raises
    UserError when there is no evidence, or when no rule names the measure.
    """
    violation = uow.require(Violation, violation_id)
    _expect(violation.state == ViolationState.RECORDED, _("该违规已有处理意见。"))
    if not _evidence_titles(uow, violation_id):
        raise UserError(_("还没有证据，不能提出处理意见。"), remedy=_("请先添加证据。"))
    assessment = assess_violation(uow.session, uow.office_id, violation, law)
    _expect(measure in assessment.measures, _("规则中没有对这一事实采取该措施的依据。"))
    proposal = Proposal(
        id=uow.new_id(),
        violation_id=violation_id,
        measure=measure.value,
        counted=assessment.counted,
        citations=assessment.citations_for(measure),
        compared=list(assessment.compared),
        opinion=opinion.strip(),
        rule_version=law.book.version,
        made_on=uow.clock.today(),
        state=ProposalState.DRAFT.value,
    )
    uow.add(proposal)
    violation.state = ViolationState.PROPOSED.value
    return proposal.id


@command("proposal.check")
def check_proposal(uow: UnitOfWork, proposal_id: str, *, passed: bool, note: str = "") -> str:
    """所长审核: the head lets a proposal go to the county, or sends it back with what is missing.

    Returns the id of the check. Raises UserError for one that lies elsewhere, or without a reason.
    """
    proposal = uow.require(Proposal, proposal_id)
    written = {ProposalState.DRAFT, ProposalState.RETURNED}
    expected = written if passed else written | {ProposalState.CHECKED}
    _expect(proposal.state in expected, _("该处理意见不在待审核之列。"))
    if not passed and not note.strip():
        raise UserError(_("请写明退回的理由。"), field="note")
    check = ProposalCheck(
        id=uow.new_id(),
        proposal_id=proposal_id,
        passed=passed,
        note=note.strip(),
        on=uow.clock.today(),
        officer_id=uow.actor.officer_id,
    )
    uow.add(check)
    proposal.state = (ProposalState.CHECKED if passed else ProposalState.DRAFT).value
    return check.id


@command("proposal.submit")
def submit(uow: UnitOfWork, proposal_id: str) -> None:
    """Hands a checked proposal to the county; one that was returned is checked again first.

    The head's own word is the check: what the head hands over is checked in the same act.
    """
    proposal = uow.require(Proposal, proposal_id)
    if proposal.state != ProposalState.CHECKED and may(uow.actor, "proposal.check"):
        check_proposal(uow, proposal_id, passed=True)
    if proposal.state in {ProposalState.DRAFT, ProposalState.RETURNED}:
        raise UserError(_("该处理意见还没有经所长审核。"), remedy=_("请由所长登录后审核。"))
    _expect(proposal.state == ProposalState.CHECKED, _("该处理意见已经上报。"))
    proposal.state = ProposalState.SUBMITTED.value


@command("proposal.withdraw")
def withdraw_proposal(uow: UnitOfWork, proposal_id: str, reason: str) -> None:
    """Takes back a proposal that is not before the county; the violation may be proposed anew.

    The proposal stays with its reason.
    """
    proposal = uow.require(Proposal, proposal_id)
    own = {ProposalState.DRAFT, ProposalState.CHECKED, ProposalState.RETURNED}
    _expect(proposal.state in own, _("只有还没有上报和被退回的处理意见可以撤回。"))
    if not reason.strip():
        raise UserError(_("请填写撤回的理由。"), field="reason")
    proposal.state = ProposalState.WITHDRAWN.value
    uow.require(Violation, proposal.violation_id).state = ViolationState.RECORDED.value
    withdraw(uow, "proposal", proposal_id, reason.strip())


@command("decision.record")
def record_decision(uow: UnitOfWork, proposal_id: str, decision: CountyDecision) -> str:
    """Records what the county decided, from its paper. Returns the decision's id.

    Raises UserError when the proposal was not submitted, or the paper has no number or an
    impossible date.
    """
    proposal = uow.require(Proposal, proposal_id)
    _expect(proposal.state == ProposalState.SUBMITTED, _("该处理意见尚未上报，或已有决定。"))
    if not decision.document.strip():
        raise UserError(_("请填写县级机构决定的文号。"), field="document")
    if not proposal.made_on <= decision.decided_on <= uow.clock.today():
        raise UserError(_("决定日期应在提出意见之后、今天之前。"), field="decided_on")
    office = uow.require(Office, uow.office_id)
    record = DecisionRecord(
        id=uow.new_id(),
        proposal_id=proposal_id,
        outcome=decision.outcome.value,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by or office.county_name,
        document=decision.document.strip(),
        reason=decision.reason.strip(),
        source=decision.source,
    )
    uow.add(record)
    proposal.state = decision.outcome.value
    violation = uow.require(Violation, proposal.violation_id)
    if decision.outcome is DecisionOutcome.GRANTED:
        violation.state = ViolationState.DECIDED.value
    elif decision.outcome is DecisionOutcome.REFUSED:
        violation.state = ViolationState.RECORDED.value
    return record.id


@command("decision.revoke")
def revoke_decision(uow: UnitOfWork, decision_id: str, document: str, reason: str) -> None:
    """Records that the county took a decision back, after an objection or by itself.

    The decision and the number of its sheet stay, with the reason; it counts no more. Raises
    UserError without the number of the county's paper or a reason, and the second time.
    """
    uow.require(DecisionRecord, decision_id)
    if not document.strip():
        raise UserError(_("请填写县级机构撤销决定的文号。"), field="document")
    if not reason.strip():
        raise UserError(_("请填写撤回的理由。"), field="reason")
    withdraw(uow, "decision", decision_id, f"{document.strip()}：{reason.strip()}")


@command("notice.preview")
def preview_notice(uow: UnitOfWork, decision_id: str) -> FormSheet:
    """The sheet as it would be issued, marked 样张 and without a number; draws nothing."""
    return specimen(draft_notice(uow, *_granted(uow, decision_id)))


@command("notice.preview")
def preview_approval(uow: UnitOfWork, proposal_id: str) -> FormSheet:
    """The approval form of an admonition or a warning, to be signed by hand; draws nothing."""
    proposal = uow.require(Proposal, proposal_id)
    _expect(Measure(proposal.measure) in NOTICE_FORMS, _("这一措施由其他机关决定，不在本所签发。"))
    return draft_approval(uow, proposal)


@command("notice.issue")
def issue_notice(
    uow: UnitOfWork, decision_id: str, *, press: Press, seal: Callable[[bytes], str]
) -> str:
    """Draws the number and stores the final sheet in one transaction. Returns the sheet's id.

    Raises UserError without evidence, without a granted decision, or when the decision already has
    a valid notice.
    """
    decision, proposal = _granted(uow, decision_id)
    if not _evidence_titles(uow, proposal.violation_id):
        raise UserError(_("没有证据，不能签发文书。"), remedy=_("请先添加证据。"))
    return issue_document(uow, draft_notice(uow, decision, proposal), press=press, seal=seal)


@command("notice.void")
def void_notice(uow: UnitOfWork, notice_id: str, reason: str) -> None:
    """Voids a notice that was not served; its number stays used, with the reason."""
    void_document(uow, notice_id, reason)


@command("notice.serve")
def serve_notice(
    uow: UnitOfWork, notice_id: str, *, served_on: date, how: Manner, witness: str = ""
) -> None:
    """Records that the notice was served; a refused one needs a witness (送达回证)."""
    record_step(uow, notice_id, StepFacts(Step.SERVED, served_on, how, witness=witness))


def _granted(uow: UnitOfWork, decision_id: str) -> tuple[DecisionRecord, Proposal]:
    decision = uow.require(DecisionRecord, decision_id)
    _expect(decision.outcome == DecisionOutcome.GRANTED, _("县级机构没有批准，不能签发文书。"))
    _expect(not is_revoked(uow.session, uow.office_id, decision_id), _("这一决定已被撤销。"))
    proposal = uow.require(Proposal, decision.proposal_id)
    _expect(Measure(proposal.measure) in NOTICE_FORMS, _("这一措施由其他机关决定，不在本所签发。"))
    return decision, proposal


def _violation_of_duty(uow: UnitOfWork, duty_id: str) -> bool:
    return _exists(
        uow,
        Violation.duty_id == duty_id,
        Violation.state != ViolationState.DISMISSED.value,
        kind=Violation,
    )


def _exists(uow: UnitOfWork, *conditions: Any, kind: Any) -> bool:
    row = uow.session.execute(
        select(kind.id).where(kind.office_id == uow.office_id, *conditions).limit(1)
    ).first()
    return row is not None


def _evidence_titles(uow: UnitOfWork, violation_id: str) -> list[str]:
    rows = uow.session.execute(
        select(Evidence.title)
        .where(Evidence.office_id == uow.office_id, Evidence.violation_id == violation_id)
        .order_by(Evidence.id)
    )
    return [row.title for row in rows]


def _expect(holds: bool, message: str) -> None:  # noqa: FBT001 - a condition, not a switch
    if not holds:
        raise UserError(message)
