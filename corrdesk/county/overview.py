"""The county at a glance: its offices, its people, what of a year was decided. Reads only.

What a role may see of a person is the permission table's answer: a sealed file is nowhere, and a
minor is counted without a name for those who may not read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.clock import CHINA
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.search import matching
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.caseload.visibility import NAMELESS
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.county.clocks import counted, doubt_lines
from corrdesk.county.county import County
from corrdesk.county.decisions import queue
from corrdesk.county.subjects import Subject, subjects
from corrdesk.store.journal import Change, JournalAside, JournalEntry, unpack_changes
from corrdesk.store.types import AnyRow, AnySelect
from corrdesk.sync.applying import SAME

PAGE: Final = 100  # people on one page of the list
LIVING: Final = tuple(sorted(state.value for state in LIVE))


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office in the list. `silent_days`: None before it ever spoke.

    `doubted`: entries that a wrong clock has stamped.
    """

    office_id: str
    name: str
    contact_at: datetime | None
    silent_days: int | None
    people: int
    waiting: int
    set_aside: int
    trouble: str
    doubted: int = 0


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Which people: those whom a term names, of one office, of one class (empty: without one)."""

    term: str = ""
    office_id: str = ""
    class_: str | None = None


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
    """A decision of the county: where, when (ISO), by whom, about whom, and what it says.

    `outcome` is the capability's code and `document` the number, empty where it has none; `kinds`
    are the kinds of records that it wrote.
    """

    office_id: str
    office: str
    entered_at: str
    actor_id: str
    subject: Subject | None
    kinds: tuple[str, ...]
    outcome: str
    document: str


def office_lines(county: County) -> list[OfficeLine]:
    """Every office; who has been silent longest stands first."""
    with county.registry() as registry:
        offices = registry.offices()
    waiting = Counter(matter.office_id for matter in queue(county, Role.HEAD))
    with county.read() as session:
        people = _people_by_office(session)
        asides = _asides_by_office(session)
    doubted = counted(doubt_lines(county))
    today = county.clock.today()
    lines = [
        OfficeLine(
            each.office_id, each.name, each.contact_at,
            (today - each.contact_at.date()).days if each.contact_at else None,
            people.get(each.office_id, 0), waiting.get(each.office_id, 0),
            asides.get(each.office_id, 0), each.trouble, doubted.get(each.office_id, 0),
        )
        for each in offices
    ]  # fmt: skip
    never = datetime.min.replace(tzinfo=CHINA)
    return sorted(lines, key=lambda line: (line.contact_at or never, line.name))


def people(
    county: County, role: Role, wanted: PeopleWanted, *, first: int = 0, most: int | None = None
) -> tuple[int, list[PersonLine]]:
    """How many people of the register are wanted, and `most` of them (None: all) from the first.

    By office and name. An unknown office means all of them.
    """
    with county.registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
    offices = [wanted.office_id] if wanted.office_id in names else list(names)
    total, lines = 0, list[PersonLine]()
    with county.read() as session:
        for office in offices:
            statement = _wanted_of(office, wanted, role)
            count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
            room = None if most is None else most - len(lines)
            if count and room != 0 and total + count > first:
                some = statement.order_by(Person.name, Person.id).offset(max(first - total, 0))
                rows = session.execute(some if room is None else some.limit(room))
                lines += [_line(row, names, role) for row in rows]
            total += count
    return total, lines


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


def decided(county: County, year: int, role: Role, office_id: str = "") -> list[DecidedLine]:
    """The county's decisions of a year, the latest first: what `figures` counts."""
    with county.registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
    found: list[DecidedLine] = []
    with county.read() as session:
        for office in [office_id] if office_id in names else list(names):
            rows = session.execute(
                select(JournalEntry.entered_at, JournalEntry.actor_id, JournalEntry.body)
                .where(*_of_year(office, county.identity.device, year))
                .order_by(JournalEntry.entered_at.desc(), JournalEntry.seq.desc())
            )
            made = [(row.entered_at, row.actor_id, unpack_changes(row.body)) for row in rows]
            records = {(each.table, each.row_id) for *_, changes in made for each in changes}
            people = subjects(session, office, records, role)
            found += [
                _decided_line((office, names[office]), at, actor, changes, people)
                for at, actor, changes in made
            ]
    return sorted(found, key=lambda line: line.entered_at, reverse=True)


def _decided_line(
    office: tuple[str, str],
    at: str,
    actor: str,
    changes: Sequence[Change],
    people: dict[tuple[str, str], Subject],
) -> DecidedLine:
    known = (people.get((each.table, each.row_id)) for each in changes)
    return DecidedLine(
        *office, at, actor, next((each for each in known if each is not None), None),
        tuple(dict.fromkeys(each.table for each in changes)), _said(changes, "outcome", "step"),
        _said(changes, "document"),
    )  # fmt: skip


def _said(changes: Sequence[Change], *fields: str) -> str:
    """The first word that the changes carry in the first of the fields, empty for none."""
    values: list[Any] = [each.fields.get(field) for field in fields for each in changes]
    return next((str(value) for value in values if value), "")


def _of_year(office_id: str, device: str, year: int) -> tuple[ColumnElement[bool], ...]:
    # The county's own acts are rows: what lies packed came in from others.
    return (
        JournalEntry.office_id == office_id,
        JournalEntry.device_id == device,
        JournalEntry.act == "county.decide",
        JournalEntry.entered_at >= f"{year}-01-01",
        JournalEntry.entered_at < f"{year + 1}-01-01",
    )


def _people_by_office(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Supervision.office_id, func.count())
        .join(Person, _same_person())
        .where(Supervision.status.in_(LIVING), Person.sealed_on.is_(None))
        .group_by(Supervision.office_id)
    )
    return {office: count for office, count in rows}  # noqa: C416 - rows of two columns


def _asides_by_office(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(JournalAside.office_id, func.count())
        .where(JournalAside.reason != SAME)
        .group_by(JournalAside.office_id)
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


def _wanted_of(office_id: str, wanted: PeopleWanted, role: Role) -> AnySelect:
    """The statement that reads the wanted people of one office."""
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
    )  # fmt: skip
    if wanted.class_ is not None:
        without = or_(Supervision.class_.is_(None), Supervision.class_ == "")
        statement = statement.where(
            Supervision.class_ == wanted.class_ if wanted.class_ else without
        )
    if not wanted.term.strip():
        return statement
    if not ACTIONS["county.read"].allows(role, (RecordState.MINOR,)):
        # whoever may not read the name does not find out by asking for it, either
        statement = statement.where(Person.minor.is_(False))
    matches = matching(office_id, wanted.term)
    return statement.where(Person.id.in_(matches) if matches is not None else false())


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
