"""`new`, `verify`: a new office's vault, and whether its journal holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Founding, create_desk
from corrdesk.cli.opening import (
    DeviceSecretOption,
    JsonOption,
    PassphraseOption,
    VaultArgument,
    VaultOptions,
    opens_vault_today,
    read_file,
    read_passphrase,
)
from corrdesk.cli.output import answer, answer_json, say
from corrdesk.rules.catalog import NATIONAL
from corrdesk.store.journal import GENESIS, ChainProblem, Head
from corrdesk.sync.second_pc import LARGEST, read_invitation
from corrdesk.upkeep.recovery import code_file, require_paper, secret_file
from corrdesk.vault.errors import (
    DamagedDatabase,
    DatabaseMissing,
    HeaderChanged,
    HeaderDamaged,
    PlaintextDatabase,
    VaultReadOnly,
    WrongKey,
)

UNREADABLE = (
    DamagedDatabase,
    DatabaseMissing,
    HeaderChanged,
    HeaderDamaged,
    PlaintextDatabase,
    VaultReadOnly,
    WrongKey,
)


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("new", help=_("为一个司法所新建加密保险库。"))(new)
    app.command("verify", help=_("核对日志链是否完整、未被改动。"))(verify)


def new(
    vault: VaultArgument,
    *,
    office: Annotated[str, typer.Option("--office", help=_("司法所名称。"))] = "",
    officer: Annotated[str, typer.Option("--officer", help=_("首位工作人员（所长）姓名。"))] = "",
    recovery_out: Annotated[
        Path,
        typer.Option("--recovery-out", help=_("恢复码写入此文件（.pdf 为封存单），打印后请删除。")),
    ],
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    pack: Annotated[str, typer.Option("--pack", help=_("规则包编号。"))] = NATIONAL,
    county: Annotated[str, typer.Option("--county", help=_("县级社区矫正机构名称。"))] = "",
    join: Annotated[
        Path | None,
        typer.Option("--join", help=_("本所已在别的电脑上：那里生成的邀请文件。")),
    ] = None,
) -> None:
    """Makes a vault with its office and writes the recovery code to a file of its own."""
    clock = SystemClock()
    if join is not None:
        invitation = read_invitation(read_file(join, LARGEST, field="join"))
        founding = Founding.joining(invitation, read_passphrase(passphrase_file))
    else:
        _require_names(office, officer)
        founding = Founding(office, officer, read_passphrase(passphrase_file), pack, county)
    require_paper(founding.office, vault, recovery_out, clock)
    # The file is taken first: a vault whose recovery code nobody holds must not come to be.
    with secret_file(recovery_out, "recovery_out") as file:
        desk, code = create_desk(
            vault, founding, device_secret_file=device_secret_file, clock=clock
        )
        try:
            file.write(code_file(desk.vault, clock, code, recovery_out))
        finally:
            desk.close()
    say(_("已建立保险库。请打印恢复码并妥善保管，然后删除恢复码文件。"))
    if join is not None:
        say(_("接着在县级登记本机（enrol request、enrol accept），再交换（sync），案卷就会到。"))


def _require_names(office: str, officer: str) -> None:
    for name, value in (("office", office), ("officer", officer)):
        if not value.strip():
            raise UserError(_("请写明司法所和首位工作人员，或用 --join 给出邀请文件。"), field=name)


@opens_vault_today
def verify(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Walks the journal chain and compares it with the anchor outside the database."""
    head = Head(0, GENESIS, 0)
    try:
        with vault.opened() as desk:
            problems = desk.verify()
            head = desk.head()
    except UNREADABLE as fault:
        problems = [ChainProblem("", "unreadable", str(fault))]
    if json:
        answer_json({"ok": not problems, "entries": head.seq, "problems": problems})
    else:
        for problem in problems:
            answer(f"{problem.entry}\t{problem.kind}\t{problem.message}")
        good = _("日志完整，共 {count} 条，链首 {head}。").format(count=head.seq, head=head.short)
        answer(good if not problems else _("发现 {count} 处问题。").format(count=len(problems)))
    if problems:
        raise typer.Exit(2)
