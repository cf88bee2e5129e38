"""The one search box: part of a name, pinyin initials, the end of a number, a village.

Every tail of a word is a key, so that "any part" becomes an index range: no scan, no wildcard.
Only words that a list shows anyway become keys; nothing of the offence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.base.pinyin import initials
from corrdesk.base.text import to_half_width
from corrdesk.casework.caseload.tables import Person, SearchKey
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.store.veil import whole

IGNORED = dict.fromkeys([*map(ord, " \t\r\n·•‧・･∙⋅●"), 0x3000])
SURROGATES = range(0xD800, 0xE000)
NUMBER = re.compile(r"[0-9]{2,17}[0-9x]")
PHONES = re.compile(r"[^0-9]*[、,，;；/／ ][^0-9]*")
BACKWARDS = " "  # folding takes spaces away, so nobody can type it
LAST = "\U0010ffff"
LONGEST_KEY = 200
BATCH = 300


def keys_of(person: Mapping[str, Any]) -> frozenset[str]:
    """The keys of a person: columns name, id_number, phone and residence are read."""
    keys = set(_tails(fold(person["name"])))
    for reading in initials(person["name"]):
        keys |= set(_tails(fold(reading)))
    keys |= set(_tails(fold(person["residence"])))
    keys.add(_backwards(fold(person["id_number"])))
    for phone in PHONES.split(to_half_width(person["phone"])):
        keys.add(_backwards(re.sub(r"[^0-9]", "", phone)))
    return frozenset(keys - {"", BACKWARDS})


def fold(text: str) -> str:
    """The form in which keys and terms are compared: half width, lower case, no spaces, no dots."""
    return to_half_width(text).translate(IGNORED).lower()


def index_people(uow: UnitOfWork, people: Iterable[Mapping[str, Any]]) -> None:
    """Rebuilds the keys of these people; rows need id, name, id_number, phone and residence."""
    everybody = list(people)
    table = table_of(SearchKey)
    for batch in batches(everybody, BATCH):
        rows = [{"key": key, "person_id": row["id"]} for row in batch for key in keys_of(row)]
        uow.replace_derived(table, table.c.person_id.in_([row["id"] for row in batch]), rows)


def reindex(uow: UnitOfWork) -> None:
    """Makes all keys anew from the people, and takes those of nobody away. Not an act."""
    table = table_of(SearchKey)
    uow.replace_derived(table, table.c.person_id.is_not(None), [])
    columns = (Person.id, Person.name, Person.id_number, Person.phone, Person.residence)
    # Past the veil, whoever mends; a sealed file has no keys.
    people = whole(
        uow.session,
        select(*columns).where(Person.office_id == uow.office_id, Person.sealed_on.is_(None)),
    )
    index_people(uow, [dict(row) for row in people.mappings()])


def matching(office_id: str, term: str) -> Select[str] | None:
    """The statement that reads the ids of people whom the term names; None for an empty term.

    Three digits or more are the end of an identity or telephone number; anything else is any part
    of a name, of its initials or of the address.
    """
    wanted = fold(term)
    if NUMBER.fullmatch(wanted):
        wanted = _backwards(wanted)
    # Half a surrogate pair cannot be bound, and no key is that long: both name nobody.
    if not wanted or len(wanted) > LONGEST_KEY or any(ord(char) in SURROGATES for char in wanted):
        return None
    return select(SearchKey.person_id).where(
        SearchKey.office_id == office_id,
        SearchKey.key >= wanted,
        SearchKey.key < wanted + LAST,
    )


def find_person_ids(session: Session, office_id: str, term: str, limit: int = 50) -> list[str]:
    """Ids of people whom the term names, at most `limit`; see `matching`."""
    statement = matching(office_id, term)
    if statement is None:
        return []
    return list(session.scalars(statement.distinct().limit(limit)))


def _tails(word: str) -> Iterable[str]:
    return (word[first:] for first in range(len(word)))


def _backwards(number: str) -> str:
    return BACKWARDS + number[::-1]
