"""Keeping backups: one a day and before every migration, generations, a second medium, rehearsal.

Making one verified copy is `vault.backup`; putting one back is `restore`.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from corrdesk.base.clock import CHINA, Clock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.upkeep import verify
from corrdesk.vault import backup as copying
from corrdesk.vault import cipher
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.backup import PREFIX, BackupReport
from corrdesk.vault.errors import BackupFailed, VaultNotWritable
from corrdesk.vault.files import write_atomically
from corrdesk.vault.vault import ATTACHMENTS, DATABASE, OpenVault

DAILY: Final = 7
WEEKLY: Final = 5
MONTHLY: Final = 12
WORRY_AFTER: Final = timedelta(days=2)
REMIND_AFTER: Final = timedelta(days=7)
SECOND: Final = "second.json"
_NAMED: Final = f"{PREFIX}%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies in a folder."""

    folder: Path
    made: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """What a vault or a backup holds, in the figures that a person compares."""

    people: int
    check_ins: int
    entries: int
    head: str
    last_entry: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What opening the newest backup showed; `problems` is empty when it can be relied on."""

    backup: Path
    seconds: float
    content: Content | None
    attachments: int
    problems: tuple[str, ...]


def kept_in(folder: Path) -> list[Kept]:
    """The backups in a folder, newest first; anything else in it is left alone."""
    found = []
    for path in folder.glob(f"{PREFIX}*") if folder.is_dir() else ():
        try:
            made = datetime.strptime(path.name, _NAMED).replace(tzinfo=CHINA)
        except ValueError:
            continue
        if (path / DATABASE).is_file():
            found.append(Kept(path, made))
    return sorted(found, key=lambda kept: kept.made, reverse=True)


def back_up(
    vault: OpenVault,
    clock: Clock,
    to: Path | None = None,
    *,
    keep_all: bool = False,
    check: Callable[[], None] | None = None,
) -> BackupReport:
    """Make a verified backup, on the same disk or on a second medium, and let old ones go.

    `keep_all` lets none go: while something does not fit, an older one may be the better.
    `check` is called between the steps; what it raises ends the backup.

    The copy passes both integrity checks, the journal's chain and the comparison of the tables
    before it counts; a failed one is thrown away (`BackupFailed`) and nothing is let go of.
    """
    target = vault.backups_path if to is None else to
    if to is not None and _inside(to, vault.folder) and not _inside(to, vault.backups_path):
        raise UserError(
            _("备份不能放在保险库文件夹里。"), remedy=_("请选移动硬盘或另一个磁盘。"), field="to"
        )
    _ready_to_write(target)
    report = copying.backup(vault, target, clock, check=check)
    problems = problems_of(vault, report.folder)
    if problems:
        shutil.rmtree(report.folder, ignore_errors=True)
        raise BackupFailed(len(problems))
    if to is not None:
        note = {"at": clock.now().isoformat(), "folder": str(to.absolute())}
        write_atomically(vault.backups_path / SECOND, json.dumps(note).encode())
    for old in [] if keep_all else superfluous(kept_in(target)):
        shutil.rmtree(old.folder, ignore_errors=True)
    return report


def back_up_if_due(
    vault: OpenVault, clock: Clock, *, keep_all: bool = False
) -> BackupReport | None:
    """The day's backup, made once; None when it is there. For the worker after unlocking."""
    return back_up(vault, clock, keep_all=keep_all) if due(vault, clock) else None


def _ready_to_write(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise VaultNotWritable from None


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def due(vault: OpenVault, clock: Clock) -> bool:
    """Whether today's backup has not been made."""
    kept = kept_in(vault.backups_path)
    return not kept or kept[0].made.date() < clock.today()


def second_medium(vault: OpenVault) -> tuple[datetime, Path] | None:
    """When and where the last backup went to another medium; None if never."""
    try:
        note = json.loads((vault.backups_path / SECOND).read_bytes())
        return datetime.fromisoformat(note["at"]), Path(note["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def grown_old(newest: Kept, clock: Clock) -> bool:
    """Whether the newest backup is older than anybody should be easy with."""
    return clock.now() - newest.made > WORRY_AFTER


def second_medium_overdue(vault: OpenVault, clock: Clock) -> bool:
    """Whether a person should be reminded to plug in the second medium."""
    last = second_medium(vault)
    return last is None or clock.now() - last[0] > REMIND_AFTER


def superfluous(kept: Iterable[Kept]) -> list[Kept]:
    """Those that no generation keeps: the newest of 7 days, of 5 weeks and of 12 months stay.

    What was made on a day that has not come yet (a clock set back) always stays.
    """
    newest_first = sorted(kept, key=lambda each: each.made, reverse=True)
    staying: set[Path] = set()
    rules: tuple[tuple[int, Callable[[date], object]], ...] = (
        (DAILY, lambda day: day),
        (WEEKLY, lambda day: day.isocalendar()[:2]),
        (MONTHLY, lambda day: (day.year, day.month)),
    )
    for count, period in rules:
        seen: set[object] = set()
        for each in newest_first:
            mark = period(each.made.date())
            if mark not in seen and len(seen) < count:
                seen.add(mark)
                staying.add(each.folder)
    return [each for each in newest_first if each.folder not in staying]


def problems_of(vault: OpenVault, folder: Path) -> list[str]:
    """What is wrong with a backup of this vault, by opening it with the vault's key."""
    try:
        connection = cipher.connect(folder / DATABASE, vault.key)
    except EnvironmentFault as fault:
        return [fault.message]
    try:
        problems = cipher.integrity(connection)
        if not problems:
            problems += [each.message for each in verify.journal_problems(connection)]
    except cipher.dbapi.Error as error:
        problems = [type(error).__name__]
    finally:
        connection.close()
    return problems


def content_of(vault: OpenVault, database: Path) -> Content:
    """The figures of a database that this vault's key opens."""
    connection = cipher.connect(database, vault.key)
    try:
        people = connection.execute("SELECT count(*) FROM person").fetchone()[0]
        check_ins = connection.execute("SELECT count(*) FROM check_in").fetchone()[0]
        journal = PlainJournal(connection)
        entries, last = journal.count(), journal.latest()
    finally:
        connection.close()
    head, entered = (last.hash.hex(), last.entered_at) if last else ("", "")
    return Content(int(people), int(check_ins), entries, head, entered)


def rehearse(vault: OpenVault, folder: Path | None = None) -> Rehearsal:
    """Prove that the newest backup opens: copy it aside, open, check, compare, throw away.

    Raises UserError when there is no backup.
    """
    where = vault.backups_path if folder is None else folder
    kept = kept_in(where)
    if not kept:
        raise UserError(_("还没有备份可供演练。"), remedy=_("请先做一次备份。"))
    started = time.monotonic()
    newest = kept[0].folder
    side = where / f".{newest.name}.rehearsal"
    shutil.rmtree(side, ignore_errors=True)
    try:
        shutil.copytree(newest, side)
        problems = problems_of(vault, side)
        content = None if problems else content_of(vault, side / DATABASE)
        sealed = Attachments(side / ATTACHMENTS, vault.key)
        names = list(sealed.names())
        damaged = [name for name in names if not sealed.verify(name)]
        problems += [_("附件 {name} 打不开。").format(name=name[:12]) for name in damaged]
    except OSError:
        raise VaultNotWritable from None
    finally:
        shutil.rmtree(side, ignore_errors=True)
    seconds = round(time.monotonic() - started, 2)
    return Rehearsal(newest, seconds, content, len(names), tuple(problems))
