"""Questions about hints: the lists by where they stand, as sentences with days and clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.enforcement.hints.model import HintKind, HintState
from corrdesk.casework.enforcement.hints.tables import Hint
from corrdesk.casework.enforcement.hints.wording import sentence
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow, AnySelect

HINT_LISTS = tuple(state.value for state in HintState)


@dataclass(frozen=True, slots=True)
class HintLine:
    """One hint in a list: what the records show, in words, since how many days, by which clause."""

    hint_id: str
    person_id: str
    supervision_id: str
    name: str
    phone: str
    kind: HintKind
    state: HintState
    sentence: str
    due: date
    done: date | None
    days: int
    stage: str
    duty_id: str | None
    violation_id: str | None
    clauses: tuple[Mapping[str, str], ...]
    rule_version: str
    found_on: date
    settled_on: date | None
    reason: str


def count_hints(session: Session, office_id: str, name: str) -> int:
    """How many hints a list has; the lists are the states."""
    return session.execute(
        select(func.count()).select_from(Hint).where(*_conditions(office_id, name))
    ).scalar_one()


def hints_page(
    session: Session, office_id: str, as_of: date, name: str, *, offset: int = 0, limit: int = 200
) -> list[HintLine]:
    """One page of a list: open ones the longest overdue first, settled ones the newest first."""
    newest = (Hint.settled_on.desc(), Hint.due.desc())
    order = (Hint.due,) if name == HintState.OPEN else newest
    rows = session.execute(
        _statement()
        .where(*_conditions(office_id, name))
        .order_by(*order, Person.name, Hint.id)
        .offset(offset)
        .limit(limit)
    )
    return [_line(row, as_of) for row in rows]


def hint_line(session: Session, office_id: str, as_of: date, hint_id: str) -> HintLine | None:
    """One hint, or None when there is none."""
    row = session.execute(
        _statement().where(Hint.office_id == office_id, Hint.id == hint_id)
    ).first()
    return None if row is None else _line(row, as_of)


def _conditions(office_id: str, name: str) -> list[ColumnElement[bool]]:
    return [Hint.office_id == office_id, Hint.state == HintState(name).value]


def _statement() -> AnySelect:
    return select(table_of(Hint), Person.name, Person.phone).join(
        Person, (Person.office_id == Hint.office_id) & (Person.id == Hint.person_id)
    )


def _line(row: AnyRow, as_of: date) -> HintLine:
    kind = HintKind(row.kind)
    days = ((row.done or row.settled_on or as_of) - row.due).days
    return HintLine(
        hint_id=row.id,
        person_id=row.person_id,
        supervision_id=row.supervision_id,
        name=row.name,
        phone=row.phone,
        kind=kind,
        state=HintState(row.state),
        sentence=sentence(kind, row.name, row.due, row.done, row.details, days),
        due=row.due,
        done=row.done,
        days=days,
        stage=row.stage,
        duty_id=row.duty_id,
        violation_id=row.violation_id,
        clauses=tuple(row.citations),
        rule_version=row.rule_version,
        found_on=row.found_on,
        settled_on=row.settled_on,
        reason=row.reason,
    )
