"""`rules pack key | sign | install`: how a rule pack travels from the county to an office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import JsonOption, VaultArgument
from corrdesk.cli.output import answer, answer_json, say
from corrdesk.rules.distribution import install_pack, new_key, sign_pack
from corrdesk.rules.pack import Pack
from corrdesk.vault.vault import DATABASE, PACKS

app = Commands()


def register(group: typer.Typer) -> None:
    """Adds the group."""
    group.add_typer(app, name="pack", help=_("县级规则包：签发和安装。"))


@app.command("key", help=_("为县级机构制作签发规则包用的密钥。"))
def key_(
    private: Annotated[Path, typer.Argument(help=_("私钥写入此文件，由县级机构保管。"))],
    public: Annotated[Path, typer.Option("--public", help=_("公钥写入此文件，发给各司法所。"))],
) -> None:
    """Makes a pair of keys; neither file may exist."""
    new_key(private, public)
    say(_("已生成密钥。私钥只由县级机构保管；公钥请当面或通过可靠途径发给各司法所。"))


@app.command("sign", help=_("签发规则包文件夹。"))
def sign(
    folder: Annotated[Path, typer.Argument(help=_("规则包文件夹，内有 pack.yaml。"))],
    key: Annotated[Path, typer.Option("--key", help=_("签发用的私钥文件。"))],
    out: Annotated[Path, typer.Option("--out", help=_("签发后的规则包写入此文件（.zip）。"))],
    json: JsonOption = False,
) -> None:
    """Checks the pack and writes it with its signature."""
    _done(sign_pack(folder, key, out), json=json)


@app.command("install", help=_("核对签名，把规则包装入本所。装入后用 rules switch 启用。"))
def install(
    vault: VaultArgument,
    package: Annotated[Path, typer.Argument(help=_("签发的规则包（.zip）。"))],
    signed_by: Annotated[Path, typer.Option("--signed-by", help=_("签发单位的公钥文件。"))],
    json: JsonOption = False,
) -> None:
    """Lays the pack beside the vault; nothing is read of it before its signature fits."""
    if not (vault / DATABASE).is_file():
        raise UserError(_("这里没有保险库。"), remedy=_("请检查文件夹路径。"), field="vault")
    _done(install_pack(package, signed_by, vault / PACKS), json=json)


def _done(pack: Pack, *, json: bool) -> None:
    if json:
        answer_json({"pack": pack.id, "title": pack.title, "number": pack.number})
    else:
        answer(f"{pack.id}\t{pack.title}\t{pack.number}")
