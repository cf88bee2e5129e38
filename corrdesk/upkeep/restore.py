"""Putting a backup back: into a side folder, compared, then switched, the old vault kept.

After a restore the office may lack what the county already holds, so sync waits for a person.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.store.chain import GENESIS
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.upkeep import backups
from corrdesk.upkeep.backups import Content
from corrdesk.vault import cipher, header, identity, rest_mark, seals
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.errors import BackupFailed, VaultExists, VaultNotWritable, WrongKey
from corrdesk.vault.files import sync_file, sync_folder, write_atomically
from corrdesk.vault.vault import BACKUPS, DATABASE, OpenVault

RESTORED: Final = "restored.json"
RESTORE: Final = "restore"
REKEY: Final = "rekey"
SIDE: Final = ".side-"  # in the names of folders that hold what was put aside


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


def put_aside(vault: OpenVault, backup: Path, side: Path) -> Comparison:
    """Restore a backup of an open vault beside it, check it, and compare; nothing is switched.

    The side folder gets the present header and this device's present name: whoever was given or
    lost a key since the backup has or has not got it. Raises UserError for a backup that another
    data key sealed, `BackupFailed`.
    """
    copy_back(backup, side)
    try:
        present = backups.content_of(vault, vault.database_path)
    except (EnvironmentFault, OSError, dbapi.Error):
        present = None
    try:
        cipher.connect(side / DATABASE, vault.key).close()
        problems = backups.problems_of(vault, side)
        if problems:
            raise BackupFailed(len(problems))
        restored = backups.content_of(vault, side / DATABASE)
        header.repair(side, vault.header)
        identity.carry(vault.folder, side)
    except WrongKey:
        shutil.rmtree(side, ignore_errors=True)
        raise UserError(
            _("这份备份是用更换前的数据密钥做的。"),
            remedy=_("请用命令行 corrdesk restore 恢复，并输入当时的口令。"),
        ) from None
    except BaseException:
        shutil.rmtree(side, ignore_errors=True)
        raise
    return Comparison(restored, present)


def throw_away(side: Path) -> None:
    """Remove what was put aside and is not wanted; anything else than a side folder stays."""
    if SIDE in side.name and side.is_dir():
        shutil.rmtree(side, ignore_errors=True)


def side_of(present: Path, clock: Clock) -> Path:
    """A free name beside a vault for what is put aside."""
    moment = clock.now()
    while (side := present.with_name(f"{present.name}{SIDE}{moment:%Y%m%d-%H%M%S}")).exists():
        moment += timedelta(seconds=1)
    return side


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch that was decided while the vault was open; it is carried out at the next opening.

    `kind` says why: a backup comes back, or the data key changes. With `head` it is carried out
    only if the present journal still ends there, after so many `entries`.
    """

    side: str
    old: str
    backup: str
    kind: str = RESTORE
    entries: int = 0
    head: str = ""


def decide_switch(
    present: Path,
    side: Path,
    backup: Path,
    clock: Clock,
    *,
    kind: str = RESTORE,
    entries: int = 0,
    head: str = "",
) -> None:
    """Note durably, beside the vault, that the next opening shall put the side folder in place."""
    old = f"{present.name}.replaced-{clock.now():%Y%m%d-%H%M%S}"
    decided = Switch(side.name, old, backup.name, kind, entries, head)
    write_atomically(_note_of(present), json.dumps(asdict(decided)).encode())


def decided_switch(present: Path) -> Switch | None:
    """The switch that waits for the next opening; None for the usual case."""
    try:
        content: dict[str, Any] = json.loads(_note_of(present).read_bytes())
        decided = Switch(**content)
    except (OSError, ValueError, TypeError):
        return None
    names = (decided.side, decided.old)
    return decided if all(name == Path(name).name and name for name in names) else None


def carry_out(decided: Switch, present: Path, unlocked: Callable[[], OpenVault]) -> None:
    """Put the side folder in place, whatever a kill left of it before; `settle` comes after.

    `unlocked` opens the present vault: only who may open it may replace it, and nobody else may
    be at work in it. Raises EnvironmentFault while another window has it open.
    """
    side, old = present.with_name(decided.side), present.with_name(decided.old)
    if not side.exists():  # done before; what a kill left is finished
        _take_backups(old, present)
        return
    if present.exists():
        vault = unlocked()
        try:
            _require_alone(vault)
            unchanged = not decided.head or _ends_there(vault, decided)
        finally:
            vault.close()
        if not unchanged:
            throw_away(side)
            finish_switch(present)
            raise EnvironmentFault(
                _("数据密钥没有更换：准备好之后又有新的登记，原有数据未动。"),
                remedy=_("请重新打开，再更换一次。"),
            )
    _exchange(side, present, old)


def finish_switch(present: Path) -> None:
    """The switch is carried out and settled: its note goes."""
    _note_of(present).unlink(missing_ok=True)


def _ends_there(vault: OpenVault, decided: Switch) -> bool:
    content = backups.content_of(vault, vault.database_path)
    return (content.entries, content.head) == (decided.entries, decided.head)


def _note_of(present: Path) -> Path:
    return present.with_name(f".{present.name}.switch.json")


def _require_alone(vault: OpenVault) -> None:
    with contextlib.suppress(EnvironmentFault):  # what does not open is nobody's at the moment
        vault.connect().close()
    if vault.database_path.with_name(vault.database_path.name + "-wal").exists():
        raise EnvironmentFault(
            _("另一个窗口正开着这个保险库，不能换上恢复的数据。"), remedy=_("请先关闭其他窗口。")
        )


def switch(side: Path, present: Path, clock: Clock) -> Path:
    """Put the restored vault in the present one's place; return where the old one lies now.

    The backups stay with the vault that is in use, the one restored from among them.
    Both are closed. Two renames in one folder; when the second fails the first is undone, and a
    kill between them is finished by calling this again.
    """
    old = present.with_name(f"{present.name}.replaced-{clock.now():%Y%m%d-%H%M%S}")
    _exchange(side, present, old)
    return old


def _exchange(side: Path, present: Path, old: Path) -> None:
    """Two renames; the backups go along with the vault that is in use from now on."""
    try:
        if present.exists():
            present.rename(old)
        try:
            side.rename(present)
        except OSError:
            if old.exists():
                old.rename(present)
            raise
        _take_backups(old, present)
        sync_folder(present.parent)
    except OSError:
        raise VaultNotWritable from None


def _take_backups(old: Path, present: Path) -> None:
    """Let the backups go along with the vault that is in use."""
    if any((old / BACKUPS).glob("*")):
        (present / BACKUPS).rmdir()
        (old / BACKUPS).rename(present / BACKUPS)


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
        seq, head = PlainJournal(connection).ends().get(vault.device_id, (0, GENESIS))
    finally:
        connection.close()
    return seq, head.hex()
