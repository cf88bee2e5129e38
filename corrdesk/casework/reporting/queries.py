"""Questions about reporting: today's desk with its lists, one person's windows and check-ins.

The conditions of a figure and of the list that it opens are the same object, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from corrdesk.base.clock import CHINA
from corrdesk.base.idnumber import mask
from corrdesk.base.spans import Span
from corrdesk.casework.caseload.model import LIVE, Status
from corrdesk.casework.caseload.tables import Person, Supervision, Withdrawal
from corrdesk.casework.reporting.cases import live_cases, moved_by_leave
from corrdesk.casework.reporting.model import (
    OFFICER_KINDS,
    REPORTED_KINDS,
    DeskCounts,
    DeskLine,
    DutyKind,
    DutyState,
)
from corrdesk.casework.reporting.policy import DutyWindow
from corrdesk.casework.reporting.tables import CheckIn, Duty
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow, AnySelect

DUTY_LISTS = ("due", "overdue", "waiting", "visits")
TERM_LISTS = ("expired", "awaiting", "unclassed")
DESK_KINDS = tuple(sorted(kind.value for kind in REPORTED_KINDS))
VISIT_KINDS = tuple(sorted(kind.value for kind in OFFICER_KINDS))


def desk_counts(session: Session, office_id: str, as_of: date) -> DeskCounts:
    """The figures of the desk for a day."""
    return DeskCounts(
        **{name: count_desk(session, office_id, as_of, name) for name in (*DUTY_LISTS, *TERM_LISTS)}
    )


def count_desk(session: Session, office_id: str, as_of: date, name: str) -> int:
    """How many lines a list of the desk has. Raises KeyError for a list that does not exist."""
    if name in DUTY_LISTS:
        table: Any = Duty
        conditions = _duty_conditions(office_id, as_of, name)
    else:
        table = Supervision
        conditions = _term_conditions(office_id, as_of, name)
    return session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def desk_page(
    session: Session,
    office_id: str,
    as_of: date,
    name: str,
    *,
    offset: int = 0,
    limit: int = 200,
) -> list[DeskLine]:
    """One page of a list of the desk, the most pressing first."""
    if name in DUTY_LISTS:
        statement = (
            _lines()
            .where(*_duty_conditions(office_id, as_of, name))
            .order_by(Duty.grace_until, Duty.kind, Person.name, Duty.id)
        )
    else:
        statement = (
            _term_lines()
            .where(*_term_conditions(office_id, as_of, name))
            .order_by(Supervision.term_end, Person.name, Supervision.id)
        )
    return [_line(row) for row in session.execute(statement.offset(offset).limit(limit))]


def windows_of(
    session: Session, office_id: str, supervision_id: str, *, since: date | None = None
) -> list[DeskLine]:
    """The windows of one person, the newest first."""
    statement = _lines().where(Duty.office_id == office_id, Duty.supervision_id == supervision_id)
    if since is not None:
        statement = statement.where(Duty.period_end >= since)
    order = (Duty.period_start.desc(), Duty.kind)
    return [_line(row) for row in session.execute(statement.order_by(*order))]


def open_windows_of(
    session: Session, office_id: str, supervision_id: str, as_of: date
) -> list[DeskLine]:
    """What one person still has to do: open and waiting windows that have begun, oldest first."""
    statement = (
        _lines()
        .where(
            Duty.office_id == office_id,
            Duty.supervision_id == supervision_id,
            Duty.state.in_([DutyState.OPEN.value, DutyState.WAITING.value]),
            Duty.period_start <= as_of,
        )
        .order_by(Duty.grace_until, Duty.kind)
    )
    return [_line(row) for row in session.execute(statement)]


def check_ins_of(
    session: Session, office_id: str, person_id: str, limit: int = 200
) -> Sequence[AnyRow]:
    """One person's reports, the newest first; `withdrawn` holds the reason of a withdrawal."""
    return session.execute(
        select(table_of(CheckIn), Withdrawal.reason.label("withdrawn"))
        .outerjoin(
            Withdrawal,
            (Withdrawal.office_id == CheckIn.office_id) & (Withdrawal.subject_id == CheckIn.id),
        )
        .where(CheckIn.office_id == office_id, CheckIn.person_id == person_id)
        .order_by(CheckIn.happened_at.desc(), CheckIn.id.desc())
        .limit(limit)
    ).all()


def recent_check_in(
    session: Session,
    office_id: str,
    person_id: str,
    kind: DutyKind,
    within_minutes: int,
    now: datetime,
) -> AnyRow | None:
    """The last report of this kind that happened within these minutes of `now`, or None.

    For the question whether somebody is being recorded twice; withdrawn reports do not count.
    """
    near = timedelta(minutes=within_minutes)
    gone = select(Withdrawal.subject_id).where(Withdrawal.office_id == office_id)
    return session.execute(
        select(CheckIn.id, CheckIn.happened_at, CheckIn.entered_at, CheckIn.outcome)
        .where(
            CheckIn.office_id == office_id,
            CheckIn.person_id == person_id,
            CheckIn.kind == kind.value,
            CheckIn.happened_at >= now - near,
            CheckIn.happened_at <= now + near,
            CheckIn.id.not_in(gone),
        )
        .order_by(CheckIn.happened_at.desc(), CheckIn.id.desc())
        .limit(1)
    ).first()


def check_ins_between(
    session: Session, office_id: str, supervision_id: str, first: date, last: date
) -> Sequence[AnyRow]:
    """The reports of one supervision on these days, both included, oldest first."""
    day_after = last + timedelta(days=1)
    return session.execute(
        select(table_of(CheckIn), Withdrawal.reason.label("withdrawn"))
        .outerjoin(
            Withdrawal,
            (Withdrawal.office_id == CheckIn.office_id) & (Withdrawal.subject_id == CheckIn.id),
        )
        .where(
            CheckIn.office_id == office_id,
            CheckIn.supervision_id == supervision_id,
            CheckIn.happened_at >= _midnight(first),
            CheckIn.happened_at < _midnight(day_after),
        )
        .order_by(CheckIn.happened_at, CheckIn.id)
    ).all()


def windows_moved(
    session: Session, office_id: str, law: Law, supervision_id: str, leave: Span
) -> tuple[DutyWindow, ...]:
    """The reports in person that fall wholly into a leave and are replaced by the rules for it.

    As they would stand without the leave; also for a leave that is only asked for.
    """
    cases = live_cases(session, office_id, supervision_id)
    return moved_by_leave(law, cases[0], leave) if cases else ()


def counted_into(session: Session, office_id: str, check_in_id: str) -> str | None:
    """The window that a report was counted into, or None for one that stands for itself."""
    return session.scalar(
        select(CheckIn.duty_id).where(CheckIn.office_id == office_id, CheckIn.id == check_in_id)
    )


def duty_row(session: Session, office_id: str, duty_id: str) -> AnyRow | None:
    """One window with all its columns, or None."""
    return session.execute(
        select(table_of(Duty)).where(Duty.office_id == office_id, Duty.id == duty_id)
    ).first()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _duty_conditions(office_id: str, as_of: date, name: str) -> list[ColumnElement[bool]]:
    """What was overdue when somebody left the register stays in the file, and off the desk."""
    kinds = VISIT_KINDS if name == "visits" else DESK_KINDS
    order = aliased(Supervision)  # a page joins the table itself as well
    in_register = exists().where(
        order.office_id == Duty.office_id,
        order.id == Duty.supervision_id,
        order.status.in_([status.value for status in LIVE]),
    )
    conditions = [Duty.office_id == office_id, Duty.kind.in_(kinds), in_register]
    if name == "waiting":
        return [*conditions, Duty.state == DutyState.WAITING.value]
    conditions.append(Duty.state == DutyState.OPEN.value)
    if name == "overdue":
        return [*conditions, Duty.grace_until < as_of]
    if name == "due":
        return [*conditions, Duty.grace_until >= as_of, Duty.period_start <= as_of]
    return [*conditions, Duty.period_start <= as_of]


def _term_conditions(office_id: str, as_of: date, name: str) -> list[ColumnElement[bool]]:
    supervised = Supervision.status == Status.SUPERVISED.value
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "expired": [supervised, Supervision.term_end < as_of],
        "awaiting": [Supervision.status == Status.AWAITING_REPORT.value],
        "unclassed": [supervised, Supervision.class_.is_(None), Supervision.term_end >= as_of],
    }
    return [Supervision.office_id == office_id, *conditions[name]]


def _lines() -> AnySelect:
    return (
        select(
            Duty.id.label("duty_id"),
            Duty.person_id,
            Duty.supervision_id,
            Person.name,
            Person.id_number,
            Supervision.class_,
            Supervision.category,
            Person.residence,
            Person.phone,
            Duty.kind,
            Duty.state,
            Duty.period_start,
            Duty.period_end,
            Duty.grace_until,
            Duty.needed,
            Duty.done,
            Duty.evidence_due,
        )
        .join(Person, (Person.office_id == Duty.office_id) & (Person.id == Duty.person_id))
        .join(
            Supervision,
            (Supervision.office_id == Duty.office_id) & (Supervision.id == Duty.supervision_id),
        )
    )


def _term_lines() -> AnySelect:
    return (
        select(
            literal("").label("duty_id"),
            Person.id.label("person_id"),
            Supervision.id.label("supervision_id"),
            Person.name,
            Person.id_number,
            Supervision.class_,
            Supervision.category,
            Person.residence,
            Person.phone,
            literal(DutyKind.CHECK_IN.value).label("kind"),
            literal(DutyState.OPEN.value).label("state"),
            Supervision.term_start.label("period_start"),
            Supervision.term_end.label("period_end"),
            Supervision.term_end.label("grace_until"),
            literal(0).label("needed"),
            literal(0).label("done"),
            literal(None).label("evidence_due"),
        )
        .select_from(Supervision)
        .join(
            Person,
            (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id),
        )
    )


def _line(row: AnyRow) -> DeskLine:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a mapping
    values["masked_id"] = mask(values.pop("id_number"))
    values["kind"] = DutyKind(values["kind"])
    values["state"] = DutyState(values["state"])
    return DeskLine(**values)
