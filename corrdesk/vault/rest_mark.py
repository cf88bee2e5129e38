"""`closed.json`: what the database file looked like when the last connection let go of it.

While nobody has the vault open the file may not change by a byte; an old page or an old file put
back is noticed here, which no engine does. The mark is taken away, durably, before the database is
opened, so that a crash leaves no mark rather than a wrong one.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from corrdesk.vault.files import sync_folder, write_atomically
from corrdesk.vault.header import canonical

NAME: Final = "closed.json"


class AtRest(Enum):
    """What became of the database file since it was closed."""

    SAME = "same"
    CHANGED = "changed"
    UNMARKED = "unmarked"  # it was not closed in peace, or is in use elsewhere


@dataclass(frozen=True, slots=True)
class _Mark:
    size: int
    digest: str


def look(folder: Path, database: Path, mac_key: bytes) -> AtRest:
    """Compare the file with its mark. The database must not be open in this process."""
    try:
        raw = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return AtRest.UNMARKED
    except OSError:
        return AtRest.CHANGED
    if raw != _encoded(_measured(database), mac_key) or _log(database).exists():
        return AtRest.CHANGED
    return AtRest.SAME


def remove(folder: Path) -> None:
    """Take the mark away, durably: from now on the database may change."""
    try:
        (folder / NAME).unlink(missing_ok=True)
        sync_folder(folder)
    except OSError:
        return  # a folder that cannot be written to cannot be changed through us either


def leave(folder: Path, database: Path, mac_key: bytes) -> bool:
    """Mark the file if this process was the last to let go of it; return whether it was.

    The last connection takes the write-ahead log away: while it lies there, somebody else writes.
    """
    if _log(database).exists() or not database.exists():
        return False
    write_atomically(folder / NAME, _encoded(_measured(database), mac_key))
    if _log(database).exists():
        remove(folder)
        return False
    return True


def _log(database: Path) -> Path:
    return database.with_name(database.name + "-wal")


def _measured(database: Path) -> _Mark:
    try:
        with database.open("rb") as file:
            digest = hashlib.file_digest(file, hashlib.blake2b).hexdigest()
            return _Mark(file.tell(), digest)
    except OSError:
        return _Mark(-1, "")


def _encoded(mark: _Mark, mac_key: bytes) -> bytes:
    body = {"size": mark.size, "blake2b": mark.digest}
    mac = hmac.new(mac_key, canonical(body), hashlib.sha256).hexdigest()
    return json.dumps(body | {"mac": mac}, sort_keys=True).encode("ascii") + b"\n"
