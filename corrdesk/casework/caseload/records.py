"""Building blocks of the caseload's commands: rows and facts, and taking a fact back.

Other capabilities use these inside their own commands; nothing here checks a permission.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import tidy_phone
from corrdesk.casework.caseload.model import OrderFacts, PersonFacts, Status, SupervisionClass
from corrdesk.casework.caseload.tables import (
    ClassChange,
    StatusChange,
    SupervisionOrder,
    Withdrawal,
)
from corrdesk.store.unit_of_work import UnitOfWork


def person_row(person_id: str, person: PersonFacts, *, minor: bool) -> dict[str, Any]:
    """The columns of a person, for both doors of the unit of work."""
    return {
        "id": person_id,
        "name": person.name,
        "sex": person.sex.value,
        "id_number": person.id_number,
        "born": person.born,
        "ethnicity": person.ethnicity,
        "education": person.education,
        "phone": tidy_phone(person.phone),
        "residence": person.residence,
        "household": person.household,
        "note": person.note,
        "minor": minor,
        "sealed_on": None,
    }


def supervision_row(
    uow: UnitOfWork, supervision_id: str, person_id: str, order: OrderFacts
) -> dict[str, Any]:
    """The columns of an order; duties are followed from today or from the later reporting in."""
    if order.term_end < order.term_start:
        raise UserError(_("矫正结束日期早于开始日期。"), field="term_end")
    reported = Status.SUPERVISED if order.reported_in_on else Status.AWAITING_REPORT
    status = order.status or reported
    return {
        "id": supervision_id,
        "person_id": person_id,
        "category": order.category.value,
        "status": status.value,
        "decision_organ": order.decision_organ,
        "judgment_number": order.judgment_number,
        "offence": order.offence,
        "offence_on": order.offence_on,
        "original_sentence": order.original_sentence,
        "effective_on": order.effective_on,
        "term_start": order.term_start,
        "term_end": order.term_end,
        "reported_in_on": order.reported_in_on,
        "tracked_from": order.tracked_from
        or max(order.term_start, order.reported_in_on or uow.clock.today()),
        "class_": order.class_.value if order.class_ else None,
        "able_to_work": order.able_to_work,
        "officer_id": uow.actor.officer_id,
    }


def withdraw(uow: UnitOfWork, kind: str, subject_id: str, reason: str) -> None:
    """Takes a fact back with a reason; for the commands of the capability that owns the fact."""
    if not reason.strip():
        raise UserError(_("请填写撤回的理由。"), field="reason")
    taken = uow.session.execute(
        select(Withdrawal.id).where(
            Withdrawal.office_id == uow.office_id, Withdrawal.subject_id == subject_id
        )
    ).first()
    if taken:
        raise UserError(_("这条记录已经撤回。"))
    uow.because(reason)
    uow.add(
        Withdrawal(
            id=uow.new_id(),
            subject_kind=kind,
            subject_id=subject_id,
            reason=reason,
            by=uow.actor.officer_id,
        )
    )


def status_fact(
    supervision_id: str, status: Status, on: date, reason: str = "", document: str = ""
) -> StatusChange:
    """A step in the life cycle of a supervision."""
    return StatusChange(
        supervision_id=supervision_id,
        status=status.value,
        on=on,
        reason=reason,
        document=document,
    )


def class_fact(
    supervision_id: str,
    class_: SupervisionClass,
    from_on: date,
    reason: str = "",
    document: str = "",
) -> ClassChange:
    """A class that holds from a day on."""
    return ClassChange(
        supervision_id=supervision_id,
        class_=class_.value,
        from_on=from_on,
        reason=reason,
        document=document,
    )


def injunction(supervision_id: str, order: OrderFacts) -> SupervisionOrder:
    """The injunction that comes with an order."""
    return SupervisionOrder(
        supervision_id=supervision_id,
        kind="injunction",
        content=order.injunction,
        from_on=order.term_start,
        until_on=None,
    )
