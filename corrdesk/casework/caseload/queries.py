"""Questions about the caseload: find somebody, list the register, open one file.

Read-only Core rows; lists carry masked identity numbers, the file carries the full one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.ledger.columns import ColumnMapping
from corrdesk.casework.caseload.model import LIVE, Category, PersonCard, Sex, Status
from corrdesk.casework.caseload.model import SupervisionClass as Class_
from corrdesk.casework.caseload.search import matching
from corrdesk.casework.caseload.tables import (
    Attachment,
    ClassChange,
    FileAccess,
    LedgerMapping,
    Office,
    Officer,
    Person,
    StatusChange,
    Supervision,
    SupervisionOrder,
    TeamMember,
)
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow, AnySelect

CARD_COLUMNS = (
    Person.id.label("person_id"),
    Supervision.id.label("supervision_id"),
    Person.name,
    Person.sex,
    Person.id_number,
    Supervision.category,
    Supervision.class_,
    Supervision.status,
    Person.residence,
    Person.phone,
    Supervision.term_end,
    Supervision.officer_id,
)
GONE = case((Supervision.status.in_([state.value for state in LIVE]), 0), else_=1)
"""Sorts people who have left the register behind those who are in it."""

ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (Person.name, Person.id),
    "term_end": (Supervision.term_end, Person.id),
    "residence": (Person.residence, Person.id),
    "class": (Supervision.class_, Person.id),
}


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """The office whose vault this is, as paper and screens name it."""

    id: str
    name: str
    short_name: str
    county_name: str
    procuratorate: str
    pack_id: str


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which part of the register is wanted; None means any."""

    live: bool = True  # only those still in the register
    class_: Class_ | None = None
    category: Category | None = None
    status: Status | None = None
    term_end_before: date | None = None
    officer_id: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything of the caseload that one person's page shows; rows keep their column names."""

    person: AnyRow
    supervisions: Sequence[AnyRow]  # the newest first
    classes: Sequence[AnyRow]
    statuses: Sequence[AnyRow]
    orders: Sequence[AnyRow]
    team: Sequence[AnyRow]


def the_office(session: Session) -> OfficeCard:
    """The office of this vault. A vault holds exactly one."""
    return office_card(session, None)


def office_card(session: Session, absent: OfficeCard | None) -> OfficeCard:
    """The office of this vault; `absent` for one whose records have not arrived yet."""
    row = session.execute(
        select(
            Office.id,
            Office.name,
            Office.short_name,
            Office.county_name,
            Office.procuratorate,
            Office.pack_id,
        )
    ).one_or_none()
    if row is None and absent is not None:
        return absent
    if row is None:
        msg = "a vault without its office"
        raise LookupError(msg)
    return OfficeCard(*row)


def officer_row(session: Session, officer_id: str) -> AnyRow | None:
    """Name, role and whether active of an officer, or None."""
    return session.execute(
        select(Officer.name, Officer.role, Officer.active).where(Officer.id == officer_id)
    ).first()


def staff(session: Session, office_id: str) -> list[AnyRow]:
    """Everybody who works or worked here: id, name, role, active."""
    rows = session.execute(
        select(Officer.id, Officer.name, Officer.role, Officer.active)
        .where(Officer.office_id == office_id)
        .order_by(Officer.id)
    )
    return list(rows)


def officers(session: Session, office_id: str) -> dict[str, str]:
    """Names of the office's officers by id."""
    rows = session.execute(select(Officer.id, Officer.name).where(Officer.office_id == office_id))
    return {row.id: row.name for row in rows}


def find_people(session: Session, office_id: str, term: str, limit: int = 50) -> list[PersonCard]:
    """People whom the term of the search box names; people still in the register first.

    Each person once, with the order being served, or else the last one.
    """
    matches = matching(office_id, term)
    if matches is None:
        return []
    rows = session.execute(
        _cards(office_id)
        .where(Person.id.in_(matches))
        .order_by(GONE, Person.name, Person.id, Supervision.term_start.desc())
    )
    found: dict[str, PersonCard] = {}
    for row in rows:
        found.setdefault(row.person_id, _card(row))
        if len(found) >= limit:
            break
    return list(found.values())


def people_page(
    session: Session,
    office_id: str,
    wanted: PeopleFilter,
    *,
    order: str = "name",
    offset: int = 0,
    limit: int = 200,
) -> list[PersonCard]:
    """One page of the register. Raises KeyError for an order that does not exist."""
    rows = session.execute(
        _cards(office_id)
        .where(*_conditions(wanted))
        .order_by(*ORDERS[order])
        .offset(offset)
        .limit(limit)
    )
    return [_card(row) for row in rows]


def count_people(session: Session, office_id: str, wanted: PeopleFilter) -> int:
    """How many lines `people_page` has in all."""
    return session.execute(
        select(func.count())
        .select_from(Supervision)
        .where(Supervision.office_id == office_id, *_conditions(wanted))
    ).scalar_one()


def person_file(session: Session, office_id: str, person_id: str) -> PersonFile | None:
    """The file of one person, or None when there is none."""
    person = session.execute(
        select(table_of(Person)).where(Person.office_id == office_id, Person.id == person_id)
    ).first()
    if person is None:
        return None
    supervisions = session.execute(
        select(table_of(Supervision))
        .where(Supervision.office_id == office_id, Supervision.person_id == person_id)
        .order_by(Supervision.term_start.desc())
    ).all()
    ids = [row.id for row in supervisions]
    return PersonFile(
        person=person,
        supervisions=supervisions,
        classes=_of_supervisions(session, office_id, ClassChange, ids, ClassChange.from_on),
        statuses=_of_supervisions(session, office_id, StatusChange, ids, StatusChange.on),
        orders=_of_supervisions(session, office_id, SupervisionOrder, ids, SupervisionOrder.id),
        team=_of_supervisions(session, office_id, TeamMember, ids, TeamMember.id),
    )


def order_row(session: Session, office_id: str, supervision_id: str) -> AnyRow | None:
    """One order being served, or None."""
    return session.execute(
        select(table_of(Supervision)).where(
            Supervision.office_id == office_id, Supervision.id == supervision_id
        )
    ).first()


def attachments_of(session: Session, office_id: str, subject_id: str) -> Sequence[AnyRow]:
    """The files attached to a record, oldest first."""
    return session.execute(
        select(table_of(Attachment))
        .where(Attachment.office_id == office_id, Attachment.subject_id == subject_id)
        .order_by(Attachment.id)
    ).all()


def accesses_of(session: Session, office_id: str, person_id: str) -> Sequence[AnyRow]:
    """When and why the file was sealed, opened, handed out or unsealed, oldest first."""
    return session.execute(
        select(table_of(FileAccess))
        .where(FileAccess.office_id == office_id, FileAccess.person_id == person_id)
        .order_by(FileAccess.id)
    ).all()


def attachment_row(session: Session, office_id: str, attachment_id: str) -> AnyRow | None:
    """One attachment's card, or None."""
    return session.execute(
        select(table_of(Attachment)).where(
            Attachment.office_id == office_id, Attachment.id == attachment_id
        )
    ).first()


def known_id_numbers(session: Session, office_id: str) -> dict[str, str]:
    """Person ids of the office by identity number."""
    rows = session.execute(select(Person.id_number, Person.id).where(Person.office_id == office_id))
    return {row.id_number: row.id for row in rows}


def live_supervision(session: Session, office_id: str, id_number: str) -> str | None:
    """The id of the order that the person with this number is serving at the office, or None."""
    return session.execute(
        select(Supervision.id)
        .join(
            Person,
            (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id),
        )
        .where(
            Supervision.office_id == office_id,
            Person.id_number == id_number,
            Supervision.status.in_([state.value for state in LIVE]),
        )
    ).scalar()


def remembered_mappings(session: Session, office_id: str) -> dict[str, ColumnMapping]:
    """Column mappings of ledgers seen before, by the fingerprint of their header."""
    rows = session.execute(
        select(LedgerMapping.columns).where(LedgerMapping.office_id == office_id)
    )
    found = (ColumnMapping.from_dict(row.columns) for row in rows)
    return {mapping.fingerprint: mapping for mapping in found}


def _cards(office_id: str) -> AnySelect:
    return (
        select(*CARD_COLUMNS)
        .join(
            Supervision,
            (Supervision.office_id == Person.office_id) & (Supervision.person_id == Person.id),
        )
        .where(Person.office_id == office_id)
    )


def _conditions(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.live:
        conditions.append(Supervision.status.in_([state.value for state in LIVE]))
    for column, value in (
        (Supervision.class_, wanted.class_),
        (Supervision.category, wanted.category),
        (Supervision.status, wanted.status),
        (Supervision.officer_id, wanted.officer_id),
    ):
        if value is not None:
            conditions.append(column == str(value))
    if wanted.term_end_before is not None:
        conditions.append(Supervision.term_end < wanted.term_end_before)
    return conditions


def _card(row: AnyRow) -> PersonCard:
    return PersonCard(
        person_id=row.person_id,
        supervision_id=row.supervision_id,
        name=row.name,
        sex=Sex(row.sex),
        masked_id=mask(row.id_number),
        category=Category(row.category),
        class_=Class_(row.class_) if row.class_ else None,
        status=Status(row.status),
        residence=row.residence,
        phone=row.phone,
        term_end=row.term_end,
        officer_id=row.officer_id,
    )


def _of_supervisions(
    session: Session, office_id: str, kind: Any, ids: Sequence[str], order: Any
) -> Sequence[AnyRow]:
    return session.execute(
        select(table_of(kind))
        .where(kind.office_id == office_id, kind.supervision_id.in_(ids))
        .order_by(order, kind.id)
    ).all()
