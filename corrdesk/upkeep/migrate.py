"""Bringing a vault's database to this program's schema: copy, migrate the copy, verify, swap.

Killed anywhere it leaves the old database or the new one. A newer vault is refused as it is.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.store.base import former_tables
from corrdesk.store.engine import Store
from corrdesk.store.schema import is_known, latest_revision, upgrade
from corrdesk.upkeep import verify
from corrdesk.vault import cipher
from corrdesk.vault.backup import backup
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.errors import DamagedDatabase
from corrdesk.vault.files import sync_file, sync_folder
from corrdesk.vault.vault import OpenVault

COPY: Final = "casework.db.migrating"
ROOM: Final = 3  # times the database: the backup, the copy and its write-ahead log
SIDE_FILES: Final = ("", "-wal", "-shm", "-journal")


class NewerSchema(UserError):
    """The database was written by a newer program."""

    def __init__(self) -> None:
        super().__init__(
            _("这份数据由更新版本的 corrdesk 写成，本程序没有作任何改动。"),
            remedy=_("请先升级本机的 corrdesk。"),
        )


class MigrationFailed(EnvironmentFault):
    """The migrated copy did not pass its checks; the vault is as it was."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            _("升级数据结构没有成功（{detail}），原有数据未动。").format(detail=detail),
            remedy=_("请对保险库做一次体检（corrdesk doctor），并联系技术支持。"),
        )


def revision_of(connection: Any) -> str | None:
    """The schema revision of an open database; None for an empty one."""
    found = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type='table' AND name='alembic_version'"
    ).fetchone()
    if not found:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def is_current(vault: OpenVault) -> bool:
    """Whether the database has this program's schema. Raises `NewerSchema` or `DamagedDatabase`."""
    connection = vault.connect()
    try:
        revision = revision_of(connection)
    except dbapi.Error:
        raise DamagedDatabase from None
    finally:
        connection.close()
    if revision is not None and not is_known(revision):
        raise NewerSchema
    return revision == latest_revision()


def bring_up_to_date(vault: OpenVault, clock: Clock) -> Path | None:
    """Migrate if needed; return the backup that was made before, None if nothing was to do.

    Nobody else may have the vault open. Raises `NewerSchema`, `MigrationFailed`, `BackupFailed`
    or what the file system refuses.
    """
    _clear(vault.folder / COPY)  # what a killed migration left; it was never the vault
    if is_current(vault):
        return None
    _require_room(vault)
    kept = backup(vault, vault.backups_path, clock).folder
    _require_alone(vault)
    copy = vault.folder / COPY
    try:
        cipher.copy_database(vault.database_path, vault.key, copy)
        _migrate_copy(vault, copy)
        sync_file(copy)
        _require_alone(vault)
        copy.replace(vault.database_path)
        sync_folder(vault.folder)
    finally:
        _clear(copy)
    return kept


def _require_room(vault: OpenVault) -> None:
    needed = vault.database_path.stat().st_size * ROOM
    if shutil.disk_usage(vault.folder).free < needed:
        raise EnvironmentFault(
            _("磁盘空间不够，没有开始升级数据结构。"),
            remedy=_("请腾出 {size} MB 以上的空间后重试。").format(size=needed // 1_000_000 + 1),
        )


def _require_alone(vault: OpenVault) -> None:
    """Empty the write-ahead log, and refuse if somebody else keeps it: the swap would lose it."""
    connection = vault.connect()
    try:
        cipher.checkpoint(connection)
    finally:
        connection.close()
    if vault.database_path.with_name(vault.database_path.name + "-wal").exists():
        raise EnvironmentFault(
            _("另一个窗口正开着这个保险库，不能升级数据结构。"), remedy=_("请先关闭其他窗口。")
        )


def _migrate_copy(vault: OpenVault, copy: Path) -> None:
    before = _counted(vault, copy)
    store = Store(lambda: cipher.connect(copy, vault.key), dbapi)
    try:
        upgrade(store.engine)
    finally:
        store.dispose()
    connection = cipher.connect(copy, vault.key)
    try:
        if cipher.integrity(connection):
            raise MigrationFailed(_("完整性检查"))
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise MigrationFailed(_("记录之间的引用"))
        if revision_of(connection) != latest_revision():
            raise MigrationFailed(_("版本号"))
        if verify.journal_problems(connection):
            raise MigrationFailed(_("日志链"))
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        connection.close()
    after = _counted(vault, copy)
    if any(after.get(name, 0) < count for name, count in before.items()):
        raise MigrationFailed(_("记录条数"))


def _counted(vault: OpenVault, path: Path) -> dict[str, int]:
    """Rows by table; those of a table that is gone count for the one that took its place."""
    heirs = {old: new for old, (new, _former) in former_tables().items()}
    connection = cipher.connect(path, vault.key)
    try:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        counted: dict[str, int] = {}
        for (name,) in names:
            row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
            counted_as = heirs.get(str(name), str(name))
            counted[counted_as] = counted.get(counted_as, 0) + int(row[0])
        return counted
    finally:
        connection.close()


def _clear(copy: Path) -> None:
    for suffix in SIDE_FILES:
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
