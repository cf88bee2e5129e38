"""The county bureau's commands: making and serving a county, and the accounts of its console."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.actor import Role
from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.cli.county_options import (
    CountyOptions,
    DatabaseOption,
    FolderArgument,
    opens_county,
)
from corrdesk.cli.county_work import add_to
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import JsonOption, PassphraseOption, read_passphrase
from corrdesk.cli.output import answer, answer_json, require_writable, say, write_over

NameArgument = Annotated[str, typer.Argument(help=_("姓名。"))]

county_app = Commands()
account_app = Commands()


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    county_app.add_typer(account_app, name="account", help=_("县级工作台的账号。"))
    add_to(county_app)
    app.add_typer(county_app, name="county", help=_("县级社区矫正机构的服务器。"))


@county_app.callback()
def require_server() -> None:
    """The packaged desk comes without the server."""
    if find_spec("corrdesk.county") is None:
        raise EnvironmentFault(
            _("这个安装包不含县级服务器。"), remedy=_("请在服务器上用完整安装运行。")
        )


@county_app.command("init", help=_("新建县级服务器：密钥、证书和第一个管理员账号。"))
def init(  # noqa: PLR0917 - one parameter per option
    folder: FolderArgument,
    name: Annotated[str, typer.Option("--name", help=_("县级社区矫正机构名称。"))] = "",
    administrator: Annotated[
        str, typer.Option("--administrator", help=_("管理员姓名。"))
    ] = "管理员",
    passphrase_file: PassphraseOption = None,
    totp_out: Annotated[
        Path | None, typer.Option("--totp-out", help=_("验证器二维码链接写入此文件。"))
    ] = None,
    database: DatabaseOption = "",
    host: Annotated[
        list[str] | None, typer.Option("--host", help=_("服务器的域名或地址，可多次给出。"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Makes a county; the first account's code secret is shown or written once.

    Without a passphrase, and nobody at the terminal to ask, there is no account yet.
    """
    from corrdesk.county.accounts import totp_uri
    from corrdesk.county.county import CountyFounding, create_county
    from corrdesk.county.folder import require_free
    from corrdesk.vault.passphrase import require_acceptable

    passphrase = ""
    if passphrase_file is not None or sys.stdin.isatty():
        passphrase = read_passphrase(passphrase_file)
        require_acceptable(passphrase, avoid=(administrator,))  # an empty one as well
    require_free(folder)
    if totp_out is not None:
        require_writable(totp_out)  # before there is a secret that could get lost
    founding = CountyFounding(
        name or _("县级社区矫正机构"), administrator, passphrase, database, tuple(host or ())
    )
    county, secret = create_county(folder, founding, SystemClock())
    uri = totp_uri(administrator, secret) if secret else ""
    if uri and totp_out is not None:
        write_over(totp_out, uri.encode() + b"\n")
    result = {
        "county": county.folder.card.county_id,
        "name": county.name,
        "certificate": str(county.folder.root_certificate),
    }
    county.close()
    if json:
        answer_json(result)
    else:
        answer(_("已新建：{name}（{county}）").format(**result))
    if not uri:
        say(_("还没有账号，请用 corrdesk county account add 增加。"))
    elif totp_out is None:
        say(_("请用验证器登记这个链接（只显示一次）：{uri}").format(uri=uri))
    say(_("请把 keys 和 tls 文件夹另行备份，妥善保管。"))


@county_app.command("serve", help=_("启动服务器和县级工作台。"))
def serve_(
    folder: FolderArgument,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=_("端口。"))] = 8443,
    host: Annotated[str, typer.Option("--listen", help=_("监听的地址。"))] = "127.0.0.1",
    processes: Annotated[int, typer.Option("--processes", min=1, help=_("服务进程数。"))] = 1,
    database: DatabaseOption = "",
) -> None:
    """Serves until it is told to stop."""
    from corrdesk.county.folder import read_folder
    from corrdesk.county.web.serving import Serving, serve

    address = _("县级工作台：https://{host}:{port}").format(host=host, port=port)
    how = Serving(host, port, processes, database)
    serve(read_folder(folder), how, ready=lambda: say(address))


@county_app.command("certificate", help=_("更换服务器证书（一年一次，或增加域名时）。"))
def certificate(
    folder: FolderArgument,
    host: Annotated[
        list[str] | None, typer.Option("--host", help=_("服务器的域名或地址，可多次给出。"))
    ] = None,
) -> None:
    """Makes the server's certificate anew; offices that trust the county notice nothing."""
    from corrdesk.county.folder import read_folder

    read_folder(folder).renew_server_certificate(SystemClock().now(), host or ())
    say(_("服务器证书已更换，重新启动服务后生效。"))


@account_app.command("add", help=_("增加账号。"))
@opens_county
def account_add(
    at: CountyOptions,
    name: NameArgument,
    role: Annotated[Role, typer.Option("--role", help=_("角色。"))] = Role.OFFICER,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Makes an account; whoever may read the folder's keys may do so."""
    from corrdesk.county.accounts import totp_uri

    with at.opened() as county, county.console() as console:
        _person, secret = console.accounts.add(name, role, read_passphrase(passphrase_file))
    answer(totp_uri(name, secret))
    say(_("已增加。请本人用验证器登记上面的链接。"))


@account_app.command("renew", help=_("重设口令和动态码；已停用的同时重新启用。"))
@opens_county
def account_renew(
    at: CountyOptions, name: NameArgument, passphrase_file: PassphraseOption = None
) -> None:
    """The way back in when no administrator is left who could do it at the console."""
    from corrdesk.county.accounts import totp_uri

    with at.opened() as county, county.console() as console:
        found = next((e for e in console.accounts.everybody() if e.name == name), None)
        if found is None:
            raise UserError(
                _("没有这个账号。"),
                remedy=_("有哪些账号，用 county account list 查看。"),
                field="name",
            )
        secret = console.accounts.renew(found.id, read_passphrase(passphrase_file))
    answer(totp_uri(name, secret))
    say(_("已重设，原来的登录已结束。请本人用验证器登记上面的链接。"))


@account_app.command("list", help=_("列出账号。"))
@opens_county
def account_list(at: CountyOptions, json: JsonOption = False) -> None:
    """Who may sign in, and as what."""
    from corrdesk.county.accounts import ROLE_LABELS

    with at.opened() as county, county.console() as console:
        known = console.accounts.everybody()
    if json:
        answer_json(
            [{"name": each.name, "role": each.role, "active": each.active} for each in known]
        )
        return
    for each in known:
        state = "" if each.active else _("已停用")
        answer(f"{each.name}\t{_(ROLE_LABELS[each.role])}\t{state}".rstrip())
