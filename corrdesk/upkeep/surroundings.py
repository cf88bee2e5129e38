"""What the doctor asks of the machine: clock, disk, cloud folders, fonts, printer, backups.

Nothing here opens the database.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import _
from corrdesk.upkeep import backups
from corrdesk.upkeep.finding import ERROR, INFO, WARNING, Finding
from corrdesk.vault.vault import OpenVault

CLOCK_MARGIN: Final = timedelta(minutes=10)
LITTLE: Final = 1_000_000_000  # bytes
HARDLY_ANY: Final = 100_000_000
PRINTER_SECONDS: Final = 5.0
# Parts of folder names that the clients of file clouds use; compared in lower case.
CLOUDS: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "nutstore": "坚果云",
    "坚果云": "坚果云",
    "baidunetdisk": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "百度网盘": "百度网盘",
    "百度云": "百度网盘",
    "wpsdrive": "WPS 云盘",
    "wps云盘": "WPS 云盘",
    "wps cloud files": "WPS 云盘",
    "kingsoftdata": "WPS 云盘",
    "weiyun": "微云",
    "微云": "微云",
    "aliyundrive": "阿里云盘",
    "阿里云盘": "阿里云盘",
    "ecloud": "天翼云盘",
    "天翼云盘": "天翼云盘",
    "nextcloud": "Nextcloud",
    "syncthing": "Syncthing",
}
CLOUD_FILES: Final = (".stfolder", ".dropbox", ".nutstore", ".sync_db")


def cloud_of(folder: Path) -> str | None:
    """The file cloud whose folder this lies in, as far as names tell; None for none."""
    for part in (folder.absolute(), *folder.absolute().parents):
        name = part.name.lower()
        for mark, cloud in CLOUDS.items():
            if name == mark or name.startswith((mark + " ", mark + "-", mark + "_")):
                return cloud
        if any((part / mark).exists() for mark in CLOUD_FILES):
            return part.name
    return None


def check_cloud(folder: Path) -> Iterator[Finding]:
    """A cloud client copies and replaces files of an open database, and takes data out."""
    cloud = cloud_of(folder)
    if cloud is not None:
        yield Finding(
            WARNING,
            "cloud",
            _("保险库放在同步网盘（{cloud}）的文件夹里：网盘会损坏打开着的数据库。").format(
                cloud=cloud
            ),
            _("请关闭程序，把保险库移到普通文件夹；备份请放到移动硬盘。"),
        )


def check_disk(folder: Path, database_bytes: int) -> Iterator[Finding]:
    """Room for a backup and a migration."""
    free = shutil.disk_usage(folder).free
    if free < max(HARDLY_ANY, database_bytes):
        severity, wanted = ERROR, max(HARDLY_ANY, database_bytes)
    elif free < max(LITTLE, 3 * database_bytes):
        severity, wanted = WARNING, max(LITTLE, 3 * database_bytes)
    else:
        return
    words = _("磁盘只剩 {free} MB。")
    advice = _("请腾出至少 {wanted} MB：不够时既不能备份也不能升级。")
    yield Finding(
        severity,
        "disk",
        words.format(free=free // 1_000_000),
        advice.format(wanted=wanted // 1_000_000),
    )


def check_clock(clock: Clock, last_entered: str) -> Iterator[Finding]:
    """The machine's time may not lie before what was last entered."""
    try:
        last = datetime.fromisoformat(last_entered)
    except ValueError:
        return
    if clock.now() + CLOCK_MARGIN < last:
        yield Finding(
            WARNING,
            "clock",
            _("电脑时钟比最后一条记录还早（{last}）。").format(last=f"{last:%Y-%m-%d %H:%M}"),
            _("请校准电脑的日期和时间，再办理期限事项。"),
        )


def check_backups(vault: OpenVault, clock: Clock) -> Iterator[Finding]:
    """How old the newest backup is, and the one on another medium."""
    kept = backups.kept_in(vault.backups_path)
    advice = _("请到“案卷养护”的“备份与恢复”点“立即备份”（命令行：corrdesk backup）。")
    if not kept:
        yield Finding(WARNING, "backup.none", _("还没有做过备份。"), advice)
    elif backups.grown_old(kept[0], clock):
        days = (clock.now() - kept[0].made).days
        words = _("最近一次备份是 {days} 天以前。")
        yield Finding(WARNING, "backup.old", words.format(days=days), advice)
    if backups.second_medium_overdue(vault, clock):
        yield Finding(
            INFO,
            "backup.second",
            _("七天内没有备份到另一个存储介质。"),
            _("请插上移动硬盘，到“案卷养护”点“立即备份”（命令行：corrdesk backup --to）。"),
        )


def check_fonts() -> Iterator[Finding]:
    """Whether notices can be printed."""
    # Fonts and the PDF library cost a second that only this check should pay.
    from corrdesk.printing.fonts import load_fonts  # noqa: PLC0415

    try:
        load_fonts()
    except CorrdeskError as fault:
        yield Finding(WARNING, "fonts", fault.message, fault.remedy)


def check_printer() -> Iterator[Finding]:
    """Whether the system knows a printer; only said, an office may print elsewhere."""
    command = shutil.which("lpstat")
    if command is None:
        yield Finding(
            INFO, "printer", _("未能查询打印机。"), _("如需打印，请在系统设置中添加打印机。")
        )
        return
    try:
        asked = subprocess.run(  # noqa: S603 - a system program, no input of anybody's
            [command, "-e"],
            capture_output=True,
            timeout=PRINTER_SECONDS,
            check=False,
        )
        known = bool(asked.stdout.strip())
    except (OSError, subprocess.TimeoutExpired):
        known = False
    if not known:
        yield Finding(
            INFO, "printer", _("系统里没有打印机。"), _("如需打印，请在系统设置中添加打印机。")
        )
