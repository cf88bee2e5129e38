"""Whom entries that wait are about, by name: as far as the officer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.store.chain import Change, Entry, unpack_changes
from corrdesk.sync.naming import kind_words

MOST_NAMED = 3  # in one line
MOST_ASKED = 500  # parameters of one question


def subjects(session: Session, office: str, entries: Sequence[Entry]) -> dict[int, str]:
    """By its number, the people and kinds of records that each entry is about.

    `session`: an officer's; whom it does not show is not named.
    """
    changes = {entry.seq: unpack_changes(entry.body) for entry in entries}
    names = _names(session, office, {each for made in changes.values() for each in _ids(made)})
    return {seq: _words(made, names) for seq, made in changes.items()}


def _ids(changes: Iterable[Change]) -> list[str]:
    """The ids by which a change may lead to a person."""
    found = []
    for change in changes:
        if change.table in {"person", "supervision"}:
            found.append(change.row_id)
        led = (change.fields.get(field) for field in ("person_id", "supervision_id"))
        found.extend(each for each in led if isinstance(each, str))
    return found


def _names(session: Session, office: str, ids: set[str]) -> Mapping[str, str]:
    """Names by the id of the person or of the supervision."""
    found: dict[str, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), MOST_ASKED):
        some = wanted[start : start + MOST_ASKED]
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
    kinds = "、".join(dict.fromkeys(kind_words(change.table) for change in changes))
    if not people:
        return kinds
    shown = "、".join(people[:MOST_NAMED])
    if len(people) > MOST_NAMED:
        shown = _("{names}等 {count} 人").format(names=shown, count=len(people))
    return _("{people}　{kinds}").format(people=shown, kinds=kinds)
