"""Paper of approvals: the approval form to sign, and what the person is told, with its number.

Legal wording of the paper, not of the screen: it is not translated.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from corrdesk.base.dates import format_cn
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.approvals.model import (
    CONTACT_LABELS,
    OUTCOME_LABELS,
    ApprovalKind,
    ApprovalOutcome,
    Contact,
)
from corrdesk.casework.approvals.tables import Approval, ApprovalDecision, ApprovalTold
from corrdesk.casework.caseload.grounds import quoted
from corrdesk.casework.caseload.sheet_facts import person_facts
from corrdesk.casework.caseload.tables import Office, Supervision
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.service import issue_document
from corrdesk.casework.documents.sheet import FormSheet, Press, specimen
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork

NOTICE = "matter-approval-notice"


@command("approval.paper")
def approval_form(uow: UnitOfWork, approval_id: str) -> FormSheet:
    """The approval form of a place or a meeting, as far as it is known."""
    approval = uow.require(Approval, approval_id)
    facts = person_facts(uow, approval.person_id, approval.supervision_id) | {
        "reason": approval.reason,
        "proofs": approval.proofs,
        "office_opinion": "",
        "county_opinion": _decided(_decision(uow, approval_id)),
    }
    if approval.kind == ApprovalKind.CONTACT:
        facts |= {
            "matter": _matter(approval),
            "reason": f"{approval.reason}（时间：{_span(approval)}）",
            "legal_basis": (quoted(approval.citations),),
            "upper_opinion": "",
        }
        return FormSheet("matter-approval", facts, chain_head=uow.head.short)
    facts |= {
        "injunction": approval.injunction,
        "place": approval.subject,
        "start": approval.from_on,
        "end": approval.until_on,
        "times": approval.times,
        "informed": _informed(uow, approval_id),
    }
    return FormSheet("special-place-approval", facts, chain_head=uow.head.short)


@command("approval.paper")
def preview_notice(uow: UnitOfWork, approval_id: str) -> FormSheet:
    """What the person is told (事项审批告知书), as a specimen without a number."""
    return specimen(_draft(uow, approval_id))


@command("approval.paper")
def issue_notice(
    uow: UnitOfWork, approval_id: str, *, press: Press, seal: Callable[[bytes], str]
) -> str:
    """Draws the number and stores the notice in one act. Returns the sheet's id.

    Raises UserError while nothing is decided.
    """
    return issue_document(uow, _draft(uow, approval_id), press=press, seal=seal)


def _draft(uow: UnitOfWork, approval_id: str) -> Draft:
    approval, decision = uow.require(Approval, approval_id), _decision(uow, approval_id)
    if decision is None:
        raise UserError(_("还没有决定，不能签发告知书。"))
    granted = decision.outcome == ApprovalOutcome.GRANTED
    person = person_facts(uow, approval.person_id, approval.supervision_id)
    copies = _copies(uow, approval) if granted else ()
    words = f"{OUTCOME_LABELS[ApprovalOutcome(decision.outcome)]}{_matter(approval)}"
    facts = {
        "county": decision.decided_by,
        "person_name": person["person_name"],
        "applied_on": approval.requested_on,
        "matter": _matter(approval),
        "decision": f"{words}，时间：{_span(approval)}" if granted else words,
        "reason": decision.reason,
        "requirements": [decision.requirements] if decision.requirements else [],
        "legal_basis": (quoted(approval.citations),),
        "decided_on": decision.decided_on,
        "copies": copies,
    }
    return Draft(
        NOTICE,
        facts,
        person_id=approval.person_id,
        supervision_id=approval.supervision_id,
        subject_id=approval.id,
        addressees=(str(person["person_name"]),),
        copies=copies,
    )


def _matter(approval: Approval) -> str:
    if approval.kind == ApprovalKind.PLACE:
        return f"进入{approval.subject}"
    return f"接触{CONTACT_LABELS[Contact(approval.contact)]}{approval.subject}"


def _span(approval: Approval) -> str:
    first, last = format_cn(approval.from_on), format_cn(approval.until_on)
    days = first if approval.from_on == approval.until_on else f"{first}至{last}"
    return f"{days}，{approval.times}" if approval.times else days


def _decision(uow: UnitOfWork, approval_id: str) -> ApprovalDecision | None:
    return uow.session.scalars(
        select(ApprovalDecision).where(
            ApprovalDecision.office_id == uow.office_id,
            ApprovalDecision.approval_id == approval_id,
        )
    ).first()


def _decided(decision: ApprovalDecision | None) -> str:
    if decision is None:
        return ""
    words = f"{OUTCOME_LABELS[ApprovalOutcome(decision.outcome)]}。"
    given = decision.reason or decision.requirements
    if given:
        words += f"{given.rstrip('。')}。"
    return f"{words}（{format_cn(decision.decided_on)}，{decision.document}）"


def _informed(uow: UnitOfWork, approval_id: str) -> list[str]:
    rows = uow.session.scalars(
        select(ApprovalTold)
        .where(ApprovalTold.office_id == uow.office_id, ApprovalTold.approval_id == approval_id)
        .order_by(ApprovalTold.id)
    )
    return [f"{row.name}（{format_cn(row.on)}）" for row in rows]


def _copies(uow: UnitOfWork, approval: Approval) -> tuple[str, ...]:
    """Those who have to be told, by name where the office knows it."""
    organ = uow.require(Supervision, approval.supervision_id).decision_organ
    known = {
        "original": organ or "原审人民法院",
        "procuratorate": uow.require(Office, uow.office_id).procuratorate or "县级人民检察院",
    }
    return tuple(known[body] for body in approval.tell)
