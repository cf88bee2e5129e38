"""What the tables hold, held against what the journal says they hold.

Finds records that were changed, added or taken away without the journal, and an old page put back
under a table. Reads over a plain DB-API connection, so that a doubtful database is read as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cbor2
from sqlalchemy import JSON, Boolean, Column, Float, Table

from corrdesk.base.clock import CHINA
from corrdesk.base.i18n import _
from corrdesk.store.base import (
    BOOKKEEPING,
    Base,
    Former,
    Merge,
    former_tables,
    in_present_table,
    is_recorded,
    merge_of,
)
from corrdesk.store.chain import ChainProblem, Entry, entry_uid, listed_in, versions_named
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.store.types import Moment, empty_value

KIND = "record"
BATCH = 2000
DIGEST = 8  # bytes: enough to notice, small enough for a million records in memory
WRAP = 1 << 128
REMEMBERED = 50_000  # texts: a few megabytes

Place = tuple[str, int, int]  # device, number of the entry, position in it


def unexplained(connection: Any) -> Iterator[ChainProblem]:
    """Yields every record that the journal does not explain, and every one that is missing."""
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    tables = [t for t in Base.metadata.sorted_tables if is_recorded(t) and t.name in present]
    shapes = {t.name: _Shape(t, _columns(connection, t.name)) for t in tables}
    facts = {t.name: shapes[t.name] for t in tables if merge_of(t) is Merge.APPEND_ONLY}
    forms = {t.name: shapes[t.name] for t in tables if merge_of(t) is Merge.BY_FIELD}
    aside = _set_aside(connection) if "journal_aside" in present else frozenset()
    sums, expected = _reckon(connection, facts, forms, aside)
    for name, shape in facts.items():
        if _sum_of(connection, shape) != sums[name]:
            yield from _name_facts(connection, shape, aside)
    for name, shape in forms.items():
        yield from _compare_forms(connection, shape, expected[name])


def _set_aside(connection: Any) -> frozenset[Place]:
    """The received changes that were never applied, by their places."""
    rows = connection.execute(
        "SELECT device_id, seq, position FROM journal_aside WHERE reason <> 'newer'"
    )
    return frozenset((str(row[0]), int(row[1]), int(row[2])) for row in rows)


def _columns(connection: Any, name: str) -> set[str]:
    """The columns that the table has now; an older schema has fewer."""
    return {str(row[1]) for row in connection.execute(f'PRAGMA table_info("{name}")')}


class _Shape:
    """The content columns of a table, in one order, and how their values are compared."""

    def __init__(self, table: Table, present: set[str]) -> None:
        self.name = table.name
        self.columns = [c for c in table.columns if c.key not in BOOKKEEPING and c.name in present]
        self.position = {c.key: i for i, c in enumerate(self.columns)}
        self._said = [_converter(c) for c in self.columns]
        # For each column its key, what a writer that did not know it left there, its converter.
        self._born = [
            (column.key, _unsaid(column), convert)
            for column, convert in zip(self.columns, self._said, strict=True)
        ]
        self._held = [_reader(c) for c in self.columns]
        self.is_form = merge_of(table) is Merge.BY_FIELD
        names = ["id", "entry", *(["versions"] if self.is_form else [])]
        names += [c.name for c in self.columns]
        quoted = ", ".join(f'"{name}"' for name in names)
        self.statement = f'SELECT {quoted} FROM "{table.name}"'  # noqa: S608 - our own names

    def said(self, fields: dict[str, Any]) -> list[Any]:
        """The journal's values of a new record, as the table keeps them."""
        return [convert(fields.get(key, unsaid)) for key, unsaid, convert in self._born]

    def said_one(self, key: str, value: Any) -> Any:
        """One value of the journal, as the table keeps it."""
        return self._said[self.position[key]](value)

    def held(self, values: tuple[Any, ...]) -> list[Any]:
        """The table's values, in the form in which they are compared."""
        return [read(value) for read, value in zip(self._held, values, strict=True)]


def _unsaid(column: Column[Any]) -> Any:
    """What a record has in a column that its writer did not know."""
    try:
        return empty_value(column)
    except TypeError:
        return None


def _same(value: Any) -> Any:
    return value


def _canonical_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _moment(value: Any) -> Any:
    if value is None:
        return None
    return datetime.fromisoformat(value).astimezone(CHINA).isoformat(timespec="milliseconds")


def _converter(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, JSON):
        return _canonical_json
    if isinstance(kind, Boolean):
        return lambda value: None if value is None else int(value)
    if isinstance(kind, Float):
        return lambda value: None if value is None else float(value)
    return _same


def _reader(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return lambda value: _canonical_json(None if value is None else json.loads(value))
    return _same


def _digest(content: Any, size: int = DIGEST) -> bytes:
    return hashlib.blake2b(cbor2.dumps(content), digest_size=size).digest()


class _FieldDigests(dict[Any, bytes]):
    """The digests of values seen before: states, dates and ids come again in most records.

    Texts and None only: True, 1 and 1.0 are one key of a dictionary and are not the same value.
    """

    def __missing__(self, value: str | None) -> bytes:
        if len(self) >= REMEMBERED:
            self.clear()
        self[value] = digest = _digest(value)
        return digest

    def of(self, value: Any) -> bytes:
        """The digest of one field's value."""
        return self[value] if type(value) is str or value is None else _digest(value)


def _fact_number(name: str, row_id: str, entry: str, values: list[Any]) -> int:
    return int.from_bytes(_digest([name, row_id, entry, values], 16), "big")


@dataclass(slots=True)
class _Form:
    """What the journal says of a record whose fields change.

    `changed`: by field position the values that stand now, by the entry that set each; several
    only while changes of two devices have not been settled.
    """

    entry: str
    born: bytes
    changed: dict[int, dict[str, bytes]] = field(default_factory=dict)

    def change(self, position: int, uid: str, value: bytes, replaced: str) -> None:
        """Let a change take the place of the one that it names."""
        first = self.born[position * DIGEST : (position + 1) * DIGEST]
        standing = self.changed.setdefault(position, {self.entry: first})
        for version in versions_named(replaced):
            standing.pop(version, None)
        standing[uid] = value

    def stands(self, position: int, uid: str, value: bytes) -> bool:
        """Whether this value, set by this entry, is one that may stand in the table."""
        if position in self.changed:
            return self.changed[position].get(uid) == value
        first = self.born[position * DIGEST : (position + 1) * DIGEST]
        return uid == self.entry and first == value


def _reckon(
    connection: Any,
    facts: dict[str, _Shape],
    forms: dict[str, _Shape],
    aside: frozenset[Place],
) -> tuple[dict[str, int], dict[str, dict[str, _Form]]]:
    """One walk through the journal in causal order: sums of facts, and the state of forms."""
    sums = dict.fromkeys(facts, 0)
    expected: dict[str, dict[str, _Form]] = {name: {} for name in forms}
    heirs, digest = former_tables(), _FieldDigests().of
    for entry in PlainJournal(connection).in_time():
        uid = entry_uid(entry.device_id, entry.seq)
        for name, row_id, fields, replaced in _changes(entry, aside, heirs):
            if name in facts:
                number = _fact_number(name, row_id, uid, facts[name].said(fields))
                sums[name] = (sums[name] + number) % WRAP
            elif name in forms:
                _apply(forms[name], expected[name], uid, (row_id, fields, replaced), digest)
    return sums, expected


def _changes(
    entry: Entry, aside: frozenset[Place], heirs: Mapping[str, tuple[str, Former]]
) -> list[Any]:
    """The changes of an entry that were applied.

    An altered body says nothing (the chain check names it); neither does one that a device sent
    without form, which was set aside.
    """
    return [
        in_present_table(change, heirs)
        for position, change in enumerate(listed_in(entry.body))
        if isinstance(change, list)
        and len(change) == 4
        and (entry.device_id, entry.seq, position) not in aside
    ]


def _apply(
    shape: _Shape,
    expected: dict[str, _Form],
    uid: str,
    change: tuple[str, dict[str, Any], dict[str, str]],
    digest: Callable[[Any], bytes],
) -> None:
    row_id, fields, replaced = change
    form = expected.get(row_id)
    if form is None:
        born = b"".join([digest(value) for value in shape.said(fields)])
        expected[row_id] = _Form(uid, born)
        return
    for key, value in fields.items():
        if key in shape.position:
            said = digest(shape.said_one(key, value))
            form.change(shape.position[key], uid, said, replaced.get(key, ""))


def _rows(connection: Any, shape: _Shape) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(shape.statement)
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _sum_of(connection: Any, shape: _Shape) -> int:
    total = 0
    for row_id, entry, *values in _rows(connection, shape):
        total += _fact_number(shape.name, row_id, entry, shape.held(tuple(values)))
    return total % WRAP


def _name_facts(connection: Any, shape: _Shape, aside: frozenset[Place]) -> Iterator[ChainProblem]:
    """The slow way, once the sums differ: which facts were altered, added or taken away."""
    said: dict[str, tuple[str, int]] = {}
    heirs = former_tables()
    for entry in PlainJournal(connection).in_time():
        uid = entry_uid(entry.device_id, entry.seq)
        for name, row_id, fields, _replaced in _changes(entry, aside, heirs):
            if name == shape.name:
                said[row_id] = uid, _fact_number(name, row_id, uid, shape.said(fields))
    for row_id, entry_name, *values in _rows(connection, shape):
        number = _fact_number(shape.name, row_id, entry_name, shape.held(tuple(values)))
        uid, expected = said.pop(row_id, ("", -1))
        if not uid:
            yield _added(shape, row_id, str(entry_name))
        elif number != expected:
            yield _altered(shape, row_id, uid)
    for row_id, (uid, _number) in said.items():
        yield _missing(shape, row_id, uid)


def _compare_forms(
    connection: Any, shape: _Shape, expected: dict[str, _Form]
) -> Iterator[ChainProblem]:
    digest = _FieldDigests().of
    for row_id, entry, versions_text, *values in _rows(connection, shape):
        form = expected.pop(row_id, None)
        if form is None:
            yield _added(shape, row_id, str(entry))
            continue
        versions = json.loads(versions_text) if versions_text else {}
        held = [digest(value) for value in shape.held(tuple(values))]
        if not versions and not form.changed:  # as it was made: all fields at once
            sound = entry == form.entry and b"".join(held) == form.born
        else:
            sound = entry == form.entry and all(
                form.stands(position, versions.get(column.key, entry), held[position])
                for position, column in enumerate(shape.columns)
            )
        if not sound:
            yield _altered(shape, row_id, form.entry)
    for row_id, form in expected.items():
        yield _missing(shape, row_id, form.entry)


def _altered(shape: _Shape, row_id: str, uid: str) -> ChainProblem:
    words = _("数据表 {table} 的记录 {id} 与日志不符：绕过日志被改动，或被换回旧内容。")
    return ChainProblem(uid, KIND, words.format(table=shape.name, id=row_id))


def _added(shape: _Shape, row_id: str, uid: str) -> ChainProblem:
    words = _("数据表 {table} 的记录 {id} 在日志里没有来历。")
    return ChainProblem(uid, KIND, words.format(table=shape.name, id=row_id))


def _missing(shape: _Shape, row_id: str, uid: str) -> ChainProblem:
    words = _("数据表 {table} 的记录 {id} 不见了，日志里有它。")
    return ChainProblem(uid, KIND, words.format(table=shape.name, id=row_id))
