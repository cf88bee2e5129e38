"""Questions about programmes: the calendar, one session with its roster, whom to invite, tasks.

A figure and the list behind it share their conditions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.hour_tables import HourEvent
from corrdesk.casework.caseload.hours import HourSource
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.programs.model import InvitationState, MakeUpState, SessionState, Turnout
from corrdesk.casework.programs.tables import (
    Attendance,
    Invitation,
    MakeUp,
    OnlineResult,
    Program,
    ProgramSession,
    Qualification,
)
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow, AnySelect

SESSION_LISTS = ("upcoming", "to_record", "held", "cancelled")


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a list."""

    session_id: str
    program_id: str
    name: str
    type: str
    hour_kind: str
    phase: str
    for_staff: bool
    on: date
    starts: str
    minutes: int
    place: str
    capacity: int | None
    state: SessionState
    invited: int
    came: int


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person on a roster, with the outcome that holds and what it brought."""

    number: int
    learner: str
    learner_id: str
    person_id: str | None
    name: str
    residence: str
    class_: str | None
    minor: bool | None  # None: not reckoned yet, or nobody under supervision
    turnout: Turnout | None
    minutes: int
    manner: str
    mark: int | None
    note: str
    credited: int

    @property
    def uncounted(self) -> bool:
        """Whether somebody was there without its counting: a leave, or another session."""
        return self.minutes > self.credited


@dataclass(frozen=True, slots=True)
class SessionFile:
    """One session with its programme and roster."""

    session: AnyRow
    program: AnyRow
    roster: tuple[RosterLine, ...]

    @property
    def unrecorded(self) -> tuple[RosterLine, ...]:
        """Who has no outcome yet."""
        return tuple(line for line in self.roster if line.turnout is None)

    def with_turnout(self, *wanted: Turnout) -> tuple[RosterLine, ...]:
        """Who has one of these outcomes."""
        return tuple(line for line in self.roster if line.turnout in wanted)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open or settled task to make a session up."""

    task_id: str
    learner_id: str
    person_id: str
    name: str
    program: str
    missed_on: date
    due_on: date
    state: MakeUpState


def programs(session: Session, office_id: str, *, active: bool = True) -> Sequence[AnyRow]:
    """The programmes, by name."""
    wanted = [Program.office_id == office_id]
    if active:
        wanted.append(Program.active.is_(True))
    return session.execute(
        select(table_of(Program)).where(*wanted).order_by(Program.name, Program.id)
    ).all()


def count_sessions(session: Session, office_id: str, as_of: date, name: str) -> int:
    """How many lines a list has. Raises KeyError for a list that does not exist."""
    return session.execute(
        select(func.count())
        .select_from(ProgramSession)
        .where(*_session_conditions(office_id, as_of, name))
    ).scalar_one()


def sessions_page(
    session: Session, office_id: str, as_of: date, name: str, *, offset: int = 0, limit: int = 200
) -> list[SessionLine]:
    """One page of a list: what comes next first, what is over the newest first."""
    down = name in {"held", "cancelled"}
    on, starts = ProgramSession.on, ProgramSession.starts
    order = (on.desc(), starts.desc()) if down else (on.asc(), starts.asc())
    rows = session.execute(
        _session_lines()
        .where(*_session_conditions(office_id, as_of, name))
        .order_by(*order, ProgramSession.id)
        .offset(offset)
        .limit(limit)
    ).all()
    return [_session_line(row) for row in rows]


def session_file(session: Session, office_id: str, session_id: str) -> SessionFile | None:
    """One session with its roster in order of numbers, or None; a printed code finds it too."""
    found = session.execute(
        select(table_of(ProgramSession)).where(
            ProgramSession.office_id == office_id,
            (ProgramSession.id == session_id) | (ProgramSession.code == session_id.upper()),
        )
    ).first()
    if found is None:
        return None
    program = session.execute(
        select(table_of(Program)).where(
            Program.office_id == office_id, Program.id == found.program_id
        )
    ).one()
    return SessionFile(found, program, tuple(_roster(session, office_id, found.id)))


def sessions_of(
    session: Session, office_id: str, learner_id: str, *, last: date | None = None
) -> Sequence[AnyRow]:
    """Every session somebody was on the roster of, the newest first, with outcome and credit."""
    latest, credited = _latest(), _credited()
    wanted = [] if last is None else [ProgramSession.on <= last]
    return session.execute(
        select(
            ProgramSession.id,
            ProgramSession.program_id,
            ProgramSession.on,
            ProgramSession.starts,
            ProgramSession.minutes.label("length"),
            ProgramSession.place,
            ProgramSession.topic,
            ProgramSession.state,
            Program.name,
            Program.type,
            Program.phase,
            Program.hour_kind,
            Program.pass_mark,
            Program.full_mark,
            Attendance.turnout,
            Attendance.mark,
            func.coalesce(credited.c.minutes, 0).label("credited"),
        )
        .select_from(Invitation)
        .join(ProgramSession, _same(ProgramSession, Invitation.session_id))
        .join(Program, _same(Program, ProgramSession.program_id))
        .outerjoin(latest, _of_line(latest))
        .outerjoin(Attendance, _same(Attendance, latest.c.attendance_id))
        .outerjoin(credited, _of_line(credited))
        .where(
            Invitation.office_id == office_id,
            Invitation.learner_id == learner_id,
            Invitation.state == InvitationState.INVITED.value,
            *wanted,
        )
        .order_by(ProgramSession.on.desc(), ProgramSession.starts.desc(), ProgramSession.id)
    ).all()


def planned_minutes(
    session: Session, office_id: str, first: date, last: date
) -> dict[tuple[str, str], list[tuple[date, int]]]:
    """What people are invited to on these days and nobody has recorded yet, by learner and kind."""
    latest = _latest()
    rows = session.execute(
        select(Invitation.learner_id, Program.hour_kind, ProgramSession.on, ProgramSession.minutes)
        .select_from(Invitation)
        .join(ProgramSession, _same(ProgramSession, Invitation.session_id))
        .join(Program, _same(Program, ProgramSession.program_id))
        .outerjoin(latest, _of_line(latest))
        .where(
            Invitation.office_id == office_id,
            Invitation.state == InvitationState.INVITED.value,
            ProgramSession.state != SessionState.CANCELLED.value,
            ProgramSession.on >= first,
            ProgramSession.on <= last,
            latest.c.attendance_id.is_(None),
        )
    )
    found: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for row in rows:
        found.setdefault((row.learner_id, row.hour_kind), []).append((row.on, row.minutes))
    return found


def candidates(session: Session, office_id: str) -> Sequence[AnyRow]:
    """Everybody under supervision with what invitations are filtered by, by name."""
    return session.execute(
        select(
            Supervision.id.label("supervision_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.born,
            Person.id_number,
            Person.residence,
            Person.minor,
            Supervision.class_,
            Supervision.term_start,
            Supervision.term_end,
            Supervision.able_to_work,
            Supervision.effective_on,
        )
        .join(
            Person,
            (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id),
        )
        .where(Supervision.office_id == office_id, Supervision.status == Status.SUPERVISED.value)
        .order_by(Person.name, Supervision.id)
    ).all()


def count_tasks(session: Session, office_id: str, learner_id: str | None = None) -> int:
    """How many tasks to make a session up are open."""
    return session.execute(
        select(func.count()).select_from(MakeUp).where(*_task_conditions(office_id, learner_id))
    ).scalar_one()


def tasks_page(
    session: Session,
    office_id: str,
    learner_id: str | None = None,
    *,
    offset: int = 0,
    limit: int = 200,
) -> list[TaskLine]:
    """The open tasks, those due first at the top."""
    rows = session.execute(
        select(
            MakeUp.id.label("task_id"),
            MakeUp.learner_id,
            Person.id.label("person_id"),
            Person.name,
            Program.name.label("program"),
            ProgramSession.on.label("missed_on"),
            MakeUp.due_on,
            MakeUp.state,
        )
        .join(ProgramSession, _same(ProgramSession, MakeUp.session_id))
        .join(Program, _same(Program, ProgramSession.program_id))
        .join(Supervision, _same(Supervision, MakeUp.learner_id))
        .join(Person, _same(Person, Supervision.person_id))
        .where(*_task_conditions(office_id, learner_id))
        .order_by(MakeUp.due_on, Person.name, ProgramSession.on, MakeUp.id)
        .offset(offset)
        .limit(limit)
    )
    found = []
    for row in rows:
        values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a mapping
        values["state"] = MakeUpState(values["state"])
        found.append(TaskLine(**values))
    return found


def online_results(session: Session, office_id: str, supervision_id: str) -> Sequence[AnyRow]:
    """The online courses of one person, the newest first."""
    return session.execute(
        select(table_of(OnlineResult))
        .where(OnlineResult.office_id == office_id, OnlineResult.supervision_id == supervision_id)
        .order_by(OnlineResult.on.desc(), OnlineResult.id)
    ).all()


def qualifications(
    session: Session, office_id: str, learner_ids: Collection[str] | None = None
) -> Sequence[AnyRow]:
    """What officers and volunteers are qualified for; those that run out first at the top."""
    wanted = [Qualification.office_id == office_id]
    if learner_ids is not None:
        wanted.append(Qualification.learner_id.in_(list(learner_ids)))
    return session.execute(
        select(table_of(Qualification))
        .where(*wanted)
        .order_by(Qualification.valid_until.is_(None), Qualification.valid_until, Qualification.id)
    ).all()


def _roster(session: Session, office_id: str, session_id: str) -> list[RosterLine]:
    latest, credited = _latest(), _credited()
    rows = session.execute(
        select(
            Invitation.number,
            Invitation.learner,
            Invitation.learner_id,
            Supervision.person_id,
            func.coalesce(Person.name, Invitation.name).label("name"),
            func.coalesce(Person.residence, "").label("residence"),
            Supervision.class_,
            Person.minor,
            Attendance.turnout,
            func.coalesce(Attendance.minutes, 0).label("minutes"),
            func.coalesce(Attendance.manner, "").label("manner"),
            Attendance.mark,
            func.coalesce(Attendance.note, "").label("note"),
            func.coalesce(credited.c.minutes, 0).label("credited"),
        )
        .select_from(Invitation)
        .outerjoin(latest, _of_line(latest))
        .outerjoin(Attendance, _same(Attendance, latest.c.attendance_id))
        .outerjoin(credited, _of_line(credited))
        .outerjoin(Supervision, _same(Supervision, Invitation.learner_id))
        .outerjoin(Person, _same(Person, Supervision.person_id))
        .where(
            Invitation.office_id == office_id,
            Invitation.session_id == session_id,
            Invitation.state == InvitationState.INVITED.value,
        )
        .order_by(Invitation.number, Invitation.learner_id)
    )
    found = []
    for row in rows:
        values = dict(row._mapping)  # noqa: SLF001 - as above
        values["turnout"] = Turnout(values["turnout"]) if values["turnout"] else None
        found.append(RosterLine(**values))
    return found


def _latest() -> Any:
    """The attendance that holds for each line: the one entered last."""
    rank = (
        func.row_number()
        .over(
            partition_by=(Attendance.office_id, Attendance.session_id, Attendance.learner_id),
            order_by=(
                Attendance.edition.desc(),
                Attendance.entered_at.desc(),
                Attendance.id.desc(),
            ),
        )
        .label("rank")
    )
    ranked = select(
        Attendance.office_id,
        Attendance.session_id,
        Attendance.learner_id,
        Attendance.id.label("attendance_id"),
        rank,
    ).subquery("ranked")
    return select(ranked).where(ranked.c.rank == 1).subquery("latest")


def _credited() -> Any:
    return (
        select(
            HourEvent.office_id,
            HourEvent.source_id.label("session_id"),
            HourEvent.learner_id,
            func.sum(HourEvent.minutes).label("minutes"),
        )
        .where(HourEvent.source == HourSource.SESSION.value)
        .group_by(HourEvent.office_id, HourEvent.source_id, HourEvent.learner_id)
        .subquery("credited")
    )


def _of_line(derived: Any) -> ColumnElement[bool]:
    return and_(
        derived.c.office_id == Invitation.office_id,
        derived.c.session_id == Invitation.session_id,
        derived.c.learner_id == Invitation.learner_id,
    )


def _same(kind: Any, column: Any) -> ColumnElement[bool]:
    """Joins a table by the id that another one holds; both are of the same office."""
    return and_(kind.id == column, kind.office_id == _office_of(column))


def _office_of(column: Any) -> Any:
    owner = getattr(column, "class_", None)
    return owner.office_id if owner is not None else column.table.c.office_id


def _session_conditions(office_id: str, as_of: date, name: str) -> list[ColumnElement[bool]]:
    state, on = ProgramSession.state, ProgramSession.on
    planned = state == SessionState.PLANNED.value
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "upcoming": [planned, on > as_of],
        "to_record": [planned, on <= as_of],
        "held": [state == SessionState.HELD.value],
        "cancelled": [state == SessionState.CANCELLED.value],
    }
    return [ProgramSession.office_id == office_id, *conditions[name]]


def _task_conditions(office_id: str, learner_id: str | None) -> list[ColumnElement[bool]]:
    wanted = [MakeUp.office_id == office_id, MakeUp.state == MakeUpState.OPEN.value]
    if learner_id is not None:
        wanted.append(MakeUp.learner_id == learner_id)
    return wanted


def _session_lines() -> AnySelect:
    invited = (
        select(func.count())
        .where(
            Invitation.office_id == ProgramSession.office_id,
            Invitation.session_id == ProgramSession.id,
            Invitation.state == InvitationState.INVITED.value,
        )
        .correlate(ProgramSession)
        .scalar_subquery()
    )
    newer = table_of(Attendance).alias("newer")
    later = (
        select(newer.c.id)
        .where(
            newer.c.office_id == Attendance.office_id,
            newer.c.session_id == Attendance.session_id,
            newer.c.learner_id == Attendance.learner_id,
            tuple_(newer.c.edition, newer.c.entered_at, newer.c.id)
            > tuple_(Attendance.edition, Attendance.entered_at, Attendance.id),
        )
        .exists()
    )
    came = (
        select(func.count())
        .where(
            Attendance.office_id == ProgramSession.office_id,
            Attendance.session_id == ProgramSession.id,
            Attendance.turnout.in_([Turnout.PRESENT.value, Turnout.PARTLY.value]),
            ~later,
        )
        .correlate(ProgramSession)
        .scalar_subquery()
    )
    return select(
        ProgramSession.id.label("session_id"),
        ProgramSession.program_id,
        Program.name,
        Program.type,
        Program.hour_kind,
        Program.phase,
        Program.for_staff,
        ProgramSession.on,
        ProgramSession.starts,
        ProgramSession.minutes,
        ProgramSession.place,
        ProgramSession.capacity,
        ProgramSession.state,
        invited.label("invited"),
        came.label("came"),
    ).join(Program, _same(Program, ProgramSession.program_id))


def _session_line(row: AnyRow) -> SessionLine:
    values = dict(row._mapping)  # noqa: SLF001 - as above
    values["state"] = SessionState(values["state"])
    return SessionLine(**values)
