"""Questions about approvals: who waits, what holds today, who is to be told; one with its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from corrdesk.casework.approvals.model import ApprovalState
from corrdesk.casework.approvals.tables import Approval, ApprovalDecision, ApprovalTold
from corrdesk.casework.caseload.tables import Person, Supervision, SupervisionOrder
from corrdesk.casework.documents.queries import sheets_about
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow

APPROVAL_LISTS = ("requested", "valid", "to_tell", "past")


@dataclass(frozen=True, slots=True)
class ApprovalFile:
    """One approval with everything that belongs to it; rows keep their column names."""

    approval: AnyRow
    person: AnyRow
    decision: AnyRow | None
    told: Sequence[AnyRow]
    sheets: Sequence[AnyRow]  # issued for it, the newest first

    @property
    def to_tell(self) -> list[str]:
        """The agencies that are still to be told."""
        if self.approval.state != ApprovalState.GRANTED:
            return []
        done = {row.body for row in self.told}
        return [body for body in self.approval.tell if body not in done]


def approvals_page(
    session: Session,
    office_id: str,
    as_of: date,
    name: str,
    *,
    kind: str | None = None,
    offset: int = 0,
    limit: int = 200,
) -> Sequence[AnyRow]:
    """One page of a list, those that begin first at the top; ended ones the newest first."""
    order = Approval.until_on.desc() if name == "past" else Approval.from_on
    return session.execute(
        select(table_of(Approval), Person.name)
        .join(Person, (Person.office_id == Approval.office_id) & (Person.id == Approval.person_id))
        .where(*_conditions(office_id, as_of, name, kind))
        .order_by(order, Person.name, Approval.id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_approvals(
    session: Session, office_id: str, as_of: date, name: str, kind: str | None = None
) -> int:
    """How many lines a list has. Raises KeyError for a list that does not exist."""
    return session.execute(
        select(func.count()).select_from(Approval).where(*_conditions(office_id, as_of, name, kind))
    ).scalar_one()


def approvals_of(session: Session, office_id: str, person_id: str) -> Sequence[AnyRow]:
    """Every request of one person, the newest first."""
    return _all(session, Approval, office_id, Approval.person_id == person_id)[::-1]


def approval_file(session: Session, office_id: str, approval_id: str) -> ApprovalFile | None:
    """One approval with its decision and who was told, or None."""
    approval = _all(session, Approval, office_id, Approval.id == approval_id)
    if not approval:
        return None
    decided = _all(
        session, ApprovalDecision, office_id, ApprovalDecision.approval_id == approval_id
    )
    (person,) = _all(session, Person, office_id, Person.id == approval[0].person_id)
    return ApprovalFile(
        approval=approval[0],
        person=person,
        decision=decided[0] if decided else None,
        told=_all(session, ApprovalTold, office_id, ApprovalTold.approval_id == approval_id),
        sheets=sheets_about(session, office_id, [approval_id]),
    )


def injunction_of(session: Session, office_id: str, supervision_id: str) -> str:
    """What the orders that came with a supervision forbid, or an empty text."""
    rows = session.execute(
        select(SupervisionOrder.content)
        .where(
            SupervisionOrder.office_id == office_id,
            SupervisionOrder.supervision_id == supervision_id,
            SupervisionOrder.kind == "injunction",
        )
        .order_by(SupervisionOrder.id)
    )
    return "；".join(row.content.strip().rstrip("；。") for row in rows if row.content.strip())


def organ_of(session: Session, office_id: str, supervision_id: str) -> str:
    """The organ that decided on community corrections, which an injunction came from."""
    return (
        session.execute(
            select(Supervision.decision_organ).where(
                Supervision.office_id == office_id, Supervision.id == supervision_id
            )
        ).scalar()
        or ""
    )


def _conditions(
    office_id: str, as_of: date, name: str, kind: str | None
) -> list[ColumnElement[bool]]:
    waiting, granted = ApprovalState.REQUESTED.value, ApprovalState.GRANTED.value
    told = (
        select(func.count())
        .select_from(ApprovalTold)
        .where(
            ApprovalTold.office_id == Approval.office_id, ApprovalTold.approval_id == Approval.id
        )
        .correlate(Approval)
        .scalar_subquery()
    )
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "requested": [Approval.state == waiting],
        "valid": [Approval.state == granted, Approval.until_on >= as_of],
        "to_tell": [Approval.state == granted, told < func.json_array_length(Approval.tell)],
        "past": [
            Approval.state.not_in([waiting, granted])
            | ((Approval.state == granted) & (Approval.until_on < as_of))
        ],
    }
    wanted = [Approval.office_id == office_id, *conditions[name]]
    return wanted if kind is None else [*wanted, Approval.kind == kind]


def _all(
    session: Session, kind: type, office_id: str, condition: ColumnElement[bool]
) -> Sequence[AnyRow]:
    table = table_of(kind)
    return session.execute(
        select(table).where(table.c.office_id == office_id, condition).order_by(table.c.id)
    ).all()
