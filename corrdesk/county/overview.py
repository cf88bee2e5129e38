"""The county at a glance: its offices, its people, what of a year was decided. Reads only.

What a role may see of a person is the permission table's answer: a sealed file is nowhere, and a
minor is counted without a name for those who may not read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.clock import CHINA
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.search import matching
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.caseload.visibility import NAMELESS
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.county.county import County
from corrdesk.county.decisions import queue
from corrdesk.store.journal import JournalAside, JournalEntry, unpack_changes
from corrdesk.store.types import AnyRow

MOST: Final = 500
LIVING: Final = tuple(sorted(state.value for state in LIVE))


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office in the list. `silent_days`: None before it ever spoke."""

    office_id: str
    name: str
    contact_at: datetime | None
    silent_days: int | None
    people: int
    waiting: int
    set_aside: int
    trouble: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list, as far as the role may see it."""

    office_id: str
    office: str
    person_id: str
    name: str
    masked_id: str
    category: str
    class_: str
    status: str
    term_end: date
    is_minor: bool


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """What an office amounts to: people in the register by class, and acts of the county."""

    office_id: str
    name: str
    people: int
    by_class: dict[str, int]
    decided: int


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """A decision of the county: where, when (ISO), by whom, about which kinds of records."""

    office: str
    entered_at: str
    actor_id: str
    kinds: tuple[str, ...]


def office_lines(county: County) -> list[OfficeLine]:
    """Every office; who has been silent longest stands first."""
    with county.registry() as registry:
        offices = registry.offices()
    waiting = Counter(matter.office_id for matter in queue(county, Role.HEAD))
    with county.read() as session:
        people = _people_by_office(session)
        asides = _asides_by_office(session)
    today = county.clock.today()
    lines = [
        OfficeLine(
            each.office_id, each.name, each.contact_at,
            (today - each.contact_at.date()).days if each.contact_at else None,
            people.get(each.office_id, 0), waiting.get(each.office_id, 0),
            asides.get(each.office_id, 0), each.trouble,
        )
        for each in offices
    ]  # fmt: skip
    never = datetime.min.replace(tzinfo=CHINA)
    return sorted(lines, key=lambda line: (line.contact_at or never, line.name))


def people(
    county: County, role: Role, term: str = "", office_id: str = "", class_: str | None = None
) -> list[PersonLine]:
    """People in the register whom the term names, or all, over the offices; at most `MOST`.

    `class_`: only those of a class, empty for those without one yet.
    """
    with county.registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
    wanted = [office_id] if office_id in names else list(names)
    with county.read() as session:
        found = [
            _line(row, names, role)
            for office in wanted
            for row in _rows(session, office, term)
            if class_ in {None, row.class_ or ""}
        ]
    return sorted(found, key=lambda line: (line.office, line.name, line.person_id))[:MOST]


def figures(county: County, year: int) -> list[OfficeFigures]:
    """Each office's figures; the sum over them is the county's."""
    with county.registry() as registry:
        offices = registry.offices()
    with county.read() as session:
        return [
            OfficeFigures(
                each.office_id,
                each.name,
                sum(classes.values()),
                classes,
                _decided(session, each.office_id, county.identity.device, year),
            )
            for each in offices
            for classes in [_classes(session, each.office_id)]
        ]


def decided(county: County, year: int, office_id: str = "") -> list[DecidedLine]:
    """The county's decisions of a year, the latest first: what `figures` counts."""
    with county.registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
    found: list[DecidedLine] = []
    with county.read() as session:
        for office in [office_id] if office_id in names else list(names):
            rows = session.execute(
                select(JournalEntry.entered_at, JournalEntry.actor_id, JournalEntry.body)
                .where(*_of_year(office, county.identity.device, year))
                .order_by(JournalEntry.entered_at)
            )
            found += [
                DecidedLine(names[office], row.entered_at, row.actor_id, _kinds(row.body))
                for row in rows
            ]
    return sorted(found, key=lambda line: line.entered_at, reverse=True)


def _kinds(body: bytes) -> tuple[str, ...]:
    """The kinds of records that an entry is about, each once."""
    return tuple(dict.fromkeys(change.table for change in unpack_changes(body)))


def _of_year(office_id: str, device: str, year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        JournalEntry.office_id == office_id,
        JournalEntry.device_id == device,
        JournalEntry.act == "county.decide",
        JournalEntry.entered_at >= f"{year}-01-01",
        JournalEntry.entered_at < f"{year + 1}-01-01",
    )


def _people_by_office(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Supervision.office_id, func.count(Supervision.person_id.distinct()))
        .join(Person, _same_person())
        .where(Supervision.status.in_(LIVING), Person.sealed_on.is_(None))
        .group_by(Supervision.office_id)
    )
    return {office: count for office, count in rows}  # noqa: C416 - rows of two columns


def _asides_by_office(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(JournalAside.office_id, func.count()).group_by(JournalAside.office_id)
    )
    return {office: count for office, count in rows}  # noqa: C416 - rows of two columns


def _classes(session: Session, office_id: str) -> dict[str, int]:
    rows = session.execute(
        select(Supervision.class_, func.count())
        .join(Person, _same_person())
        .where(
            Supervision.office_id == office_id,
            Supervision.status.in_(LIVING),
            Person.sealed_on.is_(None),
        )
        .group_by(Supervision.class_)
    )
    return {class_ or "": count for class_, count in rows}


def _decided(session: Session, office_id: str, device: str, year: int) -> int:
    return session.execute(
        select(func.count()).select_from(JournalEntry).where(*_of_year(office_id, device, year))
    ).scalar_one()


def _rows(session: Session, office_id: str, term: str) -> Sequence[AnyRow]:
    statement = (
        select(
            Person.office_id, Person.id, Person.name, Person.id_number, Person.minor,
            Supervision.category, Supervision.class_, Supervision.status, Supervision.term_end,
        )
        .join(Person, _same_person())
        .where(
            Supervision.office_id == office_id,
            Supervision.status.in_(LIVING),
            Person.sealed_on.is_(None),
        )
        .order_by(Person.name, Person.id)
        .limit(MOST)
    )  # fmt: skip
    if term.strip():
        matches = matching(office_id, term)
        if matches is None:
            return ()
        statement = statement.where(Person.id.in_(matches))
    return session.execute(statement).all()


def _same_person() -> ColumnElement[bool]:
    return (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id)


def _line(row: AnyRow, names: dict[str, str], role: Role) -> PersonLine:
    minor = row.minor is not False
    states = (RecordState.MINOR,) if minor else ()
    named = ACTIONS["county.read"].allows(role, states)
    return PersonLine(
        row.office_id, names[row.office_id], row.id if named else "",
        row.name if named else NAMELESS, mask(row.id_number) if named else "",
        row.category, row.class_ or "", row.status, row.term_end, row.minor is True,
    )  # fmt: skip
