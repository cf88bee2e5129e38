"""更换数据密钥: the vault built anew beside under another key, verified, and put in place.

The old folder, with its key, stays whole until the new one was opened and held; then it goes.
Killed anywhere there is the old vault or the new one. Old backups keep the old key.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.store.chain import GENESIS
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.upkeep import backups, restore, verify
from corrdesk.vault import cipher, rekey
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.errors import BackupFailed
from corrdesk.vault.rekey import NewKey
from corrdesk.vault.vault import ATTACHMENTS, DATABASE, OpenVault

ROOM: Final = 3  # times the folder without its backups: a backup, the new one, its log


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A vault under the new key that waits beside the present one."""

    side: Path
    damaged: tuple[str, ...]


def rebuild(
    vault: OpenVault,
    clock: Clock,
    new: NewKey,
    report: Callable[[int, int], None] | None = None,
) -> Rebuilt:
    """Back up, build the vault anew beside, verify it, and decide that it takes the place.

    The next opening carries it out. Nobody may write meanwhile: what was written after the copy
    makes the next opening keep the old vault. Raises EnvironmentFault for too little room and
    `BackupFailed` for a copy that does not hold; then nothing has changed.
    """
    _require_room(vault)
    backups.back_up(vault, clock, keep_all=True)
    side = restore.side_of(vault.folder, clock)
    before = backups.content_of(vault, vault.database_path)
    damaged = rekey.build(vault, new, side, report)
    try:
        problems = _problems(side, new, set(damaged))
        if problems:
            raise BackupFailed(problems)
        restore.decide_switch(
            vault.folder, side, side, clock, kind=restore.REKEY, entries=before.entries,
            head=before.head,
        )  # fmt: skip
    except BaseException:
        restore.throw_away(side)
        raise
    return Rebuilt(side, damaged)


def settle(vault: OpenVault) -> None:
    """Write the witnesses under the new key, for the journal as it stands; nothing is set aside."""
    connection = vault.connect()
    try:
        found = PlainJournal(connection).ends()
    finally:
        connection.close()
    ends = {device: (seq, head.hex()) for device, (seq, head) in found.items()}
    own = ends.pop(vault.device_id, (0, GENESIS.hex()))
    vault.watch.save(*own, others=ends)


def conclude(vault: OpenVault, clock: Clock, old: Path) -> None:
    """The new vault was opened and holds: a first backup under its key, and the old folder goes."""
    backups.back_up(vault, clock, keep_all=True)
    shutil.rmtree(old, ignore_errors=True)


def _problems(side: Path, new: NewKey, known: set[str]) -> int:
    """How many things do not hold in the new folder."""
    connection = cipher.connect(side / DATABASE, new.key)
    try:
        found = len(cipher.integrity(connection))
        found = found or len(verify.journal_problems(connection))
    finally:
        connection.close()
    sealed = Attachments(side / ATTACHMENTS, new.key)
    return found + sum(not sealed.verify(name) for name in sealed.names() if name not in known)


def _require_room(vault: OpenVault) -> None:
    files = [path for path in vault.attachments_path.rglob("*") if path.is_file()]
    size = vault.database_path.stat().st_size + sum(path.stat().st_size for path in files)
    if shutil.disk_usage(vault.folder).free < size * ROOM:
        raise EnvironmentFault(
            _("磁盘空间不够，没有开始更换数据密钥。"),
            remedy=_("请腾出 {size} MB 以上的空间后重试。").format(size=size * ROOM // 10**6 + 1),
        )
