"""The `demo` command: opens the demo office on screen, or plays its day without one."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.clock import CHINA, FixedClock, ShiftedClock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import open_desk
from corrdesk.cli.demo.day import Day, play
from corrdesk.cli.demo.office import OFFICER, PASSPHRASE, make_office
from corrdesk.cli.desktop import Desktop, desktop_of
from corrdesk.cli.opening import AsOfOption, day
from corrdesk.cli.output import answer, say

LEDGER_DAY = date(2026, 6, 10)  # a day in the middle of the terms of the demo ledger


def register(app: typer.Typer) -> None:
    """Adds the command of this module."""
    app.command("demo", help=_("打开演示司法所；--headless 则不开窗口演一整天。"))(demo)


def demo(
    context: typer.Context,
    headless: Annotated[
        bool, typer.Option("--headless", help=_("不开窗口，演一整天并写出结果。"))
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help=_("结果写入此文件夹。"))] = None,
    as_of: AsOfOption = None,
) -> None:
    """Makes the demo office anew; invented people only."""
    today = day(as_of) if as_of else LEDGER_DAY
    desktop = desktop_of(context)
    if headless:
        _headless(desktop, today, out or Path("corrdesk-demo"))
        return
    folder = out or Path(tempfile.mkdtemp(prefix="corrdesk-demo-"))
    try:
        _on_screen(desktop, today, folder, for_now=out is None)
    finally:
        if out is None:
            shutil.rmtree(folder, ignore_errors=True)


def _headless(desktop: Desktop, today: date, folder: Path) -> None:
    _require_free(folder)
    clock = FixedClock(today)
    office = make_office(folder, clock, today, say=say)
    summary = {"ok": False, "as_of": today.isoformat(), "office": office.desk.office.name}
    summary |= play(Day(office, folder, clock), desktop.capture, say)
    summary["ok"] = True
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    answer(text)


def _on_screen(desktop: Desktop, today: date, folder: Path, *, for_now: bool) -> None:
    say(_("正在准备演示司法所……"))
    make_office(folder, FixedClock(today), today, say=say).desk.close()
    secret = folder / "device.secret"
    desk = open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=secret,
        clock=ShiftedClock(datetime.combine(today, time(8, 40), CHINA)),
    )
    say(_("工作人员：{officer}　口令：{passphrase}").format(officer=OFFICER, passphrase=PASSPHRASE))
    code = desktop.open(desk, secret, folder if for_now else None)
    if code:
        raise typer.Exit(code)


def _require_free(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise UserError(
            _("目标文件夹不是空的，没有写入。"), remedy=_("请换一个文件夹。"), field="out"
        )
    folder.mkdir(parents=True, exist_ok=True)
