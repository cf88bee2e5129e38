"""Tables of a server divided by office: each part has its own files, indexes and vacuum.

Possible because every key, every index and every reference starts with the office; the same holds
for a cluster that places offices on several machines. A vault's file is of one office and has none.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    inspect,
    text,
)

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.base import Base
from corrdesk.store.engine import unguarded
from corrdesk.store.references import without_references

PARTS: Final = 16
MOST: Final = 256
BEFORE: Final = "corrdesk_before"


def partition(engine: Engine, parts: int = PARTS) -> list[str]:
    """Divides every table that is not divided yet by the office's hash; returns their names.

    Where some are divided already, the others get as many parts as those. What they hold moves
    along; all of it is one transaction, in which nobody else may write.
    Raises UserError for a database that cannot be divided, or a number of parts that makes none.
    """
    if engine.dialect.name != "postgresql":
        raise UserError(
            _("只有数据库服务器（PostgreSQL）可以分区。"),
            remedy=_("请先用 --database 把数据放在 PostgreSQL 上。"),
            field="database",
        )
    if not 2 <= parts <= MOST:
        raise UserError(
            _("分区数应在 {least} 到 {most} 之间。").format(least=2, most=MOST), field="parts"
        )
    with unguarded(engine) as connection:
        return _divide(connection, parts)


def divide_new(connection: Connection) -> list[str]:
    """Divides what a step of the schema added beside divided tables; nothing where none is."""
    if connection.dialect.name != "postgresql" or not divided(connection):
        return []
    return _divide(connection, PARTS)


def divided(connection: Connection) -> set[str]:
    """The tables that are divided already."""
    return set(parts_of(connection))


def parts_of(connection: Connection) -> dict[str, int]:
    """The tables that are divided already, each with the number of its parts."""
    rows = connection.execute(
        text("SELECT relname, (SELECT count(*) FROM pg_inherits WHERE inhparent = c.oid) "
             "FROM pg_class c WHERE relkind = 'p' AND relnamespace = "
             "current_schema()::regnamespace")
    )  # fmt: skip
    return {name: int(count) for name, count in rows}


def _divide(connection: Connection, parts: int) -> list[str]:
    done = parts_of(connection)
    here = set(inspect(connection).get_table_names())
    old = [t for t in Base.metadata.sorted_tables if t.name in here and t.name not in done]
    if not old:
        return []
    quote = connection.dialect.identifier_preparer.quote
    made = _copies()
    connection.exec_driver_sql(f"CREATE SCHEMA {BEFORE}")
    for table in old:
        name = quote(table.name)
        connection.exec_driver_sql(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
        connection.exec_driver_sql(f"ALTER TABLE {name} SET SCHEMA {BEFORE}")
    _make(connection, [made.tables[t.name] for t in old], max(done.values(), default=parts))
    for table in old:
        columns, name = ", ".join(quote(c.name) for c in table.columns), quote(table.name)
        connection.exec_driver_sql(
            f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {BEFORE}.{name}"  # noqa: S608
        )
    connection.exec_driver_sql(f"DROP SCHEMA {BEFORE} CASCADE")
    return [table.name for table in old]


def _copies() -> MetaData:
    """The same tables, divided, with the same names of keys and indexes."""
    copies = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        copy = without_references(table.to_metadata(copies))
        copy.dialect_options["postgresql"]["partition_by"] = "HASH (office_id)"
    return copies


def _make(connection: Connection, tables: list[Table], parts: int) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        table.create(connection)
        for number in range(parts):
            part = quote(f"{table.name}_{number:03d}")
            connection.exec_driver_sql(
                f"CREATE TABLE {part} PARTITION OF {quote(table.name)} "
                f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {number})"
            )
