"""Windows of study and service: judged by the ledger of hours and by who is exempt, never by hand.

Building blocks of reporting's commands; what an hour is worth is the business of `programs`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.base.spans import Span
from corrdesk.casework.caseload.hour_tables import HourEvent
from corrdesk.casework.caseload.hours import exemptions, is_exempt
from corrdesk.casework.reporting.cases import live_cases, windows
from corrdesk.casework.reporting.model import HOUR_KINDS, DutyKind, DutyState
from corrdesk.casework.reporting.policy import DutyWindow
from corrdesk.casework.reporting.tables import Duty, DutyRun
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

KINDS = tuple(sorted(kind.value for kind in HOUR_KINDS))


def settle_hours(uow: UnitOfWork, supervision_ids: Collection[str]) -> None:
    """Brings the windows of study and service of these people in line with the ledger."""
    uow.session.flush()
    exempt = exemptions(uow.session, uow.office_id, supervision_ids)
    changes: dict[str, dict[str, Any]] = {}
    for some in batches(supervision_ids):
        for row in _windows_with_hours(uow.session, uow.office_id, some):
            done = max(0, row.sum or 0)
            state = _judged(row, done, exempt.get((row.supervision_id, row.kind), ()))
            if (done, state.value) != (row.done, row.state):
                changes[row.id] = {"done": done, "state": state.value}
    uow.update_rows(table_of(Duty), changes)


def _judged(row: AnyRow, done: int, exempt: Collection[Span]) -> DutyState:
    if done >= row.needed:
        return DutyState.FULFILLED
    if is_exempt(exempt, row.period_start, row.period_end):
        return DutyState.EXCUSED
    known = DutyState(row.state)
    # What an officer has found (missed, waiting) stays found until the hours are there.
    return known if known in {DutyState.MISSED, DutyState.WAITING} else DutyState.OPEN


def _windows_with_hours(session: Session, office_id: str, ids: Collection[str]) -> list[AnyRow]:
    total = (
        select(func.sum(HourEvent.minutes))
        .where(
            HourEvent.office_id == Duty.office_id,
            HourEvent.learner_id == Duty.supervision_id,
            HourEvent.kind == Duty.kind,
            HourEvent.on >= Duty.period_start,
            HourEvent.on <= Duty.period_end,
        )
        .correlate(Duty)
        .scalar_subquery()
    )
    return list(
        session.execute(
            select(
                Duty.id,
                Duty.supervision_id,
                Duty.kind,
                Duty.period_start,
                Duty.period_end,
                Duty.needed,
                Duty.done,
                Duty.state,
                total.label("sum"),
            ).where(
                Duty.office_id == office_id,
                Duty.supervision_id.in_(ids),
                Duty.kind.in_(KINDS),
                Duty.state != DutyState.WITHDRAWN.value,
            )
        )
    )


def hour_windows(
    session: Session, office_id: str, law: Law, supervision_id: str | None = None
) -> dict[tuple[str, str], DutyWindow]:
    """The windows of study and service in force on the day of the law, by supervision and kind.

    A window that was opened is kept as it was opened; where the day's windows are not opened yet,
    the rules are asked.
    """
    opened = _opened_by(session, office_id, law.as_of)
    found = {
        (case.supervision_id, window.kind.value): window
        for case in live_cases(session, office_id, supervision_id)
        if case.supervision_id not in opened
        for window in windows(law, case, None, law.as_of)
        if window.kind in HOUR_KINDS and window.period_start <= law.as_of <= window.period_end
    }
    stored = [
        Duty.office_id == office_id,
        Duty.kind.in_(KINDS),
        Duty.state != DutyState.WITHDRAWN.value,
        Duty.period_start <= law.as_of,
        Duty.period_end >= law.as_of,
    ]
    if supervision_id is not None:
        stored.append(Duty.supervision_id == supervision_id)
    for row in session.execute(select(table_of(Duty)).where(*stored)):
        found[row.supervision_id, row.kind] = _window(row)
    return found


def _opened_by(session: Session, office_id: str, day: date) -> set[str]:
    """Whose windows have been opened up to a day: nobody's need be asked of the rules again."""
    until: date | None = session.execute(
        select(func.max(DutyRun.until)).where(DutyRun.office_id == office_id)
    ).scalar_one()
    if until is None or until < day:
        return set()
    return set(
        session.scalars(select(Duty.supervision_id).where(Duty.office_id == office_id).distinct())
    )


def hour_windows_of(
    session: Session, office_id: str, supervision_id: str, last: date
) -> list[tuple[DutyWindow, int, DutyState]]:
    """Every window of study and service of one person that has begun, with its minutes."""
    rows = session.execute(
        select(table_of(Duty))
        .where(
            Duty.office_id == office_id,
            Duty.supervision_id == supervision_id,
            Duty.kind.in_(KINDS),
            Duty.state != DutyState.WITHDRAWN.value,
            Duty.period_start <= last,
        )
        .order_by(Duty.period_start, Duty.kind)
    )
    return [(_window(row), row.done, DutyState(row.state)) for row in rows]


def _window(row: AnyRow) -> DutyWindow:
    hours = row.needed // 60  # packs speak of whole hours
    return DutyWindow(DutyKind(row.kind), row.period_start, row.period_end, None, hours)
