"""Whose a record is: from any table along its references to the person. Reads only.

What a role may see of that person is asked here too, so that no list of records can forget it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.batches import batches
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.caseload.visibility import NAMELESS
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.store.base import Base

_PERSON: Final = Person.__tablename__
_OWNER: Final = "person_id"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as a role may see it; `is_closed`: nothing of the file is to be shown."""

    person_id: str
    name: str
    is_closed: bool


def subjects(
    session: Session, office_id: str, records: Iterable[tuple[str, str]], role: Role
) -> dict[tuple[str, str], Subject]:
    """The person of each record (kind, id) that belongs to one, as far as the role may see it."""
    by_kind: dict[str, set[str]] = {}
    for kind, record_id in records:
        by_kind.setdefault(kind, set()).add(record_id)
    owners = {
        (kind, record_id): person_id
        for kind, ids in by_kind.items()
        for record_id, person_id in _owners(session, office_id, kind, ids, frozenset()).items()
    }
    people = _people(session, office_id, set(owners.values()), role)
    return {
        record: people[person_id] for record, person_id in owners.items() if person_id in people
    }


def _people(
    session: Session, office_id: str, ids: Collection[str], role: Role
) -> dict[str, Subject]:
    minors = ACTIONS["county.read"].allows(role, (RecordState.MINOR,))
    found = {}
    for some in batches(ids):
        for row in session.execute(
            select(Person.id, Person.name, Person.minor, Person.sealed_on).where(
                Person.office_id == office_id, Person.id.in_(some)
            )
        ):
            closed = row.sealed_on is not None or not (minors or row.minor is False)
            found[row.id] = Subject(
                "" if closed else row.id, NAMELESS if closed else row.name, closed
            )
    return found


def _owners(
    session: Session, office_id: str, kind: str, ids: Collection[str], seen: frozenset[str]
) -> Mapping[str, str]:
    """Person by record, for the records of one kind that lead to one."""
    if kind == _PERSON:
        return {each: each for each in ids}
    table = Base.metadata.tables.get(kind)
    if table is None or kind in seen or "id" not in table.columns:
        return {}
    if _OWNER in table.columns:
        return _column(session, office_id, table.columns[_OWNER], ids)
    found: dict[str, str] = {}
    for column, parent in _references(table):
        upwards = _column(session, office_id, column, set(ids) - set(found))
        above = _owners(session, office_id, parent, set(upwards.values()), seen | {kind})
        found |= {each: above[up] for each, up in upwards.items() if up in above}
    return found


def _references(table: Table) -> Iterable[tuple[Column[str], str]]:
    """Columns that name another record, and its kind."""
    for constraint in table.foreign_key_constraints:
        (column,) = [each for each in constraint.columns if each.name != "office_id"]
        yield column, constraint.referred_table.name
    if "learner_id" in table.columns:  # an officer's or a volunteer's leads to nobody
        yield table.columns["learner_id"], "supervision"


def _column(
    session: Session, office_id: str, column: Column[str], ids: Collection[str]
) -> dict[str, str]:
    """What stands in a column of these records, where something does."""
    own = column.table.columns
    return {
        row[0]: row[1]
        for some in batches(ids)
        for row in session.execute(
            select(own["id"], column).where(
                own["office_id"] == office_id, own["id"].in_(some), column.is_not(None)
            )
        )
    }
