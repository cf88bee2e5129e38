"""What is remembered of an exchange beside the journal, and the transaction to write in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from corrdesk.store.base import table_of
from corrdesk.store.bulk import prefer_keys
from corrdesk.store.engine import Store, lock_office, open_door
from corrdesk.store.types import AnySelect
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.wire import dumps, loads
from corrdesk.sync.tables import SyncState

SIDES = "sides"


@contextmanager
def writing(store: Store, office: str) -> Iterator[tuple[Session, Connection]]:
    """A transaction of the exchange over one office: all of it holds, or nothing."""
    session = store.writer()
    try:
        with session.begin():
            lock_office(session, office)
            with open_door(session) as connection:
                prefer_keys(connection)
                yield session, connection
    finally:
        session.close()


def recalled(connection: Connection, office: str, key: str) -> bytes | None:
    """What was remembered under a key."""
    asked = {"office": office, "key": key}
    value: bytes | None = connection.execute(_remembered(), asked).scalar_one_or_none()
    return value


@cache
def _remembered() -> AnySelect:
    """Made once: an exchange asks so some eighty times."""
    table = table_of(SyncState)
    return select(table.c.value).where(
        table.c.office_id == bindparam("office"), table.c.key == bindparam("key")
    )


def remembered(connection: Connection, office: str, values: Mapping[str, bytes]) -> None:
    """Remembers values in the place of those before."""
    rows = [{"office_id": office, "key": key, "value": each} for key, each in values.items()]
    if rows:
        connection.execute(_upsert(connection.dialect.name), rows)


@cache
def _upsert(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table_of(SyncState))
    return statement.on_conflict_do_update(
        index_elements=["office_id", "key"], set_={"value": statement.excluded.value}
    )


def forget(store: Store, office: str, lead: str, *, but: Collection[str]) -> None:
    """Forgets what is remembered under keys that begin so, except for these keys."""
    table = table_of(SyncState)
    with writing(store, office) as (_session, connection):
        connection.execute(
            delete(table).where(
                table.c.office_id == office,
                table.c.key.startswith(lead, autoescape=True),
                table.c.key.not_in(tuple(but)),
            )
        )


def sides_known(connection: Connection, office: str) -> dict[str, Side]:
    """Who writes for which side, as the last roster said."""
    raw = recalled(connection, office, SIDES)
    return {device: Side(side) for device, side in loads(raw).items()} if raw else {}


def know_sides(connection: Connection, office: str, sides: Mapping[str, Side]) -> None:
    """Remembers who writes for which side, for what has to be reckoned without a roster."""
    known = sides_known(connection, office)
    if not set(sides.items()) <= set(known.items()):
        told = {device: side.value for device, side in (known | dict(sides)).items()}
        remembered(connection, office, {SIDES: dumps(told)})
