"""Questions about enforcement: what is open, one case with all its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import (
    Attachment,
    Officer,
    Person,
    Supervision,
    Withdrawal,
)
from corrdesk.casework.documents.queries import sheets_about
from corrdesk.casework.enforcement.measures.queries import measures_from
from corrdesk.casework.enforcement.model import NOTICE_FORMS, ProposalState, ViolationState
from corrdesk.casework.enforcement.tables import (
    DecisionRecord,
    Evidence,
    Proposal,
    ProposalCheck,
    Violation,
)
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow

CASE_LISTS = ("open", "submitted", "decided", "closed")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One violation with everything that followed; rows keep their column names."""

    violation: AnyRow
    person: AnyRow
    supervision: AnyRow
    evidence: Sequence[AnyRow]
    proposals: Sequence[AnyRow]  # the newest first
    decisions: Sequence[AnyRow]  # the newest first
    notices: Sequence[AnyRow]  # issued sheets, the newest first
    checks: Sequence[AnyRow] = ()  # the head's words on the proposals, the newest first
    taken_back: Mapping[str, str] = field(default_factory=dict)  # why, by what was taken back
    measures: Sequence[AnyRow] = ()  # what went to police or court, the newest first


def count_cases(session: Session, office_id: str, name: str) -> int:
    """How many violations a list has: open, submitted, decided (without valid notice), closed."""
    return session.execute(
        select(func.count()).select_from(Violation).where(*_conditions(office_id, name))
    ).scalar_one()


def cases_page(
    session: Session, office_id: str, name: str, *, offset: int = 0, limit: int = 200
) -> Sequence[AnyRow]:
    """One page of a list of violations, the newest first."""
    return session.execute(
        select(
            Violation.id,
            Violation.person_id,
            Violation.breach,
            Violation.found_on,
            Violation.happened_on,
            Violation.state,
            Violation.severity,
            Person.name,
        )
        .join(
            Person, (Person.office_id == Violation.office_id) & (Person.id == Violation.person_id)
        )
        .where(*_conditions(office_id, name))
        .order_by(Violation.found_on.desc(), Violation.id)
        .offset(offset)
        .limit(limit)
    ).all()


def cases_of(session: Session, office_id: str, person_id: str) -> Sequence[AnyRow]:
    """The violations of one person, the newest first."""
    return session.execute(
        select(table_of(Violation))
        .where(Violation.office_id == office_id, Violation.person_id == person_id)
        .order_by(Violation.found_on.desc(), Violation.id.desc())
    ).all()


def case_file(session: Session, office_id: str, violation_id: str) -> CaseFile | None:
    """One case with all its steps, or None when there is none."""
    violation = _one(session, office_id, Violation, violation_id)
    if violation is None:
        return None
    proposals = _all(session, office_id, Proposal, Proposal.violation_id.in_([violation.id]))
    decisions = _all(
        session, office_id, DecisionRecord, DecisionRecord.proposal_id.in_(_ids(proposals))
    )
    notices = sheets_about(session, office_id, _ids(decisions), NOTICE_FORMS.values())
    person = _one(session, office_id, Person, violation.person_id)
    supervision = _one(session, office_id, Supervision, violation.supervision_id)
    if person is None or supervision is None:
        return None
    return CaseFile(
        violation=violation,
        person=person,
        supervision=supervision,
        evidence=evidence_of(session, office_id, violation.id),
        proposals=proposals,
        decisions=decisions,
        notices=notices,
        checks=_all(
            session, office_id, ProposalCheck, ProposalCheck.proposal_id.in_(_ids(proposals))
        ),
        taken_back=_withdrawn(
            session, office_id, [violation.id, *_ids(proposals), *_ids(decisions)]
        ),
        measures=[row for each in proposals for row in measures_from(session, office_id, each.id)],
    )


def evidence_of(session: Session, office_id: str, violation_id: str) -> Sequence[AnyRow]:
    """The pieces of evidence, oldest first; of a sealed file its hash, and who added it when."""
    return session.execute(
        select(
            table_of(Evidence),
            Attachment.name.label("file_name"),
            Attachment.sha256,
            Attachment.size,
            Attachment.added_at,
            Officer.name.label("added_by"),
        )
        .outerjoin(
            Attachment,
            (Attachment.office_id == Evidence.office_id)
            & (Attachment.id == Evidence.attachment_id),
        )
        .outerjoin(
            Officer,
            (Officer.office_id == Attachment.office_id) & (Officer.id == Attachment.added_by),
        )
        .where(Evidence.office_id == office_id, Evidence.violation_id == violation_id)
        .order_by(Evidence.id)
    ).all()


def _withdrawn(session: Session, office_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Why facts were taken back, by their ids."""
    rows = session.execute(
        select(Withdrawal.subject_id, Withdrawal.reason).where(
            Withdrawal.office_id == office_id, Withdrawal.subject_id.in_(ids)
        )
    )
    return {row.subject_id: row.reason for row in rows}


def _conditions(office_id: str, name: str) -> list[ColumnElement[bool]]:
    submitted = select(Proposal.violation_id).where(
        Proposal.office_id == office_id, Proposal.state == ProposalState.SUBMITTED.value
    )
    waiting = Violation.state.in_([ViolationState.RECORDED.value, ViolationState.PROPOSED.value])
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "open": [waiting, Violation.id.not_in(submitted)],
        "submitted": [waiting, Violation.id.in_(submitted)],
        "decided": [Violation.state == ViolationState.DECIDED.value],
        "closed": [Violation.state == ViolationState.DISMISSED.value],
    }
    return [Violation.office_id == office_id, *conditions[name]]


def _one(session: Session, office_id: str, kind: Any, record_id: str) -> AnyRow | None:
    return session.execute(
        select(table_of(kind)).where(kind.office_id == office_id, kind.id == record_id)
    ).first()


def _all(
    session: Session, office_id: str, kind: Any, condition: ColumnElement[bool]
) -> Sequence[AnyRow]:
    return session.execute(
        select(table_of(kind))
        .where(kind.office_id == office_id, condition)
        .order_by(kind.id.desc())
    ).all()


def _ids(rows: Sequence[AnyRow]) -> list[str]:
    return [row.id for row in rows]
