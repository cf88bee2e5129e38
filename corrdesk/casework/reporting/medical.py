"""The medical duties of people outside prison: why they are, and what they handed in.

The clocks are `policy.medical_next`'s; this module keeps the facts and asks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import Category, Status
from corrdesk.casework.caseload.tables import Attachment, Supervision, Withdrawal
from corrdesk.casework.permissions import command
from corrdesk.casework.reporting.policy import MedicalFacts, OutsideReason, medical_next
from corrdesk.casework.reporting.tables import MedicalRecord
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork


class MedicalKind(StrEnum):
    """What a record says."""

    REASON = "reason"  # why somebody is outside prison, and from which day
    HEALTH_REPORT = "health_report"
    REVIEW = "review"


MEDICAL_LABELS = {
    MedicalKind.REASON: N_("暂予监外执行的情形"),
    MedicalKind.HEALTH_REPORT: N_("身体情况报告"),
    MedicalKind.REVIEW: N_("病情复查情况"),
}
REASON_LABELS = {
    OutsideReason.MEDICAL: N_("保外就医"),
    OutsideReason.PREGNANCY: N_("怀孕或者正在哺乳自己的婴儿"),
    OutsideReason.SELF_CARE: N_("生活不能自理"),
}


@dataclass(frozen=True, slots=True)
class MedicalNote:
    """One record: the reason with its first day, or a paper that was handed in on a day."""

    kind: MedicalKind
    on: date
    reason: OutsideReason | None = None
    hospital: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MedicalState:
    """Where somebody stands: why outside, last papers, and the last days for the next ones."""

    supervision_id: str
    person_id: str
    reason: OutsideReason
    since: date
    last_report: date | None
    last_review: date | None
    report_due: date
    review_due: date | None  # None: the reason asks for no re-examination


@command("medical.record")
def record_medical(
    uow: UnitOfWork, supervision_id: str, note: MedicalNote, *, attachment_id: str | None = None
) -> str:
    """Keeps a record. Returns its id. Raises UserError naming what is missing or impossible."""
    supervision = uow.require(Supervision, supervision_id)
    if supervision.category != Category.OUTSIDE_PRISON:
        raise UserError(_("只有暂予监外执行的对象有这项义务。"), field="kind")
    if (note.kind is MedicalKind.REASON) != (note.reason is not None):
        raise UserError(_("请选择暂予监外执行的情形。"), field="reason")
    if note.on > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field="on")
    if note.kind is MedicalKind.REVIEW and not note.hospital.strip():
        raise UserError(_("请填写进行复查的医院。"), field="hospital")
    if attachment_id is not None:
        uow.require(Attachment, attachment_id)
    record = MedicalRecord(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        kind=note.kind.value,
        on=note.on,
        reason=note.reason.value if note.reason else "",
        hospital=note.hospital.strip(),
        note=note.note.strip(),
        attachment_id=attachment_id,
    )
    uow.add(record)
    return record.id


def medical_records(session: Session, office_id: str, supervision_id: str) -> list[AnyRow]:
    """The records of one supervision that stand, the newest first."""
    found = _standing(session, office_id, [supervision_id])
    return found.get(supervision_id, [])[::-1]


def medical_states(session: Session, office_id: str, law: Law) -> list[MedicalState]:
    """Everybody outside prison whose reason is recorded, with the clocks of today's law.

    Before the first paper the clock runs from the day from which the reason holds.
    """
    people = {
        row.id: row.person_id
        for row in session.execute(
            select(Supervision.id, Supervision.person_id).where(
                Supervision.office_id == office_id,
                Supervision.category == Category.OUTSIDE_PRISON.value,
                Supervision.status == Status.SUPERVISED.value,
            )
        )
    }
    records = _standing(session, office_id, people)
    found = (_state(each, people[each], records.get(each, []), law) for each in sorted(people))
    return [state for state in found if state is not None]


def _state(
    supervision_id: str, person_id: str, records: list[AnyRow], law: Law
) -> MedicalState | None:
    newest = {row.kind: row for row in records}
    ground = newest.get(MedicalKind.REASON)
    if ground is None:
        return None
    reason = OutsideReason(ground.reason)
    report, review = (newest.get(kind) for kind in (MedicalKind.HEALTH_REPORT, MedicalKind.REVIEW))
    last_report = report.on if report is not None else None
    last_review = review.on if review is not None else None
    facts = MedicalFacts(
        reason=reason,
        last_health_report=last_report or ground.on,
        last_review=last_review or ground.on,
    )
    due = medical_next(facts, law).value
    return MedicalState(
        supervision_id=supervision_id,
        person_id=person_id,
        reason=reason,
        since=ground.on,
        last_report=last_report,
        last_review=last_review,
        report_due=due.health_report_due,
        review_due=due.review_due,
    )


def _standing(
    session: Session, office_id: str, supervisions: Iterable[str]
) -> dict[str, list[AnyRow]]:
    """The records that were not taken back, by supervision, in order of days."""
    taken_back = select(Withdrawal.subject_id).where(Withdrawal.office_id == office_id)
    rows = session.execute(
        select(table_of(MedicalRecord))
        .where(
            MedicalRecord.office_id == office_id,
            MedicalRecord.supervision_id.in_(list(supervisions)),
            MedicalRecord.id.not_in(taken_back),
        )
        .order_by(MedicalRecord.on, MedicalRecord.id)
    )
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.supervision_id, []).append(row)
    return found
