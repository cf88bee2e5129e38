"""Whom entries that wait are about, by name: as far as the officer may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.store.base import Base
from corrdesk.store.chain import Change, Entry, unpack_changes
from corrdesk.sync.naming import kind_words

MOST_NAMED = 3  # in one line
MOST_ASKED = 500  # parameters of one question
OWN = frozenset({"person", "supervision"})
LEADING = ("person_id", "supervision_id")
PSEUDO = "@"  # how what is no table begins: by which names an entry was known before


def subjects(session: Session, office: str, entries: Sequence[Entry]) -> dict[int, str]:
    """By its number, the people and kinds of records that each entry is about.

    `session`: an officer's; whom it does not show is not named.
    """
    changes = {entry.seq: unpack_changes(entry.body) for entry in entries}
    names = names_of(session, office, {each for made in changes.values() for each in _ids(made)})
    return {seq: _words(made, names) for seq, made in changes.items()}


def people_of(
    session: Session, office: str, records: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """By kind and id, whom a record is about, where it leads to a person that may be seen."""
    ids: dict[str, list[str]] = defaultdict(list)
    for kind, row_id in records:
        ids[kind].append(row_id)
    led = {
        (kind, row_id): lead
        for kind, found in ids.items()
        for row_id, lead in _leads(session, office, kind, found).items()
    }
    names = names_of(session, office, set(led.values()))
    return {record: names[lead] for record, lead in led.items() if lead in names}


def _leads(session: Session, office: str, kind: str, ids: list[str]) -> dict[str, str]:
    """By the id of a record, the person or the supervision that it belongs to."""
    if kind in OWN:
        return {row_id: row_id for row_id in ids}
    table = Base.metadata.tables.get(kind)
    column = next((each for each in LEADING if table is not None and each in table.c), None)
    if table is None or column is None:
        return {}
    found: dict[str, str] = {}
    for some in batches(ids, MOST_ASKED):
        rows = session.execute(
            select(table.c.id, table.c[column].label("lead")).where(
                table.c.office_id == office, table.c.id.in_(some)
            )
        )
        found |= {row.id: row.lead for row in rows if row.lead}
    return found


def _ids(changes: Iterable[Change]) -> list[str]:
    """The ids by which a change may lead to a person."""
    found = []
    for change in changes:
        if change.table in OWN:
            found.append(change.row_id)
        led = (change.fields.get(field) for field in LEADING)
        found.extend(each for each in led if isinstance(each, str))
    return found


def names_of(session: Session, office: str, ids: set[str]) -> Mapping[str, str]:
    """Names by the id of the person or of the supervision, of those whom the session shows."""
    found: dict[str, str] = {}
    for some in batches(sorted(ids), MOST_ASKED):
        people = select(Person.id, Person.name).where(
            Person.office_id == office, Person.id.in_(some)
        )
        served = (
            select(Supervision.id, Person.name)
            .join(
                Person,
                (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id),
            )
            .where(Supervision.office_id == office, Supervision.id.in_(some))
        )
        for row in (*session.execute(people), *session.execute(served)):
            found[row.id] = row.name
    return found


def _words(changes: Sequence[Change], names: Mapping[str, str]) -> str:
    people = list(dict.fromkeys(names[each] for each in _ids(changes) if each in names))
    tables = [each.table for each in changes if not each.table.startswith(PSEUDO)]
    kinds = "、".join(dict.fromkeys(kind_words(table) for table in tables))
    if not people:
        return kinds
    shown = "、".join(people[:MOST_NAMED])
    if len(people) > MOST_NAMED:
        shown = _("{names}等 {count} 人").format(names=shown, count=len(people))
    return _("{people}　{kinds}").format(people=shown, kinds=kinds)
