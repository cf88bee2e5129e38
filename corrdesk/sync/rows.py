"""Reading many records by their ids, in pieces that every engine takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from corrdesk.store.base import Base
from corrdesk.store.types import AnyRow

PIECE = 500


def pieces(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in order, so many at a time."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), PIECE):
        yield wanted[first : first + PIECE]


def rows_by_id(
    connection: Connection, office: str, table: Table, ids: Iterable[str], columns: Sequence[Any]
) -> Iterator[AnyRow]:
    """Id and the given columns of those records that are there."""
    for piece in pieces(ids):
        yield from connection.execute(
            select(table.c.id, *columns).where(table.c.office_id == office, table.c.id.in_(piece))
        )


def known_ids(connection: Connection, office: str, table: str, ids: Iterable[str]) -> set[str]:
    """Which of these records are there."""
    found = rows_by_id(connection, office, Base.metadata.tables[table], ids, ())
    return {row.id for row in found}
