"""A folder as target: a share in the office, a USB stick, a disc.

Written once, under a temporary name first: whoever reads sees the whole of it or nothing. Links are
not followed and nothing that lies there is ever opened but by its exact name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import (
    Transport,
    TransportFault,
    Trouble,
    checked_name,
    checked_prefix,
)

PART: Final = ".part"
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GONE: Final = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN})


class FolderTransport:
    """The target in one folder, which has to be there: a missing one may be a missing stick."""

    def __init__(self, root: Path) -> None:
        """Raises `TransportFault` unless the folder is there."""
        self._root = root
        self._require_root()

    def list(self, prefix: str) -> list[str]:
        start = checked_prefix(prefix)
        self._require_root()
        folder = self._root / start.rpartition("/")[0]
        with _spoken():
            found = [path.relative_to(self._root).as_posix() for path in _files(folder)]
        return sorted(name for name in found if name.startswith(start))

    def get(self, name: str) -> bytes | None:
        path = self._path(name)
        self._require_root()
        with _spoken():
            try:
                if path.is_symlink():
                    return None
                with path.open("rb") as file:
                    return file.read(LARGEST_SEALED + 1)
            except FileNotFoundError:
                return None

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        self._require_root()
        with _spoken():
            if path.exists() and path.stat().st_size == len(content):
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
            try:
                _write(part, content)
                part.replace(path)
                _sync_folder(path.parent)
            except BaseException:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                raise

    def clear(self, names: Iterable[str]) -> None:
        self._require_root()
        with _spoken():
            for path in map(self._path, names):
                path.unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # something else lies there still
                    path.parent.rmdir()

    def room(self) -> int | None:
        self._require_root()
        with _spoken():
            return shutil.disk_usage(self._root).free

    def close(self) -> None:
        """Nothing to let go of: everything is durable already."""

    def _path(self, name: str) -> Path:
        return self._root.joinpath(*checked_name(name).split("/"))

    def _require_root(self) -> None:
        with _spoken():
            if self._root.is_dir():
                return
            raise TransportFault(Trouble.WRONG if self._root.exists() else Trouble.GONE)


def open_folder(where: str) -> Transport:
    """The folder that `folder:PATH` names."""
    return FolderTransport(Path(where.partition(":")[2]).expanduser())


def _files(folder: Path) -> Iterator[Path]:
    """Every whole file below a folder, links and hidden things left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable where the file system knows such a thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some shares have no such call
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _spoken() -> Iterator[None]:
    """What the system could not do, as trouble with the target; its own text stays behind."""
    try:
        yield
    except OSError as fault:
        raise TransportFault(_trouble(fault.errno or 0)) from None


def _trouble(number: int) -> Trouble:
    if number in _FORBIDDEN:
        return Trouble.FORBIDDEN
    if number in _FULL:
        return Trouble.FULL
    if number in _GONE:
        return Trouble.GONE
    if number == errno.ETIMEDOUT:
        return Trouble.SLOW
    return Trouble.BROKEN
