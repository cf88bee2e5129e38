"""The one search box: any part of a name, pinyin initials, the end of an identity number, a village.

Every tail of a word is a key, so that "any part" becomes an index range: no scan, no wildcard.
Only words that a list shows anyway become keys; nothing of the offence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.pinyin import initials
from corrdesk.base.text import squeeze_spaces, to_half_width
from corrdesk.casework.caseload.tables import SearchKey
from corrdesk.store.unit_of_work import UnitOfWork

NUMBER = re.compile(r"[0-9]{2,17}[0-9x]")
BACKWARDS = "#"
LAST = "\U0010ffff"
BATCH = 300


def keys_of(person: Mapping[str, Any]) -> frozenset[str]:
    """The keys of a person: columns name, id_number, phone and residence are read."""
    name = fold(person["name"])
    keys = set(_tails(name))
    for reading in initials(person["name"]):
        keys |= set(_tails(reading))
    keys |= set(_tails(fold(person["residence"])))
    keys |= {_backwards(fold(person[column])) for column in ("id_number", "phone")}
    return frozenset(keys - {"", BACKWARDS})


def fold(text: str) -> str:
    """The form in which keys and search terms are compared: half width, no spaces, lower case."""
    return squeeze_spaces(to_half_width(text)).replace(" ", "").lower()


def index_people(uow: UnitOfWork, people: Iterable[Mapping[str, Any]]) -> None:
    """Rebuilds the keys of these people; rows need id, name, id_number, phone and residence."""
    everybody = list(people)
    table = SearchKey.__table__
    for first in range(0, len(everybody), BATCH):
        batch = everybody[first : first + BATCH]
        rows = [{"key": key, "person_id": row["id"]} for row in batch for key in keys_of(row)]
        uow.replace_derived(table, table.c.person_id.in_([row["id"] for row in batch]), rows)


def find_person_ids(session: Session, office_id: str, term: str, limit: int = 50) -> list[str]:
    """Ids of people whom the term names, at most `limit`.

    Three digits or more are the end of an identity or telephone number; anything else is any part
    of a name, of its initials or of the address. An empty term finds nobody.
    """
    wanted = fold(term)
    if NUMBER.fullmatch(wanted):
        wanted = _backwards(wanted)
    if not wanted:
        return []
    rows = session.execute(
        select(SearchKey.person_id)
        .where(
            SearchKey.office_id == office_id,
            SearchKey.key >= wanted,
            SearchKey.key < wanted + LAST,
        )
        .limit(limit * 4)
    )
    return list(dict.fromkeys(row.person_id for row in rows))[:limit]


def _tails(word: str) -> Iterable[str]:
    return (word[first:] for first in range(len(word)))


def _backwards(number: str) -> str:
    return BACKWARDS + number[::-1]
