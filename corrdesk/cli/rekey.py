"""`rekey`: another data key for the whole vault, for when the present one may be in wrong hands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.permissions import require
from corrdesk.cli.opening import (
    DeviceSecretOption,
    JsonOption,
    OfficerOption,
    PassphraseOption,
    VaultArgument,
    read_passphrase,
)
from corrdesk.cli.output import answer_json, say
from corrdesk.upkeep import officers, rekey
from corrdesk.upkeep.recovery import code_file, secret_file
from corrdesk.vault.rekey import draw_key


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("rekey", help=_("更换数据密钥（密钥可能已外泄时）。"))(rekey_)


def rekey_(
    vault: VaultArgument,
    recovery_out: Annotated[
        Path,
        typer.Option("--recovery-out", help=_("新恢复码写入此文件（.pdf 为封存单）；旧码作废。")),
    ],
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    json: JsonOption = False,
) -> None:
    """Seals database and attachments anew under another key and opens the result once."""
    if not officer:
        raise UserError(
            _("没有给出工作人员姓名。"), remedy=_("请用 --officer 或 CORRDESK_OFFICER 指定。")
        )
    passphrase, clock = read_passphrase(passphrase_file), SystemClock()

    def opened() -> Desk:
        return open_desk(
            vault,
            officer=officer or "",
            passphrase=passphrase,
            device_secret_file=device_secret_file,
            clock=clock,
        )

    desk = opened()
    try:
        require(desk.actor, "vault.keys")
        with secret_file(recovery_out, "recovery_out") as file:
            new = draw_key(desk.vault, clock, officer_name=officer, passphrase=passphrase)
            file.write(code_file(desk.vault, clock, new.draft.code, recovery_out))
            file.flush()
            os.fsync(file.fileno())
            rebuilt = rekey.rebuild(desk.vault, clock, new)
    finally:
        desk.close()
    again = opened()  # carries it out
    try:
        without = [each.name for each in officers.roster(again) if each.active and not each.has_key]
    finally:
        again.close()
    if json:
        answer_json({"damaged_attachments": rebuilt.damaged, "officers_without_key": len(without)})
    say(_("已更换数据密钥，旧恢复码作废。请打印新恢复码封存，然后删除文件。"))
    if without:
        words = _("还有 {count} 名工作人员要用 corrdesk officer passphrase --of 重设口令。")
        say(words.format(count=len(without)))
    if rebuilt.damaged:
        say(_("有 {count} 个附件本来就已损坏。").format(count=len(rebuilt.damaged)))
