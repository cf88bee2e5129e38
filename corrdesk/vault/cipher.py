"""The encrypted database driver: the only module that imports sqlcipher3.

Opens connections by one recipe, runs both integrity checks and copies a database online. It
knows nothing of tables; SQLAlchemy gets `dbapi` as its `module=`.
"""

import contextlib
import hashlib
import hmac
import weakref
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, Final

from sqlcipher3 import dbapi2

from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import (
    DamagedDatabase,
    DatabaseMissing,
    DatabaseUnavailable,
    DriverTooOld,
    PlaintextDatabase,
    WrongKey,
)

dbapi: Final[ModuleType] = dbapi2

Connection = Any  # sqlcipher3 has no types; it behaves as sqlite3.Connection does

MINIMUM_SQLITE: Final = (3, 51, 3)  # older ones can damage a WAL that two connections use
_PLAINTEXT_HEADER: Final = b"SQLite format 3\x00"
_PAGE: Final = 4096
_PAGE_MAC: Final = 64
_SALT: Final = 16
_NOT_A_DATABASE: Final = 26  # SQLITE_NOTADB
_CORRUPT: Final = 11  # SQLITE_CORRUPT
_CACHE_KIB: Final = 65536
_BUSY_MS: Final = 5000
_BACKUP_PAGES: Final = 2000

_SETTINGS: Final = (
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
    f"PRAGMA cache_size=-{_CACHE_KIB}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
)


class _Connection(dbapi2.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection that is known to be open until it is closed or collected."""

    file_id: tuple[int, int] | None = None

    def close(self) -> None:
        with _lock:
            _open_connections.discard(self)
        super().close()


_lock: Final = Lock()
# One opening at a time: looking into the file while another thread opens it would drop its lock.
_opening: Final = Lock()
_open_connections: Final[weakref.WeakSet[_Connection]] = weakref.WeakSet()


def connect(
    path: Path, key: DataKey, *, read_only: bool = False, create: bool = False
) -> Connection:
    """Open the encrypted database and return an autocommit connection.

    The file must exist unless `create` is set: a lost database is never quietly replaced by an
    empty one. Transactions are the caller's (`BEGIN IMMEDIATE`). The connection may be handed
    from thread to thread, one at a time. Raises `DatabaseMissing`, `PlaintextDatabase`,
    `WrongKey`, `DamagedDatabase`, `DatabaseUnavailable` or `DriverTooOld`.
    """
    _require_driver()
    with _opening:
        connection = _opened(path, key, read_only=read_only, create=create)
        with _lock:
            connection.file_id = _file_id(path)
            _open_connections.add(connection)
    return connection


def _opened(path: Path, key: DataKey, *, read_only: bool, create: bool) -> Connection:
    """Check the file, open and key it; the driver's errors become ours."""
    if not create:
        _require_content(path)
    _refuse_plaintext(path)
    mode = "ro" if read_only else ("rwc" if create else "rw")
    connection: Connection = None
    try:
        connection = dbapi2.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=_Connection,
        )
        _prepare(connection, key, read_only=read_only)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, dbapi2.Error):
            raise _translated(error, path, key) from None
        raise
    return connection


def _require_driver() -> None:
    """Refuse a driver whose SQLite lacks the fix of the WAL-reset fault."""
    if tuple(dbapi2.sqlite_version_info) < MINIMUM_SQLITE:
        raise DriverTooOld(str(dbapi2.sqlite_version))


def _require_content(path: Path) -> None:
    """Refuse a database that is gone, or emptied: SQLite would begin a new one in its place."""
    try:
        size = path.stat().st_size
    except OSError:
        raise DatabaseMissing from None
    if size == 0:
        raise DamagedDatabase


def _prepare(connection: Connection, key: DataKey, *, read_only: bool) -> None:
    """Key the connection, prove the key on the first page and put the settings in force."""
    # The driver writes page errors to stderr by default; they reach people as our own errors.
    connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
    literal = key.raw_key_literal()
    try:
        connection.set_key(literal)
    finally:
        literal[:] = bytes(len(literal))
    version = connection.execute("PRAGMA cipher_version").fetchone()
    if not version or not version[0]:
        raise DriverTooOld("—")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    for statement in _SETTINGS:
        connection.execute(statement).fetchall()
    if read_only:
        connection.execute("PRAGMA query_only=ON").fetchall()
        return
    journal = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if journal != "wal":
        raise DatabaseUnavailable
    connection.execute("PRAGMA synchronous=FULL").fetchall()


def _file_id(path: Path) -> tuple[int, int] | None:
    """Return what identifies the file itself, without opening it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def in_use(path: Path) -> bool:
    """Whether this process has the file open as a database.

    Opening and closing such a file by hand would drop SQLite's lock on it (POSIX), so it may
    only be peeked into while this is False.
    """
    file_id = _file_id(path)
    with _lock:
        return file_id is not None and any(c.file_id == file_id for c in _open_connections)


def _peek(path: Path, size: int) -> bytes:
    """Return the first bytes of a database file, or nothing if it must not be opened by hand."""
    if in_use(path):
        return b""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except FileNotFoundError:
        return b""
    except OSError:
        raise DatabaseUnavailable from None


def _refuse_plaintext(path: Path) -> None:
    """Refuse a file that is an ordinary SQLite database: keying it would change nothing."""
    if _peek(path, len(_PLAINTEXT_HEADER)) == _PLAINTEXT_HEADER:
        raise PlaintextDatabase


def _translated(error: Exception, path: Path, key: DataKey) -> Exception:
    """Turn the driver's error into ours; the driver's text is not carried along."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == _CORRUPT:
        return DamagedDatabase()
    if primary == _NOT_A_DATABASE or (primary is None and "not a database" in str(error)):
        # An open connection of this process proved the key before, so the file must be damaged.
        if in_use(path) or key_fits(path, key):
            return DamagedDatabase()
        return WrongKey()
    return DatabaseUnavailable()


def key_fits(path: Path, key: DataKey, *, pages: int = 16) -> bool:
    """Whether the key authenticates any of the first pages of a closed database file.

    SQLite says "not a database" both for a wrong key and for a damaged first page; this tells
    them apart. Each page ends in HMAC-SHA512 over its content and its number.
    """
    content = _peek(path, pages * _PAGE)
    salt = bytes(byte ^ 0x3A for byte in content[:_SALT])
    mac_key = hashlib.pbkdf2_hmac("sha512", key.material(), salt, 2, 32)
    for number in range(1, len(content) // _PAGE + 1):
        page = content[(number - 1) * _PAGE : number * _PAGE]
        body = page[_SALT:] if number == 1 else page
        signed = body[:-_PAGE_MAC] + number.to_bytes(4, "little")
        expected = hmac.digest(mac_key, signed, "sha512")
        if hmac.compare_digest(expected, body[-_PAGE_MAC:]):
            return True
    return False


def checkpoint(connection: Connection) -> bool:
    """Move the WAL into the database file and empty it; False if a reader held it back.

    Raises `DatabaseUnavailable` when the disk refuses; what was committed stays in the WAL.
    """
    try:
        busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except dbapi2.OperationalError:
        raise DatabaseUnavailable from None
    return int(busy) == 0


def integrity(connection: Connection) -> list[str]:
    """Run the page check and the structural check; an empty list means both are clean.

    The WAL is emptied first, because the page check reads the main file only. The texts are
    the driver's (English, page numbers, no data). After a finding, close the connection: it
    answers nothing any more.
    """
    findings: list[str] = []
    try:
        findings += page_check(connection)
        # A cache as large as the file makes the structural check an order of magnitude faster.
        pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
        connection.execute(f"PRAGMA cache_size={max(pages + 64, 2000)}").fetchall()
        rows = [str(r[0]) for r in connection.execute("PRAGMA integrity_check")]
        findings += [text for text in rows if text != "ok"]
    except dbapi2.Error as error:
        findings.append(str(error))
    finally:
        # The connection of a damaged file may refuse even this.
        with contextlib.suppress(dbapi2.Error):
            connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}").fetchall()
    return findings


def page_check(connection: Connection) -> list[str]:
    """Run the page check alone: every page's MAC, about nine seconds per GB.

    The WAL is emptied first: after a power cut in the middle of a checkpoint pages of the main
    file alone look damaged that the WAL makes whole.
    """
    with contextlib.suppress(DatabaseUnavailable):  # a file opened read-only
        checkpoint(connection)
    return [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]


def copy_database(
    path: Path,
    key: DataKey,
    target: Path,
    target_key: DataKey | None = None,
    *,
    check: Callable[[], None] | None = None,
) -> None:
    """Copy the database while it is in use into a new file, encrypted with its own salt.

    `target_key` gives the copy another key. The copy is closed and has no WAL beside it. An
    existing target is refused (`FileExistsError`). `check` is called between the pages; what it
    raises ends the copying.
    """
    target.touch(mode=0o600, exist_ok=False)
    source = connect(path, key)
    try:
        copy = connect(target, target_key or key, create=True)
        try:
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
            asked = (lambda *_pages: check()) if check else None
            source.backup(copy, pages=_BACKUP_PAGES, progress=asked, sleep=0)
            checkpoint(copy)
        except dbapi2.Error as error:
            raise _translated(error, path, key) from None
        finally:
            copy.close()
    finally:
        source.close()
