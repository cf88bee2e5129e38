"""Reading many records by their ids, with one statement that every engine answers from its keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    String,
    Table,
    any_,
    func,
    literal,
    select,
    true,
)

from corrdesk.store.base import Base
from corrdesk.store.types import AnyRow


def rows_by_id(
    connection: Connection, office: str, table: Table, ids: Iterable[str], columns: Sequence[Any]
) -> Sequence[AnyRow]:
    """Id and the given columns of those records that are there."""
    wanted = sorted(ids)
    if not wanted:
        return []
    mine = select(table.c.id, *columns).where(table.c.office_id == office)
    if connection.dialect.name == "postgresql":
        # Key by key: for a list of ids, or a join with it, the planner may read the whole office.
        given = func.unnest(literal(wanted, ARRAY(String))).table_valued("wanted", name="given")
        keys = given.render_derived()
        found = mine.where(table.c.id == keys.c.wanted).limit(1).lateral("found")
        statement = select(*found.c).select_from(keys).join(found, true())
    else:
        statement = mine.where(among(connection, table.c.id, wanted))
    return connection.execute(statement).fetchall()


def known_ids(connection: Connection, office: str, table: str, ids: Iterable[str]) -> set[str]:
    """Which of these records are there."""
    found = rows_by_id(connection, office, Base.metadata.tables[table], ids, ())
    return {row[0] for row in found}


def among(
    connection: Connection, column: ColumnElement[str], values: Iterable[str]
) -> ColumnElement[bool]:
    """Whether a column holds one of these values, however many: they are one parameter.

    Where each is one, a statement is put together anew for every number of them.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(String)))
    given = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(given.c.value))
