"""Windows that were missed, for whoever asks what has to be looked into. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.clock import CHINA
from corrdesk.casework.caseload.model import Category, Status
from corrdesk.casework.caseload.tables import Supervision, Withdrawal
from corrdesk.casework.reporting.model import DutyKind, DutyState, Outcome
from corrdesk.casework.reporting.tables import CheckIn, Duty


@dataclass(frozen=True, slots=True)
class MissedWindow:
    """A window whose last day of grace is over; `reported_on`: the day of a report that came late.

    Counts are times, for hours minutes.
    """

    duty_id: str
    supervision_id: str
    person_id: str
    category: Category
    kind: DutyKind
    period_start: date
    period_end: date
    grace_until: date
    needed: int
    done: int
    reported_on: date | None


def missed_windows(
    session: Session, office_id: str, as_of: date, kinds: Iterable[DutyKind]
) -> list[MissedWindow]:
    """The windows of these kinds that are overdue or were found missed, of people supervised now.

    What was excused or still waits for a proof is not missed.
    """
    overdue = (Duty.state == DutyState.OPEN.value) & (Duty.grace_until < as_of)
    rows = session.execute(
        select(
            Duty.id,
            Duty.supervision_id,
            Duty.person_id,
            Supervision.category,
            Duty.kind,
            Duty.period_start,
            Duty.period_end,
            Duty.grace_until,
            Duty.needed,
            Duty.done,
        )
        .join(
            Supervision,
            (Supervision.office_id == Duty.office_id) & (Supervision.id == Duty.supervision_id),
        )
        .where(
            Duty.office_id == office_id,
            Duty.kind.in_([kind.value for kind in kinds]),
            overdue | (Duty.state == DutyState.MISSED.value),
            Supervision.status == Status.SUPERVISED.value,
        )
        .order_by(Duty.id)
    ).all()
    if not rows:
        return []
    late = _reports_outside_windows(session, office_id, min(row.grace_until for row in rows))
    return [
        MissedWindow(
            duty_id=row.id,
            supervision_id=row.supervision_id,
            person_id=row.person_id,
            category=Category(row.category),
            kind=DutyKind(row.kind),
            period_start=row.period_start,
            period_end=row.period_end,
            grace_until=row.grace_until,
            needed=row.needed,
            done=row.done,
            reported_on=_first_after(
                late.get((row.supervision_id, row.kind), ()), row.grace_until, as_of
            ),
        )
        for row in rows
    ]


def _first_after(days: Iterable[date], limit: date, as_of: date) -> date | None:
    return next((day for day in days if limit < day <= as_of), None)


def _reports_outside_windows(
    session: Session, office_id: str, since: date
) -> dict[tuple[str, str], list[date]]:
    """The days of reports that belong to no window, by supervision and kind, in order."""
    taken_back = select(Withdrawal.subject_id).where(Withdrawal.office_id == office_id)
    found: dict[tuple[str, str], list[date]] = {}
    for row in session.execute(
        select(CheckIn.supervision_id, CheckIn.kind, CheckIn.happened_at)
        .where(
            CheckIn.office_id == office_id,
            CheckIn.duty_id.is_(None),
            CheckIn.outcome == Outcome.COMPLIED.value,
            CheckIn.happened_at >= datetime.combine(since, time(), CHINA),
            CheckIn.id.not_in(taken_back),
        )
        .order_by(CheckIn.happened_at)
    ):
        day = row.happened_at.astimezone(CHINA).date()
        found.setdefault((row.supervision_id, row.kind), []).append(day)
    return found
