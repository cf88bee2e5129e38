"""One SQLAlchemy engine over one database, with two ways in: readers and the writer.

Readers cannot write; the writer takes the office's write lock at once and refuses every statement
that does not come through a door of the unit of work. A desk's database is SQLite, whose encryption
is the caller's: it passes `creator`. A county's may be PostgreSQL (`Store.at`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker
from sqlalchemy.pool import QueuePool

from corrdesk.base.errors import CorrdeskError, EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.store.veil import LIFTED, VEILED, Veil, drop_lifted, past_the_views

__all__ = [
    "DOOR",
    "WRITE",
    "JournalBypassedError",
    "Session",
    "Store",
    "held",
    "lift",
    "lock_office",
    "open_door",
    "server_engine",
    "unguarded",
]

WRITE = "corrdesk_write"
DOOR = "corrdesk_door"
SEEN = "corrdesk_lifted"
WRITING_WORDS = re.compile(
    r"^\s*WITH\b.*\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE | re.DOTALL
)
READING = (
    "SELECT", "WITH", "EXPLAIN", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE",
    "SHOW",
)  # fmt: skip


class JournalBypassedError(CorrdeskError):
    """A statement tried to write without the journal: our own mistake, never an officer's."""


class Store:
    """The engine with its reader and writer sessions."""

    def __init__(
        self, creator: Callable[[], Any], module: ModuleType, *, pool_size: int = 4
    ) -> None:
        engine = create_engine(
            "sqlite://",
            module=module,
            creator=creator,
            poolclass=QueuePool,
            pool_use_lifo=True,  # the connection that was used last has its pages at hand
            pool_size=pool_size,
            max_overflow=2,
            hide_parameters=True,  # an error must not carry what somebody typed
        )
        self._wire(engine)

    @classmethod
    def at(cls, url: str, *, pool_size: int = 4) -> Store:
        """A store on a database server, named by an SQLAlchemy URL (postgresql+psycopg://…)."""
        store = cls.__new__(cls)
        store._wire(server_engine(url, pool_size=pool_size, overflow=2))  # noqa: SLF001 - its own
        return store

    def _wire(self, engine: Engine) -> None:
        self.engine = engine
        _guard(self.engine)
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(
            self.engine.execution_options(**{WRITE: True}), expire_on_commit=False
        )
        event.listen(self._writers, "do_orm_execute", _refuse_bulk_orm)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reader's session: one consistent view, and no way to write.

        Raises EnvironmentFault while somebody else holds the file so that it cannot be read.
        """
        with self._readers() as session:
            try:
                yield session
            except OperationalError as fault:
                if "lock" not in str(fault.orig):
                    raise
                raise held() from None

    def draw(self, veil: Veil) -> None:
        """Draws a veil over every connection from now on, the writer's too."""
        event.listen(self.engine, "connect", veil.draw)
        self.engine.dispose()

    def writer(self) -> Session:
        """A new writer's session; for the unit of work only."""
        return self._writers()

    def dispose(self) -> None:
        """Closes every connection of the pool."""
        self.engine.dispose()


def server_engine(url: str, *, pool_size: int, overflow: int) -> Engine:
    """An engine over a database server, named by an SQLAlchemy URL.

    A connection is tried before it is handed out, and made anew when the server was restarted since
    its last use: whoever comes next is served as if nothing had been.
    """
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=overflow,
        pool_pre_ping=True,
        hide_parameters=True,  # an error must not carry what somebody typed
    )


@contextmanager
def open_door(session: Session) -> Iterator[Connection]:
    """Lets statements of the unit of work itself through the guard."""
    connection = session.connection()
    with _door_of(connection):
        yield connection


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A transaction that needs no journal: for what tables are, never for what they hold."""
    with (
        engine.execution_options(**{WRITE: True}).connect() as connection,
        connection.begin(),
        _door_of(connection),
    ):
        yield connection


@contextmanager
def _door_of(connection: Connection) -> Iterator[None]:
    info = connection.info  # one that a server has dropped gives it out no more, and says why not
    before = info.get(DOOR, False)
    info[DOOR] = True
    try:
        yield
    finally:
        info[DOOR] = before


def lift(session: Session, record_id: str) -> None:
    """Lifts the veil from one record for the rest of this transaction."""
    with open_door(session) as connection:
        if connection.info.get(VEILED, False):
            connection.info[SEEN] = True
            # Twice is once: somebody may be opened and then unsealed in one act.
            statement = f"INSERT OR IGNORE INTO temp.{LIFTED} VALUES (?)"  # noqa: S608 - our name
            connection.exec_driver_sql(statement, (record_id,))


def held() -> EnvironmentFault:
    """What is said when another window or another program holds the file."""
    return EnvironmentFault(
        _("另一个程序正占用保险库，这一次没有办成。"),
        remedy=_("请稍候再试；常见的是网盘同步或杀毒软件，请把保险库移出它们的范围。"),
    )


def _guard(engine: Engine) -> None:
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _checked, retval=True)
    event.listen(engine, "checkin", _forget_door)


def lock_office(session: Session, office_id: str) -> None:
    """Takes the office's write lock until the transaction ends.

    SQLite's writer holds the whole database already; on a server the acts of one office wait for
    each other, so that chains and numbers have no holes, and those of different offices do not.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        name = int.from_bytes(hashlib.sha256(office_id.encode()).digest()[:8], "big", signed=True)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({name})")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITE, False)
    if connection.dialect.name != "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.read_only = not writing  # said in the very statement that begins it
        return
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _checked(
    connection: Connection,
    cursor: Any,  # noqa: ARG001
    statement: str,
    parameters: Any,
    context: Any,  # noqa: ARG001
    executemany: bool,  # noqa: ARG001, FBT001
) -> tuple[str, Any]:
    _refuse_unjournaled(connection, statement)
    if connection.info.get(VEILED, False):
        statement = past_the_views(statement)
    return statement, parameters


def _refuse_unjournaled(connection: Connection, statement: str) -> None:
    if connection.info.get(DOOR, False):
        return
    if not statement.lstrip().upper().startswith(READING) or WRITING_WORDS.search(statement):
        msg = "a statement tried to write past the journal"
        raise JournalBypassedError(msg)


def _forget_door(dbapi_connection: Any, record: Any) -> None:
    if record is not None:
        record.info.pop(DOOR, None)
        if record.info.pop(SEEN, False) and dbapi_connection is not None:
            drop_lifted(dbapi_connection)


def _refuse_bulk_orm(state: ORMExecuteState) -> None:
    if not state.is_select:
        msg = "write through mapped objects, insert_rows or update_rows"
        raise JournalBypassedError(msg)
