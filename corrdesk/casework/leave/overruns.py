"""Leaves that were not reported back in time, for whoever asks what has to be looked into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.model import LIVE, Category
from corrdesk.casework.caseload.tables import Supervision
from corrdesk.casework.leave.model import LeaveState
from corrdesk.casework.leave.policy import ReturnFacts, leave_return
from corrdesk.casework.leave.queries import last_day, overdue_before
from corrdesk.casework.leave.tables import Leave, LeaveReturn
from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class Overrun:
    """A leave and the last day on which its return could be reported; `reported_on`: late."""

    leave_id: str
    supervision_id: str
    person_id: str
    category: Category
    destination: str
    depart: date
    return_on: date  # the last day that was granted
    due: date
    reported_on: date | None


def overruns(session: Session, office_id: str, law: Law) -> Iterator[Overrun]:
    """Leaves of people in the register that are overdue today or were reported back too late."""
    end = last_day()
    running = (Leave.state == LeaveState.APPROVED.value) & (end < overdue_before(law))
    late = (Leave.state == LeaveState.ENDED.value) & (LeaveReturn.days_overdue > 0)
    for row in session.execute(
        select(
            Leave.id,
            Leave.supervision_id,
            Leave.person_id,
            Supervision.category,
            Leave.destination,
            Leave.depart,
            end.label("return_on"),
            LeaveReturn.reported_on,
        )
        .join(
            Supervision,
            (Supervision.office_id == Leave.office_id) & (Supervision.id == Leave.supervision_id),
        )
        .outerjoin(
            LeaveReturn,
            (LeaveReturn.office_id == Leave.office_id) & (LeaveReturn.leave_id == Leave.id),
        )
        .where(
            Leave.office_id == office_id,
            Leave.extends.is_(None),
            running | late,
            Supervision.status.in_([status.value for status in LIVE]),
        )
        .order_by(Leave.id)
    ):
        back = leave_return(ReturnFacts(row.return_on, row.reported_on), law).value
        if back.overdue:
            seen = row.reported_on or law.as_of
            due = seen - timedelta(days=back.days_overdue)
            yield Overrun(*row[:3], Category(row.category), *row[4:7], due, row.reported_on)
