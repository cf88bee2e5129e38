"""Putting a backup back: into a side folder, compared, then switched, the old vault kept.

After a restore the office may lack what the county already holds, so sync waits for a person.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.upkeep import backups
from corrdesk.upkeep.backups import Content
from corrdesk.vault import rest_mark, seals
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.errors import BackupFailed, VaultExists, VaultNotWritable
from corrdesk.vault.files import sync_file, sync_folder, write_atomically
from corrdesk.vault.vault import BACKUPS, DATABASE, OpenVault

RESTORED: Final = "restored.json"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: from where, when, and up to which entry. Sync asks `waits`."""

    backup: str
    at: str
    entries: int
    head: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The restored figures beside those of the present vault, which may be unreadable."""

    restored: Content
    present: Content | None

    @property
    def lost_entries(self) -> int:
        """How many acts of the present vault the restored one does not have."""
        return max(0, self.present.entries - self.restored.entries) if self.present else 0


def copy_back(backup: Path, into: Path) -> None:
    """Copy a backup into a new folder, without marks and logs of another time.

    Raises `VaultExists` or UserError; nothing is left behind when it fails.
    """
    if not (backup / DATABASE).is_file():
        raise UserError(
            _("这个文件夹不是备份。"), remedy=_("请选 corrdesk- 开头的备份文件夹。"), field="backup"
        )
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise VaultExists
    building = into.with_name(f".{into.name}.restoring")
    try:
        shutil.rmtree(building, ignore_errors=True)
        ignored = shutil.ignore_patterns("*-wal", "*-shm", rest_mark.NAME, RESTORED)
        shutil.copytree(backup, building, ignore=ignored)
        for path in building.rglob("*"):
            if path.is_file():
                sync_file(path)
        if into.exists():
            into.rmdir()
        building.rename(into)
        sync_folder(into.parent)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        raise VaultNotWritable from None


def settle(side: OpenVault, backup: Path, clock: Clock) -> Restored:
    """Check what was copied back and mark it as restored: the witnesses go on from here.

    Raises `BackupFailed`; the folder then stays for whoever wants to look.
    """
    problems = backups.problems_of(side, side.folder)
    if problems:
        raise BackupFailed(len(problems))
    content = backups.content_of(side, side.database_path)
    seq, head = _end(side)
    side.watch.save(seq, head, kind=seals.RESTORED, reason=backup.name)
    restored = Restored(backup.name, clock.now().isoformat(), content.entries, head, waits=True)
    _write(side, restored)
    return restored


def compare(side: OpenVault, present: Path) -> Comparison:
    """The restored vault beside the present one, as far as that can be read."""
    restored = backups.content_of(side, side.database_path)
    try:
        return Comparison(restored, backups.content_of(side, present / DATABASE))
    except (EnvironmentFault, OSError, dbapi.Error):
        return Comparison(restored, None)


def switch(side: Path, present: Path, clock: Clock) -> Path:
    """Put the restored vault in the present one's place; return where the old one lies now.

    The backups stay with the vault that is in use, the one restored from among them.
    Both are closed. Two renames in one folder; when the second fails the first is undone, and a
    kill between them is finished by calling this again.
    """
    moment = clock.now().strftime("%Y%m%d-%H%M%S")
    old = present.with_name(f"{present.name}.replaced-{moment}")
    try:
        if present.exists():
            present.rename(old)
        try:
            side.rename(present)
        except OSError:
            if old.exists():
                old.rename(present)
            raise
        if any((old / BACKUPS).glob("*")):
            (present / BACKUPS).rmdir()
            (old / BACKUPS).rename(present / BACKUPS)
        sync_folder(present.parent)
    except OSError:
        raise VaultNotWritable from None
    return old


def restored_state(vault: OpenVault) -> Restored | None:
    """What was put back here last; None if nothing ever was. Sync waits while `.waits`."""
    try:
        content: dict[str, Any] = json.loads((vault.folder / RESTORED).read_bytes())
        return Restored(**content)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        # Whatever it was, it was there: sync rather waits than sends an old state.
        return Restored("", "", 0, "", waits=True)


def give_word(vault: OpenVault) -> None:
    """A person has looked: sync may go on."""
    state = restored_state(vault)
    if state is not None:
        _write(vault, Restored(state.backup, state.at, state.entries, state.head, waits=False))


def _write(vault: OpenVault, state: Restored) -> None:
    write_atomically(vault.folder / RESTORED, json.dumps(asdict(state)).encode())


def _end(vault: OpenVault) -> tuple[int, str]:
    """Where the journal of this device ends in the restored database."""
    connection = vault.connect()
    try:
        row = connection.execute(
            "SELECT seq, hash FROM journal_entry WHERE device_id = ? ORDER BY seq DESC LIMIT 1",
            (vault.device_id,),
        ).fetchone()
    finally:
        connection.close()
    return (int(row[0]), row[1].hex()) if row else (0, bytes(32).hex())
