"""A record value by value in one form, whichever engine keeps it: to compare and to tell of it.

For repairs, which have to say what differs. Digests are reckoned from `lines`, which are cheaper
and say no value by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Float, Row, String, bindparam, select
from sqlalchemy import type_coerce as coerced

from corrdesk.base.clock import CHINA
from corrdesk.store.base import table_of
from corrdesk.store.types import Moment
from corrdesk.sync.lines import AT_ONCE, canonical_json
from corrdesk.sync.shapes import Shape, recorded_shapes
from corrdesk.sync.tables import SyncLeaf


class Canon:
    """The one form of one table's records."""

    def __init__(self, shape: Shape) -> None:
        table = shape.table
        self.shape = shape
        self.names = sorted(shape.columns)
        columns = [shape.columns[name] for name in self.names]
        versions = [coerced(table.c.versions, String())] if shape.is_form else []
        lead = [table.c.id, table.c.entry, *versions]
        self.columns = [*lead, *(_bare(column) for column in columns)]
        inside = (table.c.office_id == bindparam("office")) & (table.c.id >= bindparam("first"))
        self._to_the_end = select(*self.columns).where(inside).order_by(table.c.id)
        self._until = self._to_the_end.where(table.c.id < bindparam("end"))
        self._lead = len(lead)
        self._forms = [
            (at, form) for at, form in enumerate(map(_form, columns), len(lead)) if form is not None
        ]

    def between(
        self, connection: Connection, office: str, first: str, end: str | None
    ) -> Iterable[Row[Any]]:
        """The records from one id up to before another, in the order of ids."""
        statement = self._to_the_end if end is None else self._until
        bounds = {"office": office, "first": first, "end": end}
        return connection.execute(statement, bounds).yield_per(AT_ONCE)

    def content(self, row: Sequence[Any], conflicts: list[list[Any]]) -> list[Any]:
        """A record read by `columns`, as it is compared."""
        values = list(row)
        if self.shape.is_form:
            values[2] = _versions(values[2])
        for at, form in self._forms:
            if values[at] is not None:
                values[at] = form(values[at])
        return [self.shape.table.name, values, conflicts]

    def made(self, lead: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
        """A row as if it had been read: id, entry, for forms the versions, and column values."""
        return [*lead, *(values[name] for name in self.names)]

    def fields(self, content: list[Any]) -> dict[str, Any]:
        """The values of a record by column."""
        return dict(zip(self.names, content[1][self._lead :], strict=True))


@cache
def canons(_tables: int) -> dict[str, Canon]:
    """The forms of all recorded tables; asked once for as many tables as there are."""
    return {shape.table.name: Canon(shape) for shape in recorded_shapes()}


def all_canons() -> dict[str, Canon]:
    """The forms of all recorded tables, by name, referenced ones first."""
    return canons(len(table_of(SyncLeaf).metadata.tables))


def _bare(column: Column[Any]) -> Any:
    """Days and moments as the text that they are kept as, where an engine keeps them so."""
    return coerced(column, String()) if isinstance(column.type, Date | Moment) else column


def _form(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, Date | Moment):
        return _day_text if isinstance(kind, Date) else _moment_text
    if isinstance(kind, JSON):
        return canonical_json
    return float if isinstance(kind, Float) else None


def _versions(value: Any) -> list[tuple[str, str]]:
    """Which entry changed which field last; an engine hands it over as text or as what it says."""
    if value == "{}":
        return []
    return sorted((json.loads(value) if type(value) is str else value).items())


def _day_text(value: Any) -> str:
    return value if type(value) is str else str(value.isoformat())


def _moment_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="milliseconds")
    return str(value)
