"""Questions about leave: who asks, who is away, who is overdue; one leave with all its steps.

A figure and the list behind it share their conditions. The last day of a leave is that of its
latest granted extension; when it is overdue is the policy's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.documents.queries import sheets_about
from corrdesk.casework.leave.model import CERTIFICATE_FORM, LeaveState, TripManner
from corrdesk.casework.leave.policy import (
    PermitEndFacts,
    ReturnFacts,
    leave_return,
    recurring_travel_reminder,
)
from corrdesk.casework.leave.tables import (
    Leave,
    LeaveDecision,
    LeaveProof,
    LeaveReturn,
    TravelDecision,
    TravelPermit,
    TravelTrip,
)
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow, AnySelect

LEAVE_LISTS = ("requested", "upcoming", "away", "overdue", "ended")
PERMIT_LISTS = ("permit_requested", "permit_valid", "permit_expiring", "permit_past")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """One leave in a list, or one extension that is asked for."""

    leave_id: str
    person_id: str
    supervision_id: str
    name: str
    phone: str
    extends: str | None
    reason: str
    destination: str
    requested_on: date
    depart: date
    return_on: date  # the last day that is granted, or asked for
    days: int
    days_in_window: int
    approver: str  # who decided, or is to decide
    state: LeaveState
    days_overdue: int  # days since the return should have been reported, while it was not

    def is_away(self, day: date) -> bool:
        """Whether the leave has begun by the day, and no return was reported."""
        whole = self.extends is None
        return whole and self.state is LeaveState.APPROVED and self.depart <= day


@dataclass(frozen=True, slots=True)
class LeaveFile:
    """One leave with everything that belongs to it; rows keep their column names."""

    leave: AnyRow
    person: AnyRow
    supervision: AnyRow
    last_day: date  # with every granted extension
    extensions: Sequence[AnyRow]  # the newest first, as the other lists
    proofs: Sequence[AnyRow]  # of the leave and its extensions
    decisions: Sequence[AnyRow]
    certificates: Sequence[AnyRow]
    returned: AnyRow | None

    @property
    def waiting(self) -> AnyRow | None:
        """The request that waits for a decision: the leave itself or an extension."""
        requests = (self.leave, *self.extensions)
        return next((row for row in requests if row.state == LeaveState.REQUESTED), None)

    def decision_on(self, leave_id: str) -> AnyRow | None:
        """The decision on the leave or on one of its extensions."""
        return next((row for row in self.decisions if row.leave_id == leave_id), None)


def last_day() -> ColumnElement[date]:
    """The last day of a leave with its granted extensions, for statements over `Leave`."""
    longer = aliased(Leave)
    latest = (
        select(func.max(longer.return_on))
        .where(
            longer.office_id == Leave.office_id,
            longer.extends == Leave.id,
            longer.state == LeaveState.APPROVED.value,
        )
        .correlate(Leave)
        .scalar_subquery()
    )
    return func.coalesce(latest, Leave.return_on)


def overdue_before(law: Law) -> date:
    """The first day on which a leave may have ended without its return being overdue today."""
    end = law.as_of
    while not leave_return(ReturnFacts(end), law).value.overdue:
        end -= DAY
    return end + DAY


def count_leaves(session: Session, office_id: str, law: Law, name: str) -> int:
    """How many lines a list has. Raises KeyError for a list that does not exist."""
    return session.execute(
        select(func.count()).select_from(Leave).where(*_conditions(office_id, law, name))
    ).scalar_one()


def leaves_page(
    session: Session, office_id: str, law: Law, name: str, *, offset: int = 0, limit: int = 200
) -> list[LeaveLine]:
    """One page of a list, the most pressing first; ended ones the newest first."""
    end = last_day()
    order = {
        "requested": (Leave.depart,),
        "upcoming": (Leave.depart,),
        "ended": (Leave.depart.desc(),),
    }
    return _lines(
        session,
        law,
        _statement(end)
        .where(*_conditions(office_id, law, name))
        .order_by(*order.get(name, (end,)), Person.name, Leave.id)
        .offset(offset)
        .limit(limit),
    )


def leaves_of(session: Session, office_id: str, law: Law, person_id: str) -> list[LeaveLine]:
    """Every request of one person, the newest first."""
    return _lines(
        session,
        law,
        _statement(last_day())
        .where(Leave.office_id == office_id, Leave.person_id == person_id)
        .order_by(Leave.depart.desc(), Leave.id.desc()),
    )


def leave_file(session: Session, office_id: str, leave_id: str) -> LeaveFile | None:
    """One leave with all its steps, or None; the id of an extension finds the leave it extends."""
    asked = _one(session, office_id, Leave, leave_id)
    if asked is None:
        return None
    leave = asked if asked.extends is None else _one(session, office_id, Leave, asked.extends)
    if leave is None:
        return None
    extensions = _all(session, office_id, Leave, Leave.extends == leave.id)
    ids = [leave.id, *(row.id for row in extensions)]
    person = _one(session, office_id, Person, leave.person_id)
    supervision = _one(session, office_id, Supervision, leave.supervision_id)
    if person is None or supervision is None:
        return None
    granted = [row.return_on for row in extensions if row.state == LeaveState.APPROVED]
    returns = _all(session, office_id, LeaveReturn, LeaveReturn.leave_id == leave.id)
    return LeaveFile(
        leave=leave,
        person=person,
        supervision=supervision,
        last_day=max([leave.return_on, *granted]),
        extensions=extensions,
        proofs=_all(session, office_id, LeaveProof, LeaveProof.subject_id.in_(ids)),
        decisions=_all(session, office_id, LeaveDecision, LeaveDecision.leave_id.in_(ids)),
        certificates=sheets_about(session, office_id, ids, (CERTIFICATE_FORM,)),
        returned=returns[0] if returns else None,
    )


# Recurring travel


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip under a permit, with the report of its end where that came later."""

    id: str
    depart: date
    back_on: date | None
    place: str
    manner: TripManner
    reported_on: date
    note: str


@dataclass(frozen=True, slots=True)
class PermitFile:
    """One permit with everything that belongs to it; rows keep their column names."""

    permit: AnyRow
    person: AnyRow
    decisions: Sequence[AnyRow]
    proofs: Sequence[AnyRow]
    trips: Sequence[Trip]

    @property
    def away(self) -> Trip | None:
        """The trip whose end has not been reported."""
        return next((trip for trip in self.trips if trip.back_on is None), None)


def remind_until(law: Law) -> date:
    """The latest end of a permit of which the desk reminds today."""
    end = law.as_of
    while recurring_travel_reminder(PermitEndFacts(end + DAY), law).value.due_now:
        end += DAY
    return end


def count_permits(session: Session, office_id: str, law: Law, name: str) -> int:
    """How many lines a list of permits has. Raises KeyError for a list that does not exist."""
    return session.execute(
        select(func.count())
        .select_from(TravelPermit)
        .where(*_permit_conditions(office_id, law, name))
    ).scalar_one()


def permits_page(
    session: Session, office_id: str, law: Law, name: str, *, offset: int = 0, limit: int = 200
) -> Sequence[AnyRow]:
    """One page of a list of permits, those that expire first at the top."""
    return session.execute(
        select(table_of(TravelPermit), Person.name)
        .join(
            Person,
            (Person.office_id == TravelPermit.office_id) & (Person.id == TravelPermit.person_id),
        )
        .where(*_permit_conditions(office_id, law, name))
        .order_by(TravelPermit.valid_to, TravelPermit.requested_on, Person.name, TravelPermit.id)
        .offset(offset)
        .limit(limit)
    ).all()


def permits_of(session: Session, office_id: str, person_id: str) -> Sequence[AnyRow]:
    """Every request for recurring travel of one person, the newest first."""
    return _all(session, office_id, TravelPermit, TravelPermit.person_id == person_id)


def permit_file(session: Session, office_id: str, permit_id: str) -> PermitFile | None:
    """One permit with its decision and trips, or None."""
    permit = _one(session, office_id, TravelPermit, permit_id)
    if permit is None:
        return None
    person = _one(session, office_id, Person, permit.person_id)
    if person is None:
        return None
    return PermitFile(
        permit=permit,
        person=person,
        decisions=permit_decisions(session, office_id, permit_id),
        proofs=proofs_of(session, office_id, permit_id),
        trips=trips_of(session, office_id, permit_id),
    )


def trips_of(session: Session, office_id: str, permit_id: str) -> list[Trip]:
    """The trips under a permit, the newest first."""
    rows = _all(session, office_id, TravelTrip, TravelTrip.permit_id == permit_id)
    ends = {row.returns: row for row in rows if row.returns}
    trips = [
        Trip(
            id=row.id,
            depart=row.depart,
            back_on=ends[row.id].back_on if row.id in ends else row.back_on,
            place=row.place,
            manner=TripManner(row.manner),
            reported_on=row.reported_on,
            note="；".join(filter(None, (row.note, ends[row.id].note if row.id in ends else ""))),
        )
        for row in rows
        if row.returns is None
    ]
    return sorted(trips, key=lambda trip: (trip.depart, trip.id), reverse=True)


def permit_decisions(session: Session, office_id: str, permit_id: str) -> Sequence[AnyRow]:
    """The decisions on a permit, the newest first."""
    return _all(session, office_id, TravelDecision, TravelDecision.permit_id == permit_id)


def proofs_of(session: Session, office_id: str, subject_id: str) -> Sequence[AnyRow]:
    """The papers that support a request, oldest first."""
    return _all(session, office_id, LeaveProof, LeaveProof.subject_id == subject_id)[::-1]


def _conditions(office_id: str, law: Law, name: str) -> list[ColumnElement[bool]]:
    whole = Leave.extends.is_(None)
    approved = [whole, Leave.state == LeaveState.APPROVED.value]
    edge = overdue_before(law)
    settled = [LeaveState.REQUESTED.value, LeaveState.APPROVED.value]
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "requested": [Leave.state == LeaveState.REQUESTED.value],
        "upcoming": [*approved, Leave.depart > law.as_of],
        "away": [*approved, Leave.depart <= law.as_of, last_day() >= edge],
        "overdue": [*approved, last_day() < edge],
        "ended": [whole, Leave.state.not_in(settled)],
    }
    return [Leave.office_id == office_id, *conditions[name]]


def _permit_conditions(office_id: str, law: Law, name: str) -> list[ColumnElement[bool]]:
    state, as_of = TravelPermit.state, law.as_of
    waiting, granted = LeaveState.REQUESTED.value, LeaveState.APPROVED.value
    valid = [state == granted, TravelPermit.valid_to >= as_of]
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "permit_requested": [state == waiting],
        "permit_valid": valid,
        "permit_expiring": [*valid, TravelPermit.valid_to <= remind_until(law)],
        "permit_past": [
            (state.not_in([waiting, granted]))
            | ((state == granted) & (TravelPermit.valid_to < as_of))
        ],
    }
    return [TravelPermit.office_id == office_id, *conditions[name]]


def _decider() -> ColumnElement[str]:
    """Who decided; while nobody has, who is to decide as it stood when the leave was asked for."""
    decided = (
        select(LeaveDecision.decider)
        .where(LeaveDecision.office_id == Leave.office_id, LeaveDecision.leave_id == Leave.id)
        .order_by(LeaveDecision.id.desc())
        .limit(1)
        .correlate(Leave)
        .scalar_subquery()
    )
    return func.coalesce(decided, Leave.approver)


def _statement(end: ColumnElement[date]) -> AnySelect:
    return select(
        Leave.id.label("leave_id"),
        Leave.person_id,
        Leave.supervision_id,
        Person.name,
        Person.phone,
        Leave.extends,
        Leave.reason,
        Leave.destination,
        Leave.requested_on,
        Leave.depart,
        end.label("return_on"),
        Leave.days,
        Leave.days_in_window,
        _decider().label("approver"),
        Leave.state,
    ).join(Person, (Person.office_id == Leave.office_id) & (Person.id == Leave.person_id))


def _lines(session: Session, law: Law, statement: AnySelect) -> list[LeaveLine]:
    found = []
    for row in session.execute(statement):
        values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a mapping
        values["state"] = LeaveState(values["state"])
        running = values["state"] is LeaveState.APPROVED and values["extends"] is None
        values["days_overdue"] = (
            leave_return(ReturnFacts(values["return_on"]), law).value.days_overdue if running else 0
        )
        found.append(LeaveLine(**values))
    return found


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
