"""What every docket reads beside its own records: the names of the person and the office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import Office, Person
from corrdesk.store.types import AnyRow

ABOUT = 80  # characters of a text that a list shows


def named(
    session: Session, kind: Any, offices: Sequence[str], *conditions: ColumnElement[bool]
) -> Iterator[tuple[Any, str, str]]:
    """Mapped records of these offices that meet the conditions, with person and office by name.

    A sealed file is nowhere.
    """
    statement = (
        select(kind, Person.name, Office.name)
        .join(Person, (Person.office_id == kind.office_id) & (Person.id == kind.person_id))
        .join(Office, Office.office_id == kind.office_id)
        .where(kind.office_id.in_(offices), Person.sealed_on.is_(None), *conditions)
    )
    yield from session.execute(statement)


def rows_of(session: Session, kind: Any, office_id: str, *conditions: Any) -> Sequence[AnyRow]:
    """Rows of one office that meet the conditions, in the order in which they were made."""
    table = kind.__table__
    return session.execute(
        select(table).where(table.c.office_id == office_id, *conditions).order_by(table.c.id)
    ).all()


def short(text: str) -> str:
    """A text as a list shows it."""
    line = " ".join(text.split())
    return line if len(line) <= ABOUT else line[: ABOUT - 1] + "…"
