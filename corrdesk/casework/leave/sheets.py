"""Puts the facts of a leave together into its forms: 外出审批表, 外出证明, 经常性跨市县活动审批表.

Legal wording of the paper, not of the screen: it is not translated.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from corrdesk.base.dates import format_cn
from corrdesk.casework.caseload.model import SEX_LABELS, Sex
from corrdesk.casework.caseload.sheet_facts import person_facts
from corrdesk.casework.caseload.tables import Office, Person
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.leave.model import (
    CERTIFICATE_FORM,
    MANNER_LABELS,
    OUTCOME_LABELS,
    REASON_LABELS,
    Approver,
    LeaveOutcome,
    LeaveReason,
    LeaveState,
    ReportManner,
)
from corrdesk.casework.leave.tables import (
    Leave,
    LeaveDecision,
    LeaveProof,
    LeaveReturn,
    TravelDecision,
    TravelPermit,
)
from corrdesk.store.unit_of_work import UnitOfWork


def draft_certificate(uow: UnitOfWork, leave: Leave) -> Draft:
    """What the certificate (外出证明) of a granted request says, and whom it concerns."""
    person = uow.require(Person, leave.person_id)
    decision = _decision(uow, leave.id)
    facts = {
        "office": uow.require(Office, uow.office_id).name,
        "person_name": person.name,
        "sex": SEX_LABELS[Sex(person.sex)],
        "id_number": person.id_number,
        "reason": _reason(leave),
        "destination": leave.destination,
        "start": leave.depart,
        "end": leave.return_on,
        "days": leave.days,
        "approver": decision.decided_by if decision else "",
        "handler": uow.actor.name,
        "contact": "",
        "signed_on": uow.clock.today(),
    }
    return Draft(
        CERTIFICATE_FORM,
        facts,
        person_id=person.id,
        supervision_id=leave.supervision_id,
        subject_id=leave.id,
        addressees=(person.name,),
    )


def draw_approval(uow: UnitOfWork, leave: Leave) -> FormSheet:
    """The approval form (外出审批表) as far as it is known; the rest is written by hand."""
    root = leave if leave.extends is None else uow.require(Leave, leave.extends)
    returned = uow.session.scalars(
        select(LeaveReturn).where(
            LeaveReturn.office_id == uow.office_id, LeaveReturn.leave_id == root.id
        )
    ).first()
    facts = person_facts(uow, leave.person_id, leave.supervision_id) | {
        "applied_on": leave.requested_on,
        "reason": _reason(leave),
        "destination": leave.destination,
        "start": leave.depart,
        "end": leave.return_on,
        "days": leave.days,
        "total_days": leave.days_in_window,
        "transport": leave.transport,
        "destination_contact": leave.contact,
        "proofs": _proofs(uow, leave.id),
        "returned_on": returned.returned_on if returned else None,
        "return_note": _return_words(returned) if returned else "",
        "office_opinion": _opinion(uow, leave.id, Approver.OFFICE),
        "county_opinion": _opinion(uow, leave.id, Approver.COUNTY),
        "upper_opinion": _opinion(uow, leave.id, Approver.CITY),
    }
    return FormSheet("leave-approval", facts, chain_head=uow.head.short)


def draw_permit(uow: UnitOfWork, permit: TravelPermit) -> FormSheet:
    """The approval form of recurring travel, as far as it is known."""
    decision = uow.session.scalars(
        select(TravelDecision).where(
            TravelDecision.office_id == uow.office_id, TravelDecision.permit_id == permit.id
        )
    ).first()
    granted = permit.state in {LeaveState.APPROVED, LeaveState.ENDED}
    opinion = (
        _decided(decision.outcome, decision.reason, decision.document, decision.decided_on)
        if decision
        else ""
    )
    facts = person_facts(uow, permit.person_id, permit.supervision_id) | {
        "reason": permit.reason,
        "places": permit.places,
        "times": permit.times,
        "frequency": permit.frequency,
        "valid_from": permit.valid_from if granted else None,
        "valid_to": permit.valid_to if granted else None,
        "reporting": permit.reporting,
        "proofs": _proofs(uow, permit.id),
        "office_opinion": "",
        "county_opinion": opinion,
    }
    return FormSheet("recurring-travel-approval", facts, chain_head=uow.head.short)


def _reason(leave: Leave) -> str:
    words = f"{REASON_LABELS[LeaveReason(leave.reason)]}：{leave.reason_text}"
    return f"延长外出。{words}" if leave.extends else words


def _proofs(uow: UnitOfWork, subject_id: str) -> list[str]:
    rows = uow.session.execute(
        select(LeaveProof.title)
        .where(LeaveProof.office_id == uow.office_id, LeaveProof.subject_id == subject_id)
        .order_by(LeaveProof.id)
    )
    return [row.title for row in rows]


def _decision(uow: UnitOfWork, leave_id: str) -> LeaveDecision | None:
    return uow.session.scalars(
        select(LeaveDecision).where(
            LeaveDecision.office_id == uow.office_id, LeaveDecision.leave_id == leave_id
        )
    ).first()


def _opinion(uow: UnitOfWork, leave_id: str, decider: Approver) -> str:
    decision = _decision(uow, leave_id)
    if decision is None or decision.decider != decider:
        return ""
    given = (decision.reason, decision.legal_reason)
    reasons = "；".join(words.rstrip("。；") for words in given if words)
    return _decided(decision.outcome, reasons, decision.document, decision.decided_on)


def _decided(outcome: str, reasons: str, document: str, on: date) -> str:
    words = f"{OUTCOME_LABELS[LeaveOutcome(outcome)]}。"
    if reasons:
        words += f"{reasons.rstrip('。')}。"
    if document:
        words += f"（{format_cn(on)}，{document}）"
    return words


def _return_words(returned: LeaveReturn) -> str:
    words = f"{format_cn(returned.reported_on)}{MANNER_LABELS[ReportManner(returned.manner)]}销假"
    if returned.days_overdue:
        words += f"，逾期{returned.days_overdue}天"
    if returned.note:
        words += f"。{returned.note}"
    return words
