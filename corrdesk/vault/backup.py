"""A verified copy of a whole vault while it is in use. Keeping generations is decided above.

A backup is a vault folder: it opens with the same passphrases, recovery code and device secret.
"""

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from corrdesk.base.clock import Clock
from corrdesk.vault import anchor, cipher, header, identity, live_anchor, seals
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.errors import BackupFailed, VaultNotWritable
from corrdesk.vault.files import sync_file, sync_folder
from corrdesk.vault.vault import ATTACHMENTS, BACKUPS, DATABASE, PACKS, OpenVault

PREFIX: Final = "corrdesk-"
_ABANDONED_AFTER: Final = timedelta(hours=6)  # no copy takes that long; its process was ended


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was made: the folder, its sealed files, and those found damaged in the vault itself."""

    folder: Path
    database_bytes: int
    attachments: int
    damaged_attachments: tuple[str, ...]


def backup(
    vault: OpenVault,
    target_folder: Path,
    clock: Clock,
    *,
    check: Callable[[], None] | None = None,
) -> BackupReport:
    """Copy database, header, anchor and sealed files into a new folder under the target.

    The copy passes both integrity checks before it gets its name; a failed one is thrown away
    (`BackupFailed`). A damaged attachment is copied as it is and named in the report. `check` is
    called between the steps; what it raises ends the backup and leaves nothing behind.
    """
    final = _free_name(target_folder, clock.now())
    partial = target_folder / f".{final.name}.partial"
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(target_folder, clock.now())
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        report = _fill(vault, partial, final, check)
        partial.rename(final)
        sync_folder(target_folder)
    except OSError:
        raise VaultNotWritable from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return report


def _clear_abandoned(target_folder: Path, now: datetime) -> None:
    """Remove copies that were begun long ago by a process that was ended in the middle."""
    for partial in target_folder.glob(f".{PREFIX}*.partial"):
        with contextlib.suppress(ValueError):
            begun = datetime.strptime(partial.name, f".{PREFIX}%Y%m%d-%H%M%S.partial").replace(
                tzinfo=now.tzinfo
            )
            if now - begun > _ABANDONED_AFTER:
                shutil.rmtree(partial, ignore_errors=True)


def _free_name(target_folder: Path, moment: datetime) -> Path:
    """The name of a second that has no backup yet."""
    while (final := target_folder / f"{PREFIX}{moment:%Y%m%d-%H%M%S}").exists():
        moment += timedelta(seconds=1)
    return final


def _fill(
    vault: OpenVault, partial: Path, final: Path, check: Callable[[], None] | None
) -> BackupReport:
    # The witnesses go first: the copied database is then at least as far as they say.
    for name in (anchor.NAME, live_anchor.NAME, seals.NAME, identity.NAME):
        if (vault.folder / name).exists():
            shutil.copyfile(vault.folder / name, partial / name)
            sync_file(partial / name)
    database = partial / DATABASE
    cipher.copy_database(vault.database_path, vault.key, database, check=check)
    _require_sound(database, vault)
    if check:
        check()
    sync_file(database)
    count, damaged = _copy_attachments(vault, partial / ATTACHMENTS)
    _copy_packs(vault.folder / PACKS, partial / PACKS)
    (partial / BACKUPS).mkdir(mode=0o700)
    header.repair(partial, vault.header)
    sync_folder(partial)
    return BackupReport(final, database.stat().st_size, count, damaged)


def _copy_packs(packs: Path, target: Path) -> None:
    """Copy the installed rule packs: without its pack an office cannot be opened."""
    if packs.is_dir():
        shutil.copytree(packs, target)
        for path in target.rglob("*"):
            if path.is_file():
                sync_file(path)


def _require_sound(database: Path, vault: OpenVault) -> None:
    # Not read-only: the last writer to close takes the copy's WAL away with it.
    connection = cipher.connect(database, vault.key)
    try:
        problems = cipher.integrity(connection)
    finally:
        connection.close()
    if problems:
        raise BackupFailed(len(problems))


def _copy_attachments(vault: OpenVault, target: Path) -> tuple[int, tuple[str, ...]]:
    """Copy the sealed files as they are; return how many, and the names of damaged ones."""
    target.mkdir(mode=0o700)
    copies = Attachments(target, vault.key)
    names = list(vault.attachments().names())
    for name in names:
        copy = target / name[:2] / name
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(vault.attachments_path / name[:2] / name, copy)
        sync_file(copy)
    return len(names), tuple(name for name in names if not copies.verify(name))
