"""`recover` and `recovery-code`: opening without passphrase or keyring, and the printed code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.permissions import require
from corrdesk.cli.opening import (
    DeviceSecretOption,
    OfficerOption,
    PassphraseOption,
    VaultArgument,
    opened,
    read_passphrase,
)
from corrdesk.cli.output import say
from corrdesk.upkeep import recovery
from corrdesk.upkeep.recovery import LastResort, issue_code, read_secret


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("recover", help=_("用恢复码或县级托管私钥重新设置口令。"))(recover)
    app.command("recovery-code", help=_("换发恢复码，或试一试打印的恢复码。"))(recovery_code)


def recover(
    vault: VaultArgument,
    officer: Annotated[str, typer.Option("--officer", help=_("工作人员姓名。"))],
    code_file: Annotated[Path | None, typer.Option("--code-file", help=_("恢复码文件。"))] = None,
    escrow_key_file: Annotated[
        Path | None, typer.Option("--escrow-key-file", help=_("县级托管私钥文件。"))
    ] = None,
    new_code_out: Annotated[
        Path | None,
        typer.Option("--new-code-out", help=_("换发新恢复码，写入此文件（.pdf 为封存单）。")),
    ] = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
) -> None:
    """Opens a vault without passphrase or keyring and sets an officer's passphrase anew."""
    if (code_file is None) == (escrow_key_file is None):
        raise UserError(_("请给出恢复码文件或托管私钥文件之一。"), field="code_file")
    clock = SystemClock()
    found = recovery.recover(
        vault,
        LastResort(read_secret(code_file) if code_file else "", escrow_key_file),
        officer=officer,
        passphrase=read_passphrase(passphrase_file),
        device_secret_file=device_secret_file,
        clock=clock,
    )
    try:
        if new_code_out is not None:
            issue_code(found, clock, new_code_out, "new_code_out")
    finally:
        found.close()
    say(_("口令已在本机重新设置，数据没有改动。"))


def recovery_code(
    vault: VaultArgument,
    out: Annotated[
        Path | None,
        typer.Option("--out", help=_("换发新恢复码，写入此文件（.pdf 为封存单）；旧码作废。")),
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help=_("这个文件里的恢复码能否打开本保险库。"))
    ] = None,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
) -> None:
    """Gives out a new printed code, or proves that a code opens this vault."""
    if (out is None) == (check is None):
        raise UserError(_("请给出 --out 或 --check 之一。"), field="out")
    with opened(vault, officer, passphrase_file, device_secret_file) as desk:
        require(desk.actor, "vault.keys")
        if check is not None:
            desk.vault.check_recovery_code(read_secret(check))
            say(_("这个恢复码可以打开本保险库。"))
            return
        if out is not None:
            issue_code(desk.vault, desk.clock, out, "out")
    say(_("已换发恢复码，旧码作废。请打印封存，然后删除文件；用 --check 试一次抄下来的码。"))
