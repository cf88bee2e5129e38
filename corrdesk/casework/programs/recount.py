"""Brings the ledger in line with attendance: what counts is asked of the policy, the rest posted.

A part of commands, never one itself: sessions, leaves and corrections all end here, so that the
ledger comes out the same in whatever order they were entered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from corrdesk.base.batches import batches
from corrdesk.base.ids import derived_id
from corrdesk.casework.caseload.absences import approved_absences
from corrdesk.casework.caseload.hour_tables import HourEvent
from corrdesk.casework.caseload.hours import (
    HourKind,
    HourSort,
    HourSource,
    Learner,
    Movement,
    post_movements,
)
from corrdesk.casework.programs.policy import Seat, credited_minutes
from corrdesk.casework.programs.service import minutes_after_midnight
from corrdesk.casework.programs.tables import Attendance, Program, ProgramSession
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

NOT_COUNTED = "与已计入的活动时间重叠，或者在批准外出期间"  # of the ledger, as on paper
ANY_LEAVE = 1  # learners from which on all absences are read at once


@dataclass(slots=True)
class _Posted:
    """What the ledger holds for one seat already."""

    minutes: int = 0
    events: int = 0


def recount(
    uow: UnitOfWork,
    learner_ids: Collection[str],
    *,
    days: Collection[date] | None = None,
    reason: str = "",
) -> list[str]:
    """Posts what is missing or too much for the sessions of these people on these days, or on all.

    Returns the ids of the people for whom the ledger has moved.
    """
    uow.session.flush()
    one = next(iter(learner_ids)) if len(learner_ids) == ANY_LEAVE else None
    away = approved_absences(uow.session, uow.office_id, one)
    moved: list[Movement] = []
    for some in batches(learner_ids):
        seats = _seats(uow, some, days)
        posted = _posted(uow, some, days)
        for learner_id, mine in seats.items():
            wanted = credited_minutes(
                [
                    Seat(row.session_id, row.on, minutes_after_midnight(row.starts),
                         row.length, row.minutes)
                    for row in mine.values()
                ],
                away.get(learner_id, ()),
            )  # fmt: skip
            for row in mine.values():
                known = posted.get((row.session_id, learner_id), _Posted())
                more = wanted[row.session_id] - known.minutes
                if more:
                    moved.append(_movement(row, more, known, reason))
    post_movements(uow, moved)
    return list(dict.fromkeys(each.learner_id for each in moved))


def recount_of(uow: UnitOfWork, attendances: Collection[str]) -> list[str]:
    """Counts anew the days on which these records of attendance lie; returns as `recount`."""
    found: dict[str, set[date]] = {}
    for some in batches(attendances):
        rows = uow.session.execute(
            select(Attendance.learner_id, ProgramSession.on)
            .join(
                ProgramSession,
                (ProgramSession.office_id == Attendance.office_id)
                & (ProgramSession.id == Attendance.session_id),
            )
            .where(Attendance.office_id == uow.office_id, Attendance.id.in_(some))
        )
        for row in rows:
            found.setdefault(row.learner_id, set()).add(row.on)
    days = {day for mine in found.values() for day in mine}
    return recount(uow, list(found), days=days) if found else []


def _movement(row: AnyRow, minutes: int, known: _Posted, reason: str) -> Movement:
    why = reason.strip()
    if not why:
        why = NOT_COUNTED if minutes < 0 else row.name
    return Movement(
        learner=Learner(row.learner),
        learner_id=row.learner_id,
        kind=HourKind(row.hour_kind),
        sort=HourSort.CREDIT,
        minutes=minutes,
        on=row.on,
        source=HourSource.SESSION,
        source_id=row.session_id,
        reason=why,
        # Two computers that count the same seats post the same event, which then stands once.
        event_id=derived_id(
            "hours", row.session_id, row.learner_id, str(known.events), str(known.minutes + minutes)
        ),
    )


def _seats(
    uow: UnitOfWork, learner_ids: Collection[str], days: Collection[date] | None
) -> dict[str, dict[str, AnyRow]]:
    """The attendance that holds, by person and session."""
    statement = (
        select(
            Attendance.learner,
            Attendance.learner_id,
            Attendance.session_id,
            Attendance.minutes,
            ProgramSession.on,
            ProgramSession.starts,
            ProgramSession.minutes.label("length"),
            Program.hour_kind,
            Program.name,
        )
        .join(
            ProgramSession,
            (ProgramSession.office_id == Attendance.office_id)
            & (ProgramSession.id == Attendance.session_id),
        )
        .join(
            Program,
            (Program.office_id == Attendance.office_id) & (Program.id == ProgramSession.program_id),
        )
        .where(Attendance.office_id == uow.office_id, Attendance.learner_id.in_(learner_ids))
        .order_by(Attendance.edition, Attendance.entered_at, Attendance.id)
    )
    if days is not None:
        statement = statement.where(ProgramSession.on.in_(days))
    found: dict[str, dict[str, AnyRow]] = {}
    for row in uow.session.execute(statement):
        found.setdefault(row.learner_id, {})[row.session_id] = row
    return found


def _posted(
    uow: UnitOfWork, learner_ids: Collection[str], days: Collection[date] | None
) -> dict[tuple[str, str], _Posted]:
    statement = (
        select(
            HourEvent.source_id,
            HourEvent.learner_id,
            func.sum(HourEvent.minutes).label("minutes"),
            func.count().label("events"),
        )
        .where(
            HourEvent.office_id == uow.office_id,
            HourEvent.learner_id.in_(learner_ids),
            HourEvent.source == HourSource.SESSION.value,
        )
        .group_by(HourEvent.source_id, HourEvent.learner_id)
    )
    if days is not None:
        statement = statement.where(HourEvent.on.in_(days))
    return {
        (row.source_id, row.learner_id): _Posted(row.minutes, row.events)
        for row in uow.session.execute(statement)
    }
