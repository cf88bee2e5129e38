"""Opens what a county's data lies in: two encrypted files in its folder, or a database server.

The casework of all offices is a `Store` as on a desk; the console's accounts have an engine of
their own, because they are no casework and leave no journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, exists, make_url, select
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from corrdesk.county.ailments import NOT_DONE, Ailment, ailment_of, fault_of
from corrdesk.county.errors import (
    DatabaseTaken,
    InvitationRefused,
    NoDatabaseServer,
    SignInFailed,
)
from corrdesk.county.folder import CountyFolder
from corrdesk.county.tables import Account, Enrolled, Owner
from corrdesk.store.engine import Store, server_engine
from corrdesk.store.schema import alone, upgrade
from corrdesk.vault import cipher
from corrdesk.vault.datakey import DataKey

READING: Final = "corrdesk_reading"
POOL: Final = 4
SPARE: Final = 10  # connections beyond the pool while many ask at once


class ConsoleDatabase:
    """The accounts and sessions; one transaction at a time through `begin`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self._readers = sessionmaker(
            engine.execution_options(**{READING: True}), expire_on_commit=False
        )

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction. One that ends with a wrong word is committed: the count must stay."""
        with self._sessions() as session:
            try:
                yield session
            except (SignInFailed, InvitationRefused):
                session.commit()
                raise
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """What can still be read where nothing can be written any more; nothing is kept of it."""
        with self._readers() as session:
            yield session

    def upgrade(self) -> None:
        """Brings the tables to this program's schema. Raises OperationalError."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        with self.engine.begin() as connection:
            alone(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def claim(self, county_id: str, *, new: bool) -> None:
        """Makes sure that the data is this county's. Raises `DatabaseTaken`.

        One that was written before names were kept is whose folder leads to it; a `new` county
        takes none that somebody has used.
        """
        with self.begin() as session:
            owner = session.scalar(select(Owner.county_id))
            if owner is None:
                alone(session.connection())
                owner = session.scalar(select(Owner.county_id))
            if owner is None:
                used = select(exists().select_from(Account)), select(exists().select_from(Enrolled))
                if new and any(session.scalar(each) for each in used):
                    raise DatabaseTaken
                session.add(Owner(county_id=county_id))
            elif owner != county_id:
                raise DatabaseTaken

    def dispose(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def checked_url(url: str) -> str:
    """The address of a PostgreSQL server. Raises `NoDatabaseServer` for any other.

    An SQLite file in particular would lie there unencrypted.
    """
    try:
        named = make_url(url).get_backend_name() == "postgresql"
        create_engine(url).dispose()  # loads the driver, connects to nothing
    except (ArgumentError, ImportError, ValueError):
        named = False
    if not named:
        raise NoDatabaseServer
    return url


def open_casework(folder: CountyFolder, url: str = "") -> Store:
    """The casework of all offices, brought up to date.

    Raises EnvironmentFault for a database that does not answer or cannot be written.
    """
    server = url or folder.database_url
    if server:
        store = Store.at(checked_url(server))
    else:
        path, key = folder.database_path, folder.data_key()
        if not path.exists():
            cipher.connect(path, key, create=True).close()
        store = Store(lambda: cipher.connect(path, key), cipher.dbapi)
    try:
        upgrade(store.engine)
    except NOT_DONE as error:
        store.dispose()
        raise fault_of(error, in_folder=not server) from None
    return store


def open_console(folder: CountyFolder, url: str = "", *, new: bool = False) -> ConsoleDatabase:
    """The console's database of a county, brought up to date; `url` goes before the folder's.

    `new`: the county is just being made. Raises `DatabaseTaken` for another county's data, and as
    `open_casework`.
    """
    server = url or folder.database_url
    if server:
        engine = server_engine(checked_url(server), pool_size=POOL, overflow=SPARE)
    else:
        engine = _encrypted(folder.console_path, folder.data_key())
    database = ConsoleDatabase(engine)
    try:
        database.upgrade()
        database.claim(folder.card.county_id, new=new)
    except NOT_DONE as error:
        database.dispose()
        raise fault_of(error, in_folder=not server) from None
    except DatabaseTaken:
        database.dispose()
        raise
    return database


def _encrypted(path: Path, key: DataKey) -> Engine:
    if not path.exists():
        cipher.connect(path, key, create=True).close()
    engine = create_engine(
        "sqlite://",
        module=cipher.dbapi,
        creator=lambda: cipher.connect(path, key),
        poolclass=QueuePool,
        pool_size=POOL,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """The driver begins nothing by itself; a writer's lock at once spares a later refusal.

    What may only be read has no such lock, and pages can be shown from it all the same.
    """
    if not connection.get_execution_options().get(READING, False):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if ailment_of(error) is not Ailment.READ_ONLY:
                raise
        else:
            return
    connection.exec_driver_sql("BEGIN")
