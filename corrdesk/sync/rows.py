"""Reading many records by their ids, with one statement that every engine answers from its keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Connection, String, Table, func, literal, select, true

from corrdesk.store.base import Base
from corrdesk.store.types import AnyRow


def rows_by_id(
    connection: Connection, office: str, table: Table, ids: Iterable[str], columns: Sequence[Any]
) -> Iterator[AnyRow]:
    """Id and the given columns of those records that are there."""
    wanted = sorted(ids)
    if not wanted:
        return
    mine = select(table.c.id, *columns).where(table.c.office_id == office)
    if connection.dialect.name == "postgresql":
        # Key by key: for a list of ids, or a join with it, the planner may read the whole office.
        given = func.unnest(literal(wanted, ARRAY(String))).table_valued("wanted", name="given")
        keys = given.render_derived()
        found = mine.where(table.c.id == keys.c.wanted).limit(1).lateral("found")
        statement = select(*found.c).select_from(keys).join(found, true())
    else:
        values = func.json_each(json.dumps(wanted)).table_valued("value").c.value
        statement = mine.where(table.c.id.in_(select(values)))
    yield from connection.execute(statement)


def known_ids(connection: Connection, office: str, table: str, ids: Iterable[str]) -> set[str]:
    """Which of these records are there."""
    found = rows_by_id(connection, office, Base.metadata.tables[table], ids, ())
    return {row.id for row in found}
