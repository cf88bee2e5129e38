"""Small files written so that a kill or a power cut leaves the old or the new one, never a mix."""

import contextlib
import os
import secrets
from pathlib import Path

from corrdesk.vault.errors import VaultNotWritable


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file durably: temporary file, fsync, rename, fsync of the folder.

    The file is readable by its owner only. Raises `VaultNotWritable`, and then the old file is
    untouched.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise VaultNotWritable from None


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of a file that somebody else wrote durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
