"""People who did not report in by the last day of the law, for whoever has to look into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.model import LIVE, Category, Status
from corrdesk.casework.caseload.policy import ReportInFacts, report_deadline
from corrdesk.casework.caseload.tables import StatusChange, Supervision
from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class LateArrival:
    """Somebody whose reporting in is overdue, or came late (`reported_on`)."""

    supervision_id: str
    person_id: str
    category: Category
    effective_on: date
    due: date
    reported_on: date | None


def late_arrivals(session: Session, office_id: str, law: Law) -> Iterator[LateArrival]:
    """Those whom the office was waiting for: people imported as supervised came before its time.

    People who serve their sentence outside prison are handed over and do not report in by
    themselves.
    """
    awaited = select(StatusChange.supervision_id).where(
        StatusChange.office_id == office_id,
        StatusChange.status == Status.AWAITING_REPORT.value,
    )
    for row in session.execute(
        select(
            Supervision.id,
            Supervision.person_id,
            Supervision.category,
            Supervision.effective_on,
            Supervision.reported_in_on,
        )
        .where(
            Supervision.office_id == office_id,
            Supervision.status.in_([status.value for status in LIVE]),
            Supervision.category != Category.OUTSIDE_PRISON.value,
            Supervision.effective_on.is_not(None),
            Supervision.id.in_(awaited),
        )
        .order_by(Supervision.id)
    ):
        due = report_deadline(ReportInFacts(row.effective_on), law).value.due
        if (row.reported_in_on or law.as_of) > due:
            category = Category(row.category)
            yield LateArrival(*row[:2], category, row.effective_on, due, row.reported_in_on)
