"""Many rows at once by each engine's own fastest way: COPY on a server, one statement in a file.

For what comes in by the thousand and has been checked before. Like everything that writes, it goes
through the door of the unit of work or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Dialect,
    Engine,
    Integer,
    LargeBinary,
    String,
    Table,
)
from sqlalchemy.exc import DBAPIError

from corrdesk.store.engine import DOOR, JournalBypassedError, unguarded

_GROWN: Final = """
SELECT sum(pg_relation_size(oid)) > 16384 * sum(greatest(relpages, 0)) + 1000000
FROM pg_class WHERE oid = to_regclass(%s)
OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(%s))
"""  # its size now, and twice the pages of 8192 bytes that it had when it was looked at

_KEYS_ONLY: Final = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
set_config('enable_mergejoin', 'off', true)
"""  # true: until the transaction ends

GLANCE: Final = 20  # three hundred rows for each of these; of its own a server looks at 30,000

Row = Sequence[Any]
Convert = Callable[[Any], Any]
EMPTY: Final[dict[str, Any]] = {}
_BINARY: Final = {BigInteger: "int8", Integer: "int4", LargeBinary: "bytea", String: "varchar"}


def insert_many(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Iterable[Row]
) -> None:
    """Inserts rows whose values stand in the order of `names`.

    Raises SQLAlchemy's own errors, and `JournalBypassedError` while the door is shut.
    """
    _insert(connection, table, names, list(_converted(connection.dialect, table, names, rows)))


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]
) -> None:
    """Inserts rows whose values stand column by column, all of one length.

    Raises as `insert_many` does.
    """
    names = tuple(columns)
    ready = dict(columns)
    for place, convert in _converts(connection.dialect, table, names):
        ready[names[place]] = each_once(convert, columns[names[place]])
    _insert(connection, table, names, list(zip(*ready.values(), strict=True)))


def _insert(
    connection: Connection, table: Table, names: tuple[str, ...], ready: Sequence[Row]
) -> None:
    if not ready:
        return
    _require_door(connection)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, ready)
        return
    dialect = connection.dialect
    columns, marks = _columns(dialect, table, names), ", ".join("?" * len(names))
    connection.exec_driver_sql(
        f"INSERT INTO {_target(dialect, table)} ({columns}) "  # noqa: S608 - names of our tables
        f"VALUES ({marks})",
        list(map(tuple, ready)),
    )


def each_once(convert: Convert, values: Sequence[Any]) -> list[Any]:
    """The values converted, each object once: days and marks of nothing come again and again."""
    keys = list(map(id, values))
    made = {key: convert(value) for key, value in dict(zip(keys, values, strict=True)).items()}
    return [made[key] for key in keys]


def update_many(
    connection: Connection, table: Table, office: str, names: tuple[str, ...], rows: Iterable[Row]
) -> None:
    """Gives records of one office new values: rows hold the id, then the values of `names`."""
    ready = list(_converted(connection.dialect, table, ("id", *names), rows))
    if not ready:
        return
    _require_door(connection)
    dialect = connection.dialect
    # One by one, also on a server: joined with a list, the planner may read the whole office.
    mark = "%s" if dialect.name == "postgresql" else "?"
    news = ", ".join(f"{_columns(dialect, table, (name,))}={mark}" for name in names)
    connection.exec_driver_sql(
        f"UPDATE {_target(dialect, table)} SET {news} "  # noqa: S608 - names of our tables
        f"WHERE office_id={mark} AND id={mark}",
        [(*row[1:], office, row[0]) for row in ready],
    )


def prefer_keys(connection: Connection) -> None:
    """Until the transaction ends, a server finds what is joined by its key, one by one.

    Nobody has told its planner yet how much has just come in, and for a few thousand rows it would
    rather read the whole table.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_KEYS_ONLY)


def tell_planner(engine: Engine, tables: Iterable[str]) -> None:
    """Lets a server look anew at those of the tables that have doubled since it last did.

    It would do so by itself within minutes; until then it goes by plans that were made when they
    were empty, and reads all offices to find one. A glance is enough until it looks by itself: how
    many there are, and of how many offices.
    """
    if engine.dialect.name != "postgresql":
        return
    with unguarded(engine) as connection:
        connection.exec_driver_sql(f"SET LOCAL default_statistics_target={GLANCE}")
        for name in sorted(tables):
            if connection.exec_driver_sql(_GROWN, (name, name)).scalar_one():
                target = connection.dialect.identifier_preparer.quote(name)
                connection.exec_driver_sql(f"ANALYZE {target}")


def _require_door(connection: Connection) -> None:
    if not connection.info.get(DOOR, False):
        msg = "rows in bulk tried to get past the journal"
        raise JournalBypassedError(msg)


def _copy(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Row]
) -> None:
    dialect = connection.dialect
    types = _binary_types(table, names)
    form = " (FORMAT BINARY)" if types else ""
    columns, target = _columns(dialect, table, names), _target(dialect, table)
    statement = f"COPY {target} ({columns}) FROM STDIN{form}"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            if types:
                copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            statement, None, error, dialect.loaded_dbapi.Error,
            hide_parameters=True, dialect=dialect,
        ) from None  # fmt: skip


def _binary_types(table: Table, names: tuple[str, ...]) -> list[str]:
    """The server's types, where all are plain and some are bytes: these double as text."""
    kinds = [type(table.c[name].type) for name in names]
    if LargeBinary not in kinds or not set(kinds) <= set(_BINARY):
        return []
    return [_BINARY[kind] for kind in kinds]


def _columns(dialect: Dialect, table: Table, names: Iterable[str]) -> str:
    """The columns as the engine calls them: an attribute may have another name."""
    return ", ".join(dialect.identifier_preparer.quote(table.c[name].name) for name in names)


def _target(dialect: Dialect, table: Table) -> str:
    return dialect.identifier_preparer.format_table(table)


def _converted(
    dialect: Dialect, table: Table, names: tuple[str, ...], rows: Iterable[Row]
) -> Iterable[Row]:
    """The rows with the values that the driver takes, where a type has its own form of them."""
    converts = _converts(dialect, table, names)
    if not converts:
        return rows
    return _each(converts, rows)


def _each(converts: Sequence[tuple[int, Convert]], rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        values = list(row)
        for place, convert in converts:
            values[place] = convert(values[place])
        yield values


@lru_cache(maxsize=512)
def _converts(
    dialect: Dialect, table: Table, names: tuple[str, ...]
) -> tuple[tuple[int, Convert], ...]:
    found = []
    for place, name in enumerate(names):
        kind = table.c[name].type
        if isinstance(kind, LargeBinary):
            continue  # every driver takes bytes as they are; SQLAlchemy would wrap each value
        convert = kind.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            found.append((place, _json(convert) if isinstance(kind, JSON) else convert))
    return tuple(found)


def _json(convert: Convert) -> Convert:
    """The same; nothing changed since a record was made is by far the most frequent value."""
    return lambda value: "{}" if value == EMPTY and type(value) is dict else convert(value)
