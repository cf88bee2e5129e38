"""Commands of approvals: request, the county's decision from its paper, telling, taking back.

The county decides all of them; the office takes the request and records what came.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.approvals.model import (
    ApprovalKind,
    ApprovalOutcome,
    ApprovalRequest,
    ApprovalState,
    ApprovalWord,
)
from corrdesk.casework.approvals.policy import (
    REFUSED,
    ApprovalRoute,
    ContactFacts,
    PlaceFacts,
    contact_approval,
    place_approval,
)
from corrdesk.casework.approvals.tables import Approval, ApprovalDecision, ApprovalTold
from corrdesk.casework.caseload.grounds import clauses
from corrdesk.casework.caseload.model import Category, Status
from corrdesk.casework.caseload.tables import Office, Supervision
from corrdesk.casework.permissions import command
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork


@command("approval.request")
def request_approval(
    uow: UnitOfWork, law: Law, supervision_id: str, request: ApprovalRequest
) -> str:
    """Takes down a written request. Returns its id.

    Raises UserError for what nobody may approve, for days beyond the term, and without reason.
    """
    supervision = uow.require(Supervision, supervision_id)
    if supervision.status != Status.SUPERVISED:
        raise UserError(_("此人不在矫正期间，不能提出申请。"))
    _check_request(uow, request, supervision.term_end)
    decision = route_of(law, request, Category(supervision.category))
    if decision.value.approver == REFUSED:
        raise _never(request.kind)
    record = Approval(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        kind=request.kind.value,
        requested_on=request.requested_on,
        contact=request.contact.value if request.contact else "",
        subject=request.subject.strip(),
        reason=request.reason.strip(),
        injunction=request.injunction.strip(),
        asked_from=request.from_on,
        asked_until=request.until_on,
        from_on=request.from_on,
        until_on=request.until_on,
        times=request.times.strip(),
        proofs=[line.strip() for line in request.proofs if line.strip()],
        tell=list(decision.value.tell),
        citations=clauses(decision),
        rule_version=law.book.version,
        state=ApprovalState.REQUESTED.value,
    )
    uow.add(record)
    return record.id


@command("approval.record")
def record_approval_decision(uow: UnitOfWork, approval_id: str, word: ApprovalWord) -> str:
    """Records the county's decision from its paper. Returns the decision's id.

    Raises UserError without the paper's number, for a refusal without reason, and for permitted
    days that lie before the decision or beyond the term.
    """
    approval = uow.require(Approval, approval_id)
    if approval.state != ApprovalState.REQUESTED:
        raise UserError(_("该申请已有决定或已撤回。"))
    if not word.document.strip():
        raise UserError(_("请填写决定文书的文号。"), field="document")
    if not approval.requested_on <= word.decided_on <= uow.clock.today():
        raise UserError(_("决定日期应在申请之后、今天之前。"), field="decided_on")
    granted = word.outcome is ApprovalOutcome.GRANTED
    if granted:
        _permit(uow, approval, word)
    elif not word.reason.strip():
        raise UserError(_("不批准的，请写明理由和法律依据。"), field="reason")
    record = ApprovalDecision(
        id=uow.new_id(),
        approval_id=approval_id,
        outcome=word.outcome.value,
        decided_on=word.decided_on,
        decided_by=word.decided_by.strip() or uow.require(Office, uow.office_id).county_name,
        document=word.document.strip(),
        requirements=word.requirements.strip(),
        reason=word.reason.strip(),
        source=word.source,
    )
    uow.add(record)
    approval.state = (ApprovalState.GRANTED if granted else ApprovalState.REFUSED).value
    return record.id


@command("approval.record")
def record_told(
    uow: UnitOfWork, approval_id: str, body: str, on: date, *, name: str = "", document: str = ""
) -> str:
    """Records that an agency was told of a granted approval. Returns the record's id.

    Raises UserError for an agency that need not be told, or was told already.
    """
    approval = uow.require(Approval, approval_id)
    if approval.state != ApprovalState.GRANTED or body not in approval.tell:
        raise UserError(_("这项审批不需要告知这一机关。"), field="body")
    told = uow.session.execute(
        select(ApprovalTold.id).where(
            ApprovalTold.office_id == uow.office_id,
            ApprovalTold.approval_id == approval_id,
            ApprovalTold.body == body,
        )
    ).first()
    if told:
        raise UserError(_("已经登记告知这一机关。"), field="body")
    if not approval.requested_on <= on <= uow.clock.today():
        raise UserError(_("告知日期应在申请之后、今天之前。"), field="on")
    record = ApprovalTold(
        id=uow.new_id(),
        approval_id=approval_id,
        body=body,
        name=name.strip(),
        on=on,
        document=document.strip(),
    )
    uow.add(record)
    return record.id


@command("approval.withdraw")
def withdraw_approval(uow: UnitOfWork, approval_id: str, reason: str) -> None:
    """Takes back a request that is not decided yet, at the person's wish."""
    approval = uow.require(Approval, approval_id)
    if approval.state != ApprovalState.REQUESTED:
        raise UserError(_("该申请已有决定或已撤回。"))
    if not reason.strip():
        raise UserError(_("请填写撤回的理由。"), field="reason")
    approval.state = ApprovalState.WITHDRAWN.value
    uow.because(reason.strip())


def route_of(law: Law, request: ApprovalRequest, category: Category) -> Decision[ApprovalRoute]:
    """Who decides and who is told. Raises UserError for a meeting with nobody named."""
    if request.kind is ApprovalKind.PLACE:
        return place_approval(PlaceFacts(category), law)
    if request.contact is None:
        raise UserError(_("请选择拟接触的人与本案的关系。"), field="contact")
    return contact_approval(ContactFacts(request.contact), law)


def _check_request(uow: UnitOfWork, request: ApprovalRequest, term_end: date) -> None:
    place = request.kind is ApprovalKind.PLACE
    if not request.subject.strip():
        message = _("请写明拟进入的场所。") if place else _("请写明拟接触的人。")
        raise UserError(message, field="subject")
    if not request.reason.strip():
        raise UserError(_("请写明申请理由。"), field="reason")
    if place and not request.injunction.strip():
        raise UserError(
            _("请写明禁止令的内容。"),
            remedy=_("没有禁止令的，进入场所不需要这项审批。"),
            field="injunction",
        )
    if request.requested_on > uow.clock.today():
        raise UserError(_("申请日期晚于今天。"), field="requested_on")
    if request.from_on < request.requested_on:
        raise UserError(_("应当先申请、后进入或者会见。"), field="from_on")
    _check_days(request.from_on, request.until_on, term_end)


def _permit(uow: UnitOfWork, approval: Approval, word: ApprovalWord) -> None:
    first, last = word.from_on or approval.from_on, word.until_on or approval.until_on
    if first < word.decided_on:
        raise UserError(_("批准的开始日期早于决定日期。"), field="from_on")
    _check_days(first, last, uow.require(Supervision, approval.supervision_id).term_end)
    approval.from_on, approval.until_on = first, last


def _check_days(first: date, last: date, term_end: date) -> None:
    if last < first:
        raise UserError(_("结束日期早于开始日期。"), field="until_on")
    if last > term_end:
        raise UserError(_("结束日期晚于矫正期满之日。"), field="until_on")


def _never(kind: ApprovalKind) -> UserError:
    if kind is ApprovalKind.PLACE:
        message = _("禁止令只适用于管制和缓刑，此人的矫正类别没有禁止令。")
        return UserError(message, remedy=_("请核对法律文书。"), field="injunction")
    message = _("依规定不得接触同案犯和可能诱发再犯罪的人，没有可以批准的机关。")
    return UserError(message, remedy=_("请向本人说明，不受理这项申请。"), field="contact")
