"""An open county: its folder, its keys, its databases and its clock, handed to everything above.

What `bootstrap.Desk` is for an office. It judges nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corrdesk.base.actor import Role
from corrdesk.base.clock import Clock
from corrdesk.county.accounts import Accounts
from corrdesk.county.database import ConsoleDatabase, open_console
from corrdesk.county.folder import CountyFolder, make_folder, read_folder
from corrdesk.county.sessions import Sessions
from corrdesk.vault.passphrase import require_acceptable


@dataclass(frozen=True, slots=True)
class Console:
    """Accounts and sessions within one transaction."""

    accounts: Accounts
    sessions: Sessions


class County:
    """One county, open."""

    def __init__(self, folder: CountyFolder, console: ConsoleDatabase, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self._console = console

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

    def close(self) -> None:
        """Closes the databases."""
        self._console.dispose()


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

    Raises UserError for a folder in use or a weak passphrase, EnvironmentFault for a database
    that cannot be reached.
    """
    if founding.passphrase:
        require_acceptable(founding.passphrase, avoid=(founding.administrator,))
    folder = make_folder(
        path,
        name=founding.name,
        now=clock.now(),
        database=founding.database,
        hosts=founding.hosts,
    )
    county = open_county(folder.path, clock)
    if not founding.passphrase:
        return county, ""
    with county.console() as console:
        _person, secret = console.accounts.add(
            founding.administrator, Role.ADMINISTRATOR, founding.passphrase
        )
    return county, secret


def open_county(path: Path, clock: Clock, *, database: str = "") -> County:
    """Opens a county's folder. `database` goes before the server that the folder names."""
    folder = read_folder(path)
    return County(folder, open_console(folder, database), clock)
