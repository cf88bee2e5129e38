"""Whether a county can take anything in: its databases are written to, its disk is measured.

For monitors and for the console's warning. It mends nothing, and there are neither names nor paths
in what it tells.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from corrdesk.base.errors import CorrdeskError
from corrdesk.county.ailments import Ailment, ailment_of, told_by
from corrdesk.county.tables import Owner
from corrdesk.vault import cipher

if TYPE_CHECKING:
    from corrdesk.county.county import County
    from corrdesk.vault.datakey import DataKey

FILES: Final = "files"
PARTS: Final = ("casework", "console", FILES)
"""The database of all offices, that of accounts and sessions, the folder of sealed files."""
LEAST: Final = 16 << 20  # bytes: less than what one exchange may write at once
LOW: Final = 1 << 30  # bytes: time to make room, while there still is some
PATIENCE_MS: Final = 250  # whoever is writing proves by it that writing goes
FRESH: Final = 15.0  # seconds for which a finding is good; each costs one page on the disk
SOON: Final = 5.0  # seconds, as long as something is wrong


@dataclass(frozen=True, slots=True)
class Health:
    """By part what is wrong.

    `free`: bytes on the disk of the county's folder.
    """

    faults: Mapping[str, Ailment] = field(default_factory=dict)
    free: int = 0

    @property
    def is_low(self) -> bool:
        """Whether somebody should make room."""
        return self.free < LOW


def examine(county: County) -> Health:
    """Writes a page into each database and reads how much room there is."""
    folder = county.folder
    free = _free(folder.path)
    if county.store.engine.dialect.name == "sqlite":
        key = folder.data_key()
        found = {
            "casework": _file_ailment(folder.database_path, key),
            "console": _file_ailment(folder.console_path, key),
        }
        if free < LEAST:
            # What lies in a log that has room may still be written; the next exchange will not.
            found = {part: each or Ailment.FULL for part, each in found.items()}
    else:
        told = _server_ailment(county)
        found = {"casework": told, "console": told}
    found[FILES] = _folder_ailment(folder.files_path, free)
    return Health({part: each for part, each in found.items() if each is not None}, free)


def _file_ailment(path: Path, key: DataKey) -> Ailment | None:
    try:
        connection = cipher.connect(path, key)
    except CorrdeskError:
        return Ailment.BROKEN
    try:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        connection.execute("BEGIN IMMEDIATE")
        number = int(connection.execute("PRAGMA user_version").fetchone()[0])
        connection.execute(f"PRAGMA user_version={number}")  # written though it is the same
        connection.execute("COMMIT")
    except cipher.dbapi.Error as error:
        return None if "locked" in str(error) else told_by(str(error))
    finally:
        connection.close()
    return None


def _server_ailment(county: County) -> Ailment | None:
    try:
        with county.read() as session:
            session.execute(text("SELECT 1"))
        with county.counting() as session:
            session.execute(update(Owner).values(county_id=Owner.county_id))
    except DBAPIError as error:
        return ailment_of(error)
    except SQLAlchemyError:  # no connection became free
        return Ailment.AWAY
    return None


def _folder_ailment(folder: Path, free: int) -> Ailment | None:
    if not folder.is_dir():
        return Ailment.BROKEN
    if not os.access(folder, os.W_OK):  # a disk that is mounted to be read only says so as well
        return Ailment.READ_ONLY
    return Ailment.FULL if free < LEAST else None


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


class Pulse:
    """The latest finding, shared by all who ask; so often asking costs nothing.

    While one looks anew, the others are told what was found before.
    """

    def __init__(
        self,
        look: Callable[[], Health],
        *,
        changed: Callable[[Health], None] = lambda _health: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`changed` hears of every finding with other faults than the one before."""
        self._look = look
        self._changed = changed
        self._clock = clock
        self._looking = threading.Lock()
        self._last: Health | None = None
        self._until = 0.0

    def now(self) -> Health:
        """How it stands, as of a few seconds ago."""
        last = self._last
        if last is not None and (
            self._clock() < self._until or not self._looking.acquire(blocking=False)
        ):
            return last
        if last is None:
            self._looking.acquire()
        try:
            if self._last is not None and self._clock() < self._until:
                return self._last
            return self._renew()
        finally:
            self._looking.release()

    def doubt(self) -> None:
        """Something was refused just now: the next who asks looks."""
        self._until = 0.0

    def _renew(self) -> Health:
        found, before = self._look(), self._last
        self._last = found
        self._until = self._clock() + (SOON if found.faults else FRESH)
        if found.faults != (before.faults if before else {}):
            self._changed(found)
        return found
