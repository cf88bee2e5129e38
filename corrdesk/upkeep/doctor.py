"""The doctor: everything that can be wrong with a vault, found without changing anything.

Each check stands alone, so that one that cannot be done does not hide the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.search import keys_of
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.store.schema import is_known, latest_revision
from corrdesk.sync.places import placed_files
from corrdesk.upkeep import surroundings, verify
from corrdesk.upkeep.finding import ERROR, INFO, WARNING, Finding
from corrdesk.upkeep.migrate import revision_of
from corrdesk.vault import cipher, header
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.errors import (
    AttachmentDamaged,
    AttachmentMissing,
    DamagedDatabase,
    DatabaseMissing,
    PlaintextDatabase,
    WrongKey,
)
from corrdesk.vault.vault import OpenVault

NAMED: Final = 20  # findings of one kind that are written out; the rest is counted
_DATABASE_CODES: Final = (
    (DatabaseMissing, "database.missing"),
    (PlaintextDatabase, "database.plaintext"),
    (WrongKey, "database.key"),
    (DamagedDatabase, "database.damaged"),
)
_RESTORE: Final = N_(
    "请先复制整个保险库文件夹，再从最近的备份恢复（“案卷养护”，或命令行 corrdesk restore）。"
)


def examine(
    vault: OpenVault, clock: Clock, report: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """Examine an unlocked vault. Raises nothing of its own: what fails becomes a finding.

    `report` is told before each check how many are done, and of how many; what it raises ends
    the examination.
    """
    found: list[Finding] = []
    # The witnesses are compared first: a checkpoint would settle what they noticed.
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("journal", lambda: _journal(vault)),
        ("pages", lambda: _pages(vault)),
        ("references", lambda: _with(vault, _references)),
        ("schema", lambda: _with(vault, _schema)),
        ("search", lambda: _with(vault, _search)),
        ("attachments", lambda: _with(vault, lambda c: _attachments(vault, c))),
        ("clock", lambda: _with(vault, lambda c: _clock(c, clock))),
        ("header", lambda: _header(vault)),
        ("cloud", lambda: surroundings.check_cloud(vault.folder)),
        ("disk", lambda: surroundings.check_disk(vault.folder, _size(vault))),
        ("backup", lambda: surroundings.check_backups(vault, clock)),
        ("fonts", surroundings.check_fonts),
        ("printer", surroundings.check_printer),
    )
    for done, (name, check) in enumerate(checks):
        if report is not None:
            report(done, len(checks))
        found += _tried(name, check)
    return _without_repetition(found)


def _tried(name: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except CorrdeskError as fault:
        code = next((c for kind, c in _DATABASE_CODES if isinstance(fault, kind)), name)
        return [Finding(ERROR, code, fault.message, fault.remedy)]
    except dbapi.Error:
        return [Finding(ERROR, "database.damaged", _("数据库有读不出来的页。"), _(_RESTORE))]
    except OSError:
        advice = _("请检查磁盘与权限后重试。")
        return [Finding(ERROR, name, _("有文件读不出来，这一项没有查完。"), advice)]


def _without_repetition(found: list[Finding]) -> list[Finding]:
    """Each finding once, and of one code no more than can be read."""
    kept: list[Finding] = []
    counts: dict[str, int] = {}
    for finding in dict.fromkeys(found):
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] <= NAMED:
            kept.append(finding)
    for code, count in counts.items():
        if count > NAMED:
            first = next(finding for finding in kept if finding.code == code)
            words = _("同类问题另有 {count} 处。").format(count=count - NAMED)
            kept.append(Finding(first.severity, code, words, first.next))
    return kept


def _with(vault: OpenVault, check: Callable[[Any], Iterator[Finding]]) -> Iterator[Finding]:
    connection = vault.connect()
    try:
        yield from check(connection)
    finally:
        connection.close()


def _journal(vault: OpenVault) -> Iterator[Finding]:
    advice = _("请保留现场，对照打印文书上的链头和县级回执；查明后由所长决定恢复备份或确认继续。")
    for problem in verify.verify(vault):
        entry = f"[{problem.entry}] " if problem.entry else ""
        yield Finding(ERROR, f"journal.{problem.kind}", entry + problem.message, advice)


def _pages(vault: OpenVault) -> Iterator[Finding]:
    connection = vault.connect()
    try:
        problems = cipher.integrity(connection)
    finally:
        connection.close()
    if problems:
        words = _("数据库文件有 {count} 处损坏。").format(count=len(problems))
        yield Finding(ERROR, "database.damaged", words, _(_RESTORE))


def _references(connection: Any) -> Iterator[Finding]:
    for table, *_rest in connection.execute("PRAGMA foreign_key_check"):
        words = _("数据表 {table} 里有记录指向不存在的记录。").format(table=table)
        yield Finding(ERROR, "references", words, _(_RESTORE))


def _schema(connection: Any) -> Iterator[Finding]:
    revision = revision_of(connection)
    if revision == latest_revision():
        return
    if revision is not None and not is_known(revision):
        yield Finding(
            ERROR, "schema.newer", _("数据由更新版本的程序写成。"), _("请升级本机的 corrdesk。")
        )
        return
    yield Finding(
        WARNING, "schema.older", _("数据结构是旧版本的。"), _("正常打开一次，程序会先备份再升级。")
    )


def _search(connection: Any) -> Iterator[Finding]:
    # An older schema knows no sealed files; those of this one have no keys.
    known = {row[1] for row in connection.execute("PRAGMA table_info(person)")}
    open_ = "WHERE sealed_on IS NULL" if "sealed_on" in known else ""
    people = connection.execute(
        f"SELECT id, name, id_number, phone, residence FROM person {open_} ORDER BY id"  # noqa: S608
    )
    columns = ("id", "name", "id_number", "phone", "residence")
    keys = _Grouped(
        connection.cursor().execute("SELECT person_id, key FROM search_key ORDER BY person_id")
    )
    wrong = 0
    for row in people:
        person = dict(zip(columns, row, strict=True))
        strangers, found = keys.upto(person["id"])
        wrong += strangers + (found != keys_of(person))
    wrong += keys.rest()
    if wrong:
        words = _("查找索引与人员记录不一致（{count} 人），可能查不到人。").format(count=wrong)
        advice = _("请点“重建查找索引”（命令行：corrdesk doctor --mend-index）。")
        yield Finding(ERROR, "search", words, advice)


class _Grouped:
    """Rows (person, key) in order of person, handed out person by person."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows
        self._next = rows.fetchone()

    def upto(self, person_id: str) -> tuple[int, frozenset[str]]:
        """How many keys belong to nobody before this person, and the person's own."""
        strangers = 0
        while self._next is not None and self._next[0] < person_id:
            strangers += 1
            self._next = self._rows.fetchone()
        found = set()
        while self._next is not None and self._next[0] == person_id:
            found.add(self._next[1])
            self._next = self._rows.fetchone()
        return strangers, frozenset(found)

    def rest(self) -> int:
        """How many keys are left over after the last person."""
        return (self._next is not None) + len(self._rows.fetchall())


def _attachments(vault: OpenVault, connection: Any) -> Iterator[Finding]:
    store = vault.attachments()
    advice = _("请与县级交换数据取回，或从备份取回；原件在手的可重新登记。")
    known, waiting = set(), 0
    for file in placed_files(connection):
        known.add(file.place)
        if not file.place and file.device != vault.device_id:
            waiting += 1
            continue
        try:
            sound = hashlib.sha256(store.get(file.place)).hexdigest() == file.sha256
        except AttachmentMissing:
            sound = None
        except (AttachmentDamaged, ValueError):
            sound = False if file.place else None
        if sound is None:
            words = _("附件 {id} 的文件不见了。").format(id=file.record)
            yield Finding(ERROR, "attachment.missing", words, advice)
        elif not sound:
            words = _("附件 {id} 的内容与登记不符或已损坏。").format(id=file.record)
            yield Finding(ERROR, "attachment.damaged", words, advice)
    if waiting:
        words = _("有 {count} 个附件登记在别的电脑上，文件尚未送达本机。").format(count=waiting)
        yield Finding(INFO, "attachment.waiting", words, _("与县级交换数据后送达，无需处理。"))
    orphans = sum(name not in known for name in store.names())
    if orphans:
        words = _("有 {count} 个附件文件没有对应的登记（多为中途取消）。").format(count=orphans)
        yield Finding(INFO, "attachment.orphan", words, _("不影响使用，无需处理。"))


def _clock(connection: Any, clock: Clock) -> Iterator[Finding]:
    last = PlainJournal(connection).latest()
    if last:
        yield from surroundings.check_clock(clock, last.entered_at)


def _header(vault: OpenVault) -> Iterator[Finding]:
    if header.load(vault.folder).needs_repair:
        yield Finding(
            WARNING,
            "header",
            _("保险库的 header.json 或其副本损坏。"),
            _("重新打开一次保险库即自动修复；请同时做一次备份。"),
        )


def _size(vault: OpenVault) -> int:
    try:
        return vault.database_path.stat().st_size
    except OSError:
        return 0
