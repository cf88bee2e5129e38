"""What takes a record out of sight, table by table, and how much of it some entries would do.

A file is sealed, an order ends, a partner leaves, a fact is taken back: each is a field or a fact,
none of them deletes. When a person has to be asked is decided in `core.hiding`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, func, select

from corrdesk.base.batches import batches
from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.tables import Officer, Person, Supervision, Withdrawal
from corrdesk.casework.partners.tables import Partner, Volunteer
from corrdesk.casework.programs.tables import Program
from corrdesk.store.base import Base, table_of
from corrdesk.store.chain import Entry
from corrdesk.sync.core.hiding import Losing
from corrdesk.sync.items import Item, items_of
from corrdesk.sync.reading import Reads


@dataclass(frozen=True, slots=True)
class Way:
    """A field that hides: the value that does, and which records are in sight."""

    field: str
    hides: Callable[[Any], bool]
    seen: ColumnElement[bool]


def _ways() -> dict[str, Way]:
    person, order = table_of(Person), table_of(Supervision)
    live = sorted(state.value for state in LIVE)
    ways = {
        person.name: Way("sealed_on", lambda v: v is not None, person.c.sealed_on.is_(None)),
        order.name: Way("status", lambda v: v not in live, order.c.status.in_(live)),
    }
    for table in (table_of(Partner), table_of(Volunteer)):
        ways[table.name] = Way("left_on", lambda v: v is not None, table.c.left_on.is_(None))
    for table in (table_of(Officer), table_of(Program)):
        ways[table.name] = Way("active", lambda v: v is False, table.c.active.is_(True))
    return ways


WAYS: Final = _ways()
TAKEN_BACK: Final = table_of(Withdrawal)
TAKES_BACK: Final = TAKEN_BACK.name.encode()
FIELDS: Final = tuple(sorted({way.field.encode() for way in WAYS.values()}))


def hidden_by(reads: Reads, office: str, entries: Sequence[Entry]) -> dict[str, Losing]:
    """By kind what these entries would hide of the records that are in sight."""
    named: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if _may_hide(entry.body):
            for item in items_of(entry):
                if isinstance(item, Item):
                    _note(item, named)
    if not named:
        return {}
    found = {}
    with reads.read() as session:
        for kind, ids in named.items():
            table = Base.metadata.tables.get(kind)
            losing = None if table is None else _losing(session.connection(), office, table, ids)
            if losing is not None and losing.ids:
                found[kind] = losing
    return found


def _may_hide(body: bytes) -> bool:
    """Told without reading it, for a first exchange brings new records by the hundred thousand.

    A change names each of its fields twice, with its value and with what that replaces; a new
    record names all of its fields once, and hides nothing.
    """
    return TAKES_BACK in body or any(body.count(name) > 1 for name in FIELDS)


def _note(item: Item, named: dict[str, set[str]]) -> None:
    if item.kind == TAKEN_BACK.name:
        kind, row_id = item.fields.get("subject_kind"), item.fields.get("subject_id")
        if type(kind) is str and type(row_id) is str:
            named[kind].add(row_id)
        return
    way = WAYS.get(item.kind)
    if way is not None and way.field in item.fields and way.hides(item.fields[way.field]):
        named[item.kind].add(item.row_id)


def _losing(connection: Connection, office: str, table: Table, ids: set[str]) -> Losing | None:
    if not {"office_id", "id", "entry"} <= set(table.columns.keys()):
        return None
    seen = [table.c.office_id == office, *_in_sight(table)]
    made = {
        row.id: (row.entry,)
        for some in batches(sorted(ids))
        for row in connection.execute(
            select(table.c.id, table.c.entry).where(*seen, table.c.id.in_(some))
        )
    }
    count = select(func.count()).select_from(table).where(*seen)
    return Losing(made, connection.execute(count).scalar_one() if made else 0)


def _in_sight(table: Table) -> list[ColumnElement[bool]]:
    way = WAYS.get(table.name)
    if way is not None:
        return [way.seen]
    gone = select(TAKEN_BACK.c.subject_id).where(TAKEN_BACK.c.office_id == table.c.office_id)
    return [table.c.id.not_in(gone)]
