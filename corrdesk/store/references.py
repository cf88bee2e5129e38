"""References between records on a server: looked at in sets before writing, not row by row after.

A server asks a query for each row at the end of a transaction, which costs more than all else that
is done with the row. What comes in is looked at as a whole instead (`sync.applying`), in the same
transaction and under the office's lock, so that nothing it refers to can go meanwhile. A desk's
file, where one act writes a few rows, checks each of them as well.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Engine, Table, text

_ALL: Final = text(
    "SELECT r.relname, c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
    "WHERE c.contype = 'f' AND c.conparentid = 0 "
    "AND c.connamespace = current_schema()::regnamespace"
)


def drop_references(connection: Connection) -> None:
    """Takes the references from a server's tables; a file keeps them."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")  # what a step has just written
    for table, name in connection.execute(_ALL).all():
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(name)}")


def has_references(engine: Engine) -> bool:
    """Whether a server's tables still have references, from before this rule."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        return connection.execute(_ALL).first() is not None


def without_references(table: Table) -> Table:
    """The same table object without its references, for making it on a server."""
    for reference in table.foreign_key_constraints:
        table.constraints.discard(reference)
    return table
