"""Backups of a county, proven by opening the copy, and the way back.

Keys are not in a backup. A database server has its own tools (pg_dump, pgBackRest); of one of these
only the files here are copied, and that is said.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import select

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.county.county import County
from corrdesk.county.database import checked_url, open_casework, open_console
from corrdesk.county.errors import KeysOfAnother, NoKeysThere, NotABackup, NotACounty
from corrdesk.county.folder import NAME, CountyFolder, read_folder, require_free
from corrdesk.county.identity import CountyIdentity
from corrdesk.county.tables import Enrolled
from corrdesk.store.engine import Store
from corrdesk.store.journal_reader import JournalReader, count_entries, verify_chains
from corrdesk.sync.core.holding import note_durable
from corrdesk.sync.core.membership import read_roster
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.replica import Replica
from corrdesk.sync.shelf import StoreShelf
from corrdesk.sync.tables import SyncFile
from corrdesk.vault import cipher
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import DatabaseUnavailable, VaultNotWritable, WrongKey
from corrdesk.vault.files import sync_folder


def back_up(county: County, to: Path | None = None) -> dict[str, Any]:
    """Copies the county's data beside others of its kind. Returns folder, entries and databases.

    The copy is read whole and its journals are walked before it counts. Raises EnvironmentFault
    when it cannot be made or does not hold, and leaves nothing then.
    """
    stamp = f"{county.clock.now():%Y%m%d-%H%M%S}"
    parent = to or county.folder.backups_path
    target, building = parent / stamp, parent / f".{stamp}.new"
    try:
        building.mkdir(parents=True, mode=0o700)
        shutil.copy2(county.folder.path / NAME, building / NAME)
        entries, databases, ends = _databases(county, building)
        if county.folder.files_path.exists():  # last, so that what the database names is there
            shutil.copytree(county.folder.files_path, building / "files")
        files, damaged = _files(county, building / "files")
        building.replace(target)
        sync_folder(parent)
        for office, of_office in ends.items():
            note_durable(Replica(county.store, office), of_office)
    except (OSError, DatabaseUnavailable):
        raise EnvironmentFault(
            _("备份没有完成。"), remedy=_("请检查磁盘空间和文件夹权限。")
        ) from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return {
        "folder": str(target), "entries": entries, "databases": databases,
        "files": files, "damaged_files": damaged,
    }  # fmt: skip


def _files(county: County, copies: Path) -> tuple[int, int]:
    """How many files of offices the copy holds, and how many do not open, as they did not before.

    What is lost or damaged here counts as lacking from now on, so that offices give it back.
    """
    sealed = Attachments(copies, county.folder.data_key())
    names = list(sealed.names())
    damaged = [name for name in names if not sealed.verify(name)]
    if any(county.sealed.verify(name) for name in damaged):
        raise EnvironmentFault(_("备份的副本没有通过检查，备份未保存。"))
    with county.registry() as registry:
        offices = [office.office_id for office in registry.offices()]
    for office in offices:
        county.shelf(office).check(damaged)
    return len(names), len(damaged)


def _databases(county: County, building: Path) -> tuple[int, list[str], dict[str, dict[str, int]]]:
    """Copies what lies in files. Returns the journals' entries, the copies' names, and where each
    office's chains end in them.
    """
    if county.store.engine.dialect.name != "sqlite":
        with county.read() as session:
            return count_entries(session), [], {}
    key = county.folder.data_key()
    copied = []
    for source in (county.folder.database_path, county.folder.console_path):
        copy = building / source.name
        cipher.copy_database(source, key, copy)
        connection = cipher.connect(copy, key, read_only=True)
        try:
            if cipher.integrity(connection):
                raise EnvironmentFault(_("备份的副本没有通过检查，备份未保存。"))
        finally:
            connection.close()
        copied.append(source.name)
    store = _in_file(building / county.folder.database_path.name, key)
    try:
        return _proven(store), copied, _ends(county, store)
    finally:
        store.dispose()


def _ends(county: County, copy: Store) -> dict[str, dict[str, int]]:
    """By office the last entry of each chain that a copy holds."""
    with county.registry() as registry:
        offices = [office.office_id for office in registry.offices()]
    with copy.read() as session:
        heads = {office: JournalReader(session, office).heads() for office in offices}
    return {o: {device: head.seq for device, head in of.items()} for o, of in heads.items()}


def _in_file(path: Path, key: DataKey) -> Store:
    return Store(lambda: cipher.connect(path, key), cipher.dbapi)


def _proven(store: Store) -> int:
    """Walks every journal. Returns how many entries there are."""
    with store.read() as session:
        if next(verify_chains(session), None) is not None:
            raise EnvironmentFault(_("日志核对没有通过，没有办成。"))
        return count_entries(session)


def _prove_restored(folder: CountyFolder) -> None:
    """Walks the journals; files that the database names and the folder lacks are asked back."""
    key = folder.data_key()
    on_server = bool(folder.database_url)
    store = open_casework(folder) if on_server else _in_file(folder.database_path, key)
    try:
        _proven(store)
        with store.read() as session:
            offices = session.scalars(select(SyncFile.office_id).distinct()).all()
        for office in offices:
            StoreShelf(store, office, Attachments(folder.files_path, key)).check()
    finally:
        store.dispose()


def _require_its_keys(folder: CountyFolder) -> None:
    """Raises `KeysOfAnother` unless the keys open the data, and signed for the offices there.

    Keys that name a database server do not belong to a backup that has its data in files, where
    that server may well be another county's, and would be taken for what was restored.
    """
    if not folder.database_path.exists() and not folder.database_url:
        raise UserError(
            _("这份备份不含数据库：数据在 PostgreSQL 上，钥匙里没有写它的地址。"),
            remedy=_("请先恢复 PostgreSQL，再用 --database 写明地址；并核对 --keys 是不是拿对了。"),
            field="database",
        )
    if folder.database_path.exists() and folder.database_url:
        raise KeysOfAnother
    try:
        console = open_console(folder)
    except WrongKey:
        raise KeysOfAnother from None
    try:
        root = CountyIdentity(folder).root
        with console.begin() as session:
            for office in session.scalars(select(Enrolled)):
                read_roster(
                    office.roster, root, county=folder.card.county_id, office=office.office_id
                )
    except Refused:
        raise KeysOfAnother from None
    finally:
        console.dispose()


def restore(backup: Path, keys: Path, into: Path, *, database: str = "") -> CountyFolder:
    """Puts a backup into a new folder, with the keys from where they were kept.

    A database server is restored with its own tools before; `database` is where it is now, when
    that is another place than the keys name.
    The county speaks under a new epoch from then on, so that every office offers its whole journal
    again. Raises UserError for a folder in use, `NotABackup`, `NoKeysThere`, `KeysOfAnother` and
    `KeyLost` for what does not fit, `DatabaseOutOfReach`.
    """
    try:
        read_folder(backup)
    except NotACounty:
        raise NotABackup from None
    into = into.absolute()
    require_free(into)
    if not all((keys / part).is_dir() for part in ("keys", "tls")):
        raise NoKeysThere
    building = into.with_name(f".{into.name}.new")
    try:
        shutil.rmtree(building, ignore_errors=True)
        shutil.copytree(backup, building)
        for part in ("keys", "tls"):
            shutil.copytree(keys / part, building / part)
        restored = read_folder(building)
        if database:
            restored.move_database(checked_url(database))
        _require_its_keys(restored)
        _prove_restored(restored)
        restored.new_epoch()
        if into.exists():
            into.rmdir()
        building.replace(into)
        sync_folder(into.parent)
    except (OSError, VaultNotWritable, DatabaseUnavailable):
        raise EnvironmentFault(
            _("恢复没有完成。"), remedy=_("请检查备份、钥匙文件夹和磁盘空间。")
        ) from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return read_folder(into)
