"""What a record comes to as one line of text, put together by the engine that keeps it.

The same on every engine, so that the digests of two sides can be compared; and cheap, because a
first exchange reads every record of an office. What a record holds value by value, for comparing
and for telling people, is in `canon`. A line is no proof against somebody who puts its
two marks into a text on purpose: digests are for what goes wrong, the journal's hashes for the
rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Text,
    bindparam,
    cast,
    literal_column,
    select,
)

from corrdesk.store.bulk import each_once
from corrdesk.store.types import AnyRow, Moment
from corrdesk.sync.core.digests import digests_of
from corrdesk.sync.shapes import Shape

NOTHING: Final = "\x02"  # a value that is not there
BETWEEN: Final = "\x1f"
UNCHANGED: Final = "{}"
AT_ONCE: Final = 4_000  # records taken from the engine together

Conflicts = Mapping[str, list[list[Any]]]
"""By record of one table the fields in which several values stand: field, state, versions."""


class Lines:
    """The lines of one table. `columns`: what to select, the id first."""

    def __init__(self, shape: Shape) -> None:
        table = shape.table
        named = [shape.columns[name] for name in sorted(shape.columns)]
        apart = [(column, form) for column in named if (form := _form(column)) is not None]
        if shape.is_form:
            apart.insert(0, (table.c.versions, versions_text))
        plain = [column for column in named if _form(column) is None]
        lead = [f"'{table.name}'", _quoted(table.c.id), _quoted(table.c.entry)]
        # By hand: there are many tables, and an expression would be built part by part.
        parts = ", ".join([f"'{BETWEEN}'", *lead, *map(_text_of, plain)])
        line = literal_column(f"concat_ws({parts})", Text).label("line")
        self._shape = shape
        self._plain = [(column, _spoken(column)) for column in plain]
        self._apart = [(column, _spoken(column)) for column, _form in apart]
        self.columns: list[Any] = [table.c.id, line, *(_bare(column) for column, _form in apart)]
        self._forms = [form for _column, form in apart]
        ids = table.c.id
        mine = select(*self.columns).where(table.c.office_id == bindparam("office"))
        mine = mine.order_by(ids).limit(AT_ONCE)
        starts = {False: ids >= bindparam("first"), True: ids > bindparam("first")}
        self._pages = {
            (follows, ended): mine.where(start, *([ids < bindparam("end")] if ended else []))
            for follows, start in starts.items()
            for ended in (False, True)
        }

    def between(
        self, connection: Connection, office: str, first: str, end: str | None
    ) -> Iterator[Sequence[AnyRow]]:
        """The records from one id up to before another, in the order of ids, so many at a time."""
        bounds = {"office": office, "first": first, "end": end}
        follows = False
        while rows := connection.execute(self._pages[follows, end is not None], bounds).fetchall():
            yield rows
            if len(rows) < AT_ONCE:
                return
            bounds["first"], follows = rows[-1][0], True

    def digests(self, rows: Sequence[AnyRow], conflicts: Conflicts) -> list[bytes]:
        """The digest of each of these rows, which were selected by `columns`."""
        if conflicts or self._forms not in ([], [versions_text]):
            return digests_of([self._whole(row, conflicts) for row in rows])
        if not self._forms:
            return digests_of([line for _id, line in rows])
        return digests_of([
            f"{line}{BETWEEN}{said if said == UNCHANGED else versions_text(said)}"
            for _id, line, said in rows
        ])  # fmt: skip

    def _whole(self, row: AnyRow, conflicts: Conflicts) -> str:
        row_id, line, *apart = row
        parts = [line]
        for form, value in zip(self._forms, apart, strict=True):
            parts.append(NOTHING if value is None else form(value))
        if row_id in conflicts:
            parts.append(canonical_json(conflicts[row_id]))
        return BETWEEN.join(parts)

    def digests_of_new(
        self, ids: Sequence[str], uids: Sequence[str], columns: Mapping[str, Sequence[Any]]
    ) -> dict[str, bytes]:
        """The digests of new records, as `digests` would read them. `columns`: as tables take them.

        `uids`: the entries that made them.
        """
        count = len(ids)
        texts: list[Sequence[str]] = [[self._shape.table.name] * count, ids, uids]
        for column, speak in (*self._plain, *self._apart):
            values = columns.get(column.key)
            # Which entry changed what is no field: nothing was changed yet.
            texts.append([UNCHANGED] * count if values is None else _texts(values, speak))
        lines = map(BETWEEN.join, zip(*texts, strict=True))
        return dict(zip(ids, digests_of(lines), strict=True))


@cache
def lines_of(shape: Shape) -> Lines:
    """The lines of a shape, made once."""
    return Lines(shape)


def canonical_json(value: Any) -> str:
    """A JSON value in one form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_text(raw: str) -> str:
    """The one form of JSON that an engine keeps as text."""
    return raw if raw == UNCHANGED else canonical_json(json.loads(raw))


def versions_text(raw: str) -> str:
    """The one form of which entry changed which field last; mostly none or one.

    Both are plain words, so that one pair is told by its four quotation marks.
    """
    return raw.replace('": "', '":"') if raw.count('"') == 4 else canonical_text(raw)


def _form(column: Column[Any]) -> Callable[[Any], str] | None:
    """How a value is written that engines do not write alike."""
    if isinstance(column.type, JSON):
        return canonical_text
    if isinstance(column.type, Float):
        return lambda value: repr(float(value))
    return bytes.hex if isinstance(column.type, LargeBinary) else None


def _texts(values: Sequence[Any], speak: Callable[[Any], str]) -> Sequence[str]:
    """The values as they will read."""
    if speak is str:
        return [NOTHING if v is None else v for v in values] if None in values else values
    return each_once(lambda value: NOTHING if value is None else speak(value), values)


def _spoken(column: Column[Any]) -> Callable[[Any], str]:
    """How a value that is about to be written will read; `str` for what is text."""
    kind = column.type
    if isinstance(kind, JSON):
        return canonical_json
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, Moment):
        return Moment.written
    form = _form(column)
    if form is not None:
        return form
    return (lambda value: str(int(value))) if isinstance(kind, Boolean | Integer) else str


def _bare(column: Column[Any]) -> Any:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _text_of(column: Column[Any]) -> str:
    """A column's value as text, in the words of every engine."""
    name = _quoted(column)
    if not isinstance(column.type, String):
        number = f"CAST({name} AS INTEGER)" if isinstance(column.type, Boolean) else name
        name = f"CAST({number} AS TEXT)"
    return f"coalesce({name}, '{NOTHING}')"


def _quoted(column: Column[Any]) -> str:
    return f'"{column.table.name}"."{column.name}"'
