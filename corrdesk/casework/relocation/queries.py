"""Questions about relocations: the lists, and one case with its course, pack and person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import Person, Supervision, Withdrawal
from corrdesk.casework.documents.queries import sheets_about
from corrdesk.casework.relocation.course import Course, StepTaken, course_of
from corrdesk.casework.relocation.model import Direction, Outcome, Party, RelocationState, Step
from corrdesk.casework.relocation.tables import Relocation, RelocationItem, RelocationStep
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow, AnySelect

RELOCATION_LISTS = ("out", "in", "overdue", "closed")


@dataclass(frozen=True, slots=True)
class RelocationLine:
    """One case in a list: what comes next and by when, what is late, who supervises today."""

    relocation_id: str
    person_id: str | None
    name: str
    direction: Direction
    other_county: str
    state: RelocationState
    began_on: date
    next: Step | None
    who: Party | None
    due: date | None
    days_overdue: int  # of the step that is late the longest
    responsible: Party


@dataclass(frozen=True, slots=True)
class RelocationFile:
    """One case with everything that belongs to it; rows keep their column names."""

    case: AnyRow
    name: str
    person: AnyRow | None
    supervision: AnyRow | None
    course: Course
    taken_back: Sequence[AnyRow]  # steps that no longer stand, with the reason
    pack: Sequence[AnyRow]
    sheets: Sequence[AnyRow]  # issued for this case, the newest first

    @property
    def missing(self) -> list[str]:
        """What of the pack is not there."""
        return [item.title for item in self.pack if not item.present]


def steps_taken(session: Session, office_id: str, relocation_id: str) -> list[StepTaken]:
    """The steps of a case that stand, in the order in which they were recorded."""
    rows = session.execute(_step_rows(office_id, relocation_id))
    return [_taken(row) for row in rows if row.withdrawn is None]


def count_relocations(session: Session, office_id: str, law: Law, name: str) -> int:
    """How many lines a list has. Raises KeyError for a list that does not exist."""
    return len(relocations_page(session, office_id, law, name))


def relocations_page(
    session: Session,
    office_id: str,
    law: Law,
    name: str,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[RelocationLine]:
    """One page of a list, the latest first; an office has few, so that each course is computed."""
    rows = session.execute(_case_rows(office_id).where(*_conditions(name)))
    lines = [_line(session, office_id, row, law) for row in rows]
    if name == "overdue":
        lines = [line for line in lines if line.days_overdue]
    lines.sort(key=lambda line: (-line.days_overdue, line.due or date.max, line.name))
    return lines[offset:][:limit]


def relocations_of(
    session: Session, office_id: str, law: Law, person_id: str
) -> list[RelocationLine]:
    """Every relocation of one person, the newest first."""
    rows = session.execute(
        _case_rows(office_id)
        .where(Relocation.person_id == person_id)
        .order_by(Relocation.id.desc())
    )
    return [_line(session, office_id, row, law) for row in rows]


def relocation_file(
    session: Session, office_id: str, law: Law, relocation_id: str
) -> RelocationFile | None:
    """One case with its course today, or None."""
    row = session.execute(_case_rows(office_id).where(Relocation.id == relocation_id)).first()
    if row is None:
        return None
    steps = session.execute(_step_rows(office_id, relocation_id)).all()
    standing = [_taken(each) for each in steps if each.withdrawn is None]
    pack = session.execute(
        select(table_of(RelocationItem))
        .where(RelocationItem.office_id == office_id, RelocationItem.relocation_id == relocation_id)
        .order_by(RelocationItem.id)
    ).all()
    return RelocationFile(
        case=row,
        name=row.registered_name or row.person_name,
        person=_one(session, office_id, Person, row.person_id),
        supervision=_one(session, office_id, Supervision, row.supervision_id),
        course=course_of(Direction(row.direction), standing, law, by_prison=row.by_prison),
        taken_back=[each for each in steps if each.withdrawn is not None],
        pack=pack,
        sheets=sheets_about(session, office_id, [relocation_id]),
    )


def _conditions(name: str) -> list[ColumnElement[bool]]:
    running = Relocation.state == RelocationState.OPEN.value
    moved = Relocation.state == RelocationState.MOVED.value
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "out": [running, Relocation.direction == Direction.OUT.value],
        "in": [running, Relocation.direction == Direction.IN.value],
        "overdue": [running | moved],  # a receipt may still be due when the person has reported
        "closed": [~running],
    }
    return conditions[name]


def _case_rows(office_id: str) -> AnySelect:
    return (
        select(
            table_of(Relocation),
            Person.name.label("registered_name"),
        )
        .outerjoin(
            Person, (Person.office_id == Relocation.office_id) & (Person.id == Relocation.person_id)
        )
        .where(Relocation.office_id == office_id)
    )


def _step_rows(office_id: str, relocation_id: str) -> AnySelect:
    return (
        select(table_of(RelocationStep), Withdrawal.reason.label("withdrawn"))
        .outerjoin(
            Withdrawal,
            (Withdrawal.office_id == RelocationStep.office_id)
            & (Withdrawal.subject_id == RelocationStep.id),
        )
        .where(RelocationStep.office_id == office_id, RelocationStep.relocation_id == relocation_id)
        .order_by(RelocationStep.id)
    )


def _taken(row: AnyRow) -> StepTaken:
    return StepTaken(
        id=row.id,
        step=Step(row.step),
        on=row.on,
        outcome=Outcome(row.outcome) if row.outcome else None,
        document=row.document,
        agency=row.agency,
        words=row.words,
        arrived_on=row.arrived_on,
    )


def _line(session: Session, office_id: str, row: AnyRow, law: Law) -> RelocationLine:
    steps = steps_taken(session, office_id, row.id)
    course = course_of(Direction(row.direction), steps, law, by_prison=row.by_prison)
    ended = row.state in {RelocationState.WITHDRAWN, RelocationState.REFUSED}
    following = None if ended else course.next
    late = () if ended else course.overdue
    return RelocationLine(
        relocation_id=row.id,
        person_id=row.person_id,
        name=row.registered_name or row.person_name,
        direction=Direction(row.direction),
        other_county=row.other_county,
        state=RelocationState(row.state),
        began_on=steps[0].on,
        next=following.step if following else None,
        who=following.who if following else None,
        due=following.due if following else None,
        days_overdue=max((each.days_late for each in late), default=0),
        responsible=course.responsible,
    )


def _one(session: Session, office_id: str, kind: type, record_id: str | None) -> AnyRow | None:
    table = table_of(kind)
    return session.execute(
        select(table).where(table.c.office_id == office_id, table.c.id == record_id)
    ).first()
