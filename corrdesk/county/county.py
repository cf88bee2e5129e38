"""An open county: its folder, its keys, its databases and its clock, handed to everything above.

What `bootstrap.Desk` is for an office. It judges nothing itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import corrdesk.bootstrap  # noqa: F401 - every table has to be known to the store
from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import Clock
from corrdesk.base.ids import IdMint
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.tables import Office
from corrdesk.casework.confirmation.queries import confirmations
from corrdesk.county.accounts import Accounts
from corrdesk.county.ailments import NOT_DONE, fault_of
from corrdesk.county.box import TableBox
from corrdesk.county.database import (
    ConsoleDatabase,
    checked_url,
    open_casework,
    open_console,
)
from corrdesk.county.folder import CountyFolder, make_folder, read_folder
from corrdesk.county.identity import CountyIdentity
from corrdesk.county.invitations import Invitations
from corrdesk.county.registry import Registry
from corrdesk.county.sessions import Sessions
from corrdesk.rules.catalog import NATIONAL, RuleBook, load_rulebook
from corrdesk.rules.confirmation import overlaid
from corrdesk.rules.law import Law
from corrdesk.store.engine import Store
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.reading import Reads
from corrdesk.sync.shelf import StoreShelf
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.passphrase import require_acceptable


@dataclass(frozen=True, slots=True)
class Console:
    """Accounts and sessions within one transaction."""

    accounts: Accounts
    sessions: Sessions


class County:
    """One county, open."""

    def __init__(
        self, folder: CountyFolder, console: ConsoleDatabase, store: Store, clock: Clock
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.store = store
        self.identity = CountyIdentity(folder)
        self.box = TableBox(console, clock)
        self._console = console
        self._mint = IdMint(clock)
        self._calendar = load_calendar()
        self._packs: dict[str, RuleBook] = {}

    @property
    def name(self) -> str:
        """The bureau's name."""
        return self.folder.card.name

    @contextmanager
    def console(self) -> Iterator[Console]:
        """A transaction over accounts and sessions."""
        with self._console.begin() as session:
            accounts = Accounts(session, self.folder.key("session"), self.clock)
            yield Console(accounts, Sessions(session, accounts, self.clock))

    @contextmanager
    def console_read(self) -> Iterator[Console]:
        """Accounts and sessions as they are, with nothing written: for a disk that is full."""
        with self._console.read() as session:
            accounts = Accounts(session, self.folder.key("session"), self.clock)
            yield Console(accounts, Sessions(session, accounts, self.clock))

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """A transaction over offices and devices."""
        with self._console.begin() as session:
            yield Registry(session, self.identity, self.clock)

    @contextmanager
    def enrolling(self) -> Iterator[tuple[Invitations, Registry]]:
        """A transaction over invitations and the devices that come by them."""
        with self._console.begin() as session:
            invitations = Invitations(session, self.folder.key("session"), self.clock)
            yield invitations, Registry(session, self.identity, self.clock)

    @contextmanager
    def counting(self) -> Iterator[Session]:
        """A transaction in which numbers of the county are drawn."""
        with self._console.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reader's session over the casework of all offices."""
        with self.store.read() as session:
            yield session

    def unit_of_work(self, office_id: str, person_id: str, name: str, role: Role) -> UnitOfWork:
        """An act of somebody of the bureau on an office's records, in the county's own journal."""
        actor = Actor(person_id, name, role, self.identity.device)
        return UnitOfWork(
            self.store, office_id=office_id, actor=actor, clock=self.clock, mint=self._mint
        )

    @cached_property
    def sealed(self) -> Attachments:
        """The files of all offices, sealed with the county's own key, named without telling it."""
        return Attachments(self.folder.files_path, self.folder.data_key())

    def shelf(self, office_id: str, reads: Reads | None = None) -> StoreShelf:
        """The files of one office. `reads`: those of the exchange that it is for."""
        return StoreShelf(self.store, office_id, self.sealed, reads)

    def law_of(self, office_id: str) -> Law:
        """The law that holds at an office today, with what the county has confirmed there."""
        with self.read() as session:
            pack = session.scalars(
                select(Office.pack_id).where(Office.office_id == office_id)
            ).first()
            said = confirmations(session, office_id)
        book = self._pack(pack or NATIONAL)
        return Law(overlaid(book, said), self._calendar, self.clock.today())

    def close(self) -> None:
        """Closes the databases."""
        self.store.dispose()
        self._console.dispose()

    def _pack(self, pack_id: str) -> RuleBook:
        if pack_id not in self._packs:
            self._packs[pack_id] = load_rulebook(pack_id, installed=self.folder.path / "packs")
        return self._packs[pack_id]


@dataclass(frozen=True, slots=True)
class CountyFounding:
    """What is needed to make a county.

    `administrator` with `passphrase` is its first account; without a passphrase it has none yet.
    """

    name: str
    administrator: str = ""
    passphrase: str = ""
    database: str = ""
    hosts: tuple[str, ...] = ()


def create_county(path: Path, founding: CountyFounding, clock: Clock) -> tuple[County, str]:
    """Makes a county. Returns it open, with the code secret of its first account, if it has one.

    Raises UserError for a folder or a database in use, a weak passphrase or an address that names
    no database server, EnvironmentFault for what cannot be reached or written. Nothing is left
    then.
    """
    if founding.passphrase:
        require_acceptable(founding.passphrase, avoid=(founding.administrator,))
    if founding.database:
        checked_url(founding.database)
    folder = make_folder(
        path,
        name=founding.name,
        now=clock.now(),
        database=founding.database,
        hosts=founding.hosts,
    )
    try:
        county = _opened(folder, clock, new=True)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)  # so that it can be tried again
        raise
    if not founding.passphrase:
        return county, ""
    with county.console() as console:
        _person, secret = console.accounts.add(
            founding.administrator, Role.ADMINISTRATOR, founding.passphrase
        )
    return county, secret


def open_county(path: Path, clock: Clock, *, database: str = "") -> County:
    """Opens a county's folder. `database` goes before the server that the folder names."""
    return _opened(read_folder(path), clock, database)


@contextmanager
def opened_county(path: Path, clock: Clock, *, database: str = "") -> Iterator[County]:
    """A county for the length of some work, as `open_county`.

    Raises EnvironmentFault also for a database that goes away meanwhile, or whose disk is full.
    """
    county = open_county(path, clock, database=database)
    try:
        yield county
    except NOT_DONE as error:
        in_folder = county.store.engine.dialect.name == "sqlite"
        raise fault_of(error, in_folder=in_folder) from None
    finally:
        county.close()


def _opened(folder: CountyFolder, clock: Clock, database: str = "", *, new: bool = False) -> County:
    console = open_console(folder, database, new=new)
    try:
        store = open_casework(folder, database)
    except BaseException:
        console.dispose()
        raise
    return County(folder, console, store, clock)
