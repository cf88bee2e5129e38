"""What a table takes: turns the plain values of a journal entry into those of its columns.

A value that a column cannot hold is named, never bent. Knows no capability: tables tell it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)
from sqlalchemy.sql import ColumnElement

from corrdesk.store.base import BOOKKEEPING, Base, Merge, is_recorded, merge_of, once_in
from corrdesk.store.types import Code, Moment, empty_value
from corrdesk.sync.core.wire import in_order, is_plain

Convert = Callable[[Any], Any]
SMALL = 1 << 31
LARGE = 1 << 63
TEXTS: Final = frozenset({String, Text})
ONE_FORM: Final = frozenset({str, int, bytes, bool, NoneType})  # of one encoding each


class ValueUnfit(Exception):
    """A value that the column cannot hold."""


@dataclass(frozen=True)
class Reference:
    """A column that names a record of another table."""

    column: str
    table: str


class Shape:
    """One recorded table as the exchange sees it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.is_form = merge_of(table) is Merge.BY_FIELD
        self.owners: Mapping[str, str] = table.info["owners"]
        self.columns = {c.key: c for c in table.columns if c.key not in BOOKKEEPING}
        self.references = tuple(_references(table))
        self.once = _once(table)
        self._convert = {key: _converter(column) for key, column in self.columns.items()}
        self._inner = {key: _inner(column.type) for key, column in self.columns.items()}
        self._plan = tuple(
            (key, self._inner[key], bool(column.nullable), column)
            for key, column in self.columns.items()
        )

    def values(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The column values of known fields. Raises `ValueUnfit`."""
        return {
            key: self._convert[key](value) for key, value in fields.items() if key in self.columns
        }

    def whole(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A new record's values in the order of `columns`. Raises `ValueUnfit`.

        What an older program did not know is filled with nothing.
        """
        found: dict[str, Any] = {}
        for key, inner, nullable, column in self._plan:
            value = fields.get(key)
            if value is not None:
                found[key] = inner(value)
            elif key not in fields:
                found[key] = _nothing(column)
            elif nullable:
                found[key] = None
            else:
                raise ValueUnfit
        return found

    def column(self, key: str, values: Sequence[Any]) -> Sequence[Any]:
        """The values of one column of new records that have exactly its fields.

        Raises `ValueUnfit` if any of them is not plain: unfit, or of a kind that has several forms.
        """
        column, kinds = self.columns[key], set(map(type, values))
        if NoneType in kinds and not column.nullable:
            raise ValueUnfit
        if isinstance(column.type, JSON):
            if not all(map(in_order, values)) or not all(map(is_plain, values)):
                raise ValueUnfit
            return values
        if len(kinds - {NoneType}) > 1:
            raise ValueUnfit
        said = [value for value in values if value is not None] if NoneType in kinds else values
        if not kinds <= ONE_FORM or (str in kinds and "\x00" in "".join(said)):
            raise ValueUnfit
        if str in kinds and type(column.type) in TEXTS:
            longest: int | None = getattr(column.type, "length", None)
            if longest is not None and max(map(len, said)) > longest:
                raise ValueUnfit
            return values
        made = {value: self._inner[key](value) for value in set(said)} | {None: None}
        return [made[value] for value in values]

    def unknown(self, fields: Mapping[str, Any]) -> list[str]:
        """Fields that this program has no column for."""
        if fields.keys() <= self.columns.keys():
            return []
        return sorted(key for key in fields if key not in self.columns)


@cache
def shape_of(name: str) -> Shape | None:
    """The shape of a recorded table; None for a table that this program does not know."""
    table = Base.metadata.tables.get(name)
    return Shape(table) if table is not None and is_recorded(table) else None


def known_shape(name: str) -> Shape:
    """The shape of a table that was found to be known before. Raises LookupError."""
    shape = shape_of(name)
    if shape is None:
        msg = "a record of a table that nobody knows"
        raise LookupError(msg)
    return shape


def recorded_shapes() -> list[Shape]:
    """All recorded tables in an order in which references point backwards."""
    tables = Base.metadata.sorted_tables
    return [known_shape(table.name) for table in tables if is_recorded(table)]


def _references(table: Table) -> list[Reference]:
    found = [
        Reference(key.parent.key, constraint.referred_table.name)
        for constraint in table.foreign_key_constraints
        for key in constraint.elements
        if key.parent.key not in BOOKKEEPING
    ]
    return sorted(found, key=lambda each: (each.column, each.table))


def _once(table: Table) -> dict[tuple[str, ...], ColumnElement[bool] | None]:
    """The columns that one device may enter once, and of which records that holds; None: of all.

    See `store.base.once_per_device`: a sheet that is void, for one, makes room for another.
    """
    return {
        tuple(column.key for column in index.columns if column.key not in BOOKKEEPING): (
            index.dialect_options["sqlite"]["where"]
        )
        for index in once_in(table)
    }


def _nothing(column: Column[Any]) -> Any:
    try:
        return empty_value(column)
    except TypeError:
        raise ValueUnfit from None


def _converter(column: Column[Any]) -> Convert:
    kind = column.type
    inner = _inner(kind)
    nullable = bool(column.nullable)

    def convert(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            raise ValueUnfit
        return inner(value)

    return convert


def _inner(kind: Any) -> Convert:
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, Date):
        return _date
    if isinstance(kind, Boolean):
        return _boolean
    if isinstance(kind, JSON):
        return _same
    if isinstance(kind, Float):
        return _float
    if isinstance(kind, Integer):
        return _integer(LARGE if isinstance(kind, BigInteger) else SMALL)
    if isinstance(kind, LargeBinary):
        return _octets
    if isinstance(kind, Code):
        return _code(kind)
    if isinstance(kind, String):
        return _text(kind.length)
    msg = "a column type that the exchange does not know"
    raise TypeError(msg)


def _same(value: Any) -> Any:
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValueUnfit from None
    if moment.tzinfo is None:
        raise ValueUnfit
    return moment


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValueUnfit from None


def _boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise ValueUnfit


def _float(value: Any) -> float:
    if type(value) in {int, float}:
        return float(value)
    raise ValueUnfit


def _octets(value: Any) -> bytes:
    if type(value) is bytes:
        return value
    raise ValueUnfit


def _integer(limit: int) -> Convert:
    def convert(value: Any) -> int:
        if type(value) is int and -limit <= value < limit:
            return value
        raise ValueUnfit

    return convert


def _code(kind: Code) -> Convert:
    known = kind.known

    def convert(value: Any) -> str:
        if type(value) is str and value in known:
            return value
        raise ValueUnfit

    return convert


def _text(longest: int | None) -> Convert:
    def convert(value: Any) -> str:
        if type(value) is str and (longest is None or len(value) <= longest):
            return value
        raise ValueUnfit

    return convert
