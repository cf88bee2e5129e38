"""Options of every command that opens a vault, and the opening. Never a secret as argument."""

from __future__ import annotations

import functools
import getpass
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from inspect import Parameter
from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.clock import Clock, FixedClock, SystemClock
from corrdesk.base.dates import DateProblem, parse_date
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk, open_desk

STANDARD_INPUT = "-"
LARGEST_FILE = 1 << 20  # bytes of a request, a certificate

VaultArgument = Annotated[Path, typer.Argument(help=_("保险库文件夹。"))]
OfficerOption = Annotated[
    str | None,
    typer.Option("--officer", envvar="CORRDESK_OFFICER", help=_("工作人员姓名。")),
]
PassphraseOption = Annotated[
    str | None,
    typer.Option(
        "--passphrase-file",
        envvar="CORRDESK_PASSPHRASE_FILE",
        help=_("口令文件；- 表示标准输入；不给则询问。"),
    ),
]
DeviceSecretOption = Annotated[
    Path | None,
    typer.Option(
        "--device-secret-file",
        envvar="CORRDESK_DEVICE_SECRET_FILE",
        help=_("本机密钥文件，没有系统密钥环时使用。"),
    ),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help=_("以这一天为“今天”，如 2026-06-10。"))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("以 JSON 输出。"))]


def day(text: str, field: str = "as_of") -> date:
    """A day as somebody typed it. Raises UserError naming the field."""
    try:
        return parse_date(text)
    except DateProblem as problem:
        raise UserError(str(problem), field=field) from None


def day_or_today(desk: Desk, text: str | None, field: str) -> date:
    """A day as somebody typed it, or the desk's today."""
    return desk.clock.today() if text is None else day(text, field)


def clock_for(as_of: str | None) -> Clock:
    """The clock of a command: the machine's, or one that stands on the given day."""
    return SystemClock() if as_of is None else FixedClock(day(as_of))


def read_passphrase(where: str | None) -> str:
    """The passphrase from a file or standard input, or asked for at a terminal."""
    if where is None:
        if not sys.stdin.isatty():
            raise UserError(_("没有给出口令。"), remedy=_("请用 --passphrase-file 指定口令文件。"))
        return getpass.getpass(_("口令："))
    if where == STANDARD_INPUT:
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return Path(where).read_text(encoding="utf-8-sig").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UserError(_("口令文件读不出来。"), remedy=_("请检查路径和权限。")) from None


@dataclass(frozen=True, slots=True)
class VaultOptions:
    """What a command is told of its vault: the fields are the options, in this order."""

    vault: VaultArgument
    officer: OfficerOption = None
    passphrase_file: PassphraseOption = None
    device_secret_file: DeviceSecretOption = None
    as_of: AsOfOption = None

    def opened(self) -> AbstractContextManager[Desk]:
        """The open desk for the length of the command's work."""
        return opened(
            self.vault, self.officer, self.passphrase_file, self.device_secret_file, self.as_of
        )


def opens_vault(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command VAULT before its own parameters, and who opens it, as of when, behind them.

    The command itself takes the `VaultOptions` first; `--json` stays the last option of all.
    """
    return with_options(command, VaultOptions)


def opens_vault_today(command: Callable[..., None]) -> Callable[..., None]:
    """As `opens_vault`, for a command that has no other day than today."""
    return with_options(command, VaultOptions, without="as_of")


def with_options(
    command: Callable[..., None], options: type[Any], *, without: str = ""
) -> Callable[..., None]:
    """A command with shared options: the fields of a dataclass, which it takes as one.

    The first field stands before the command's own parameters, the others behind them, and
    `--json` last. `without`: a field that this command leaves at what it usually is.
    """
    shared = dict(inspect.signature(options, eval_str=True).parameters)
    shared.pop(without, None)
    first, *others = shared.values()
    _options, *own = inspect.signature(command, eval_str=True).parameters.values()
    last = [each for each in own if each.name == "json"]
    before = [first, *(each for each in own if each.name != "json")]
    parameters = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in (*before, *others, *last)]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        command(options(**{name: given.pop(name) for name in shared}), **given)

    # What Typer reads; its types are known here, whatever the command's module imports.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


@contextmanager
def opened(
    vault: Path,
    officer: str | None,
    passphrase: str | None,
    device_secret: Path | None,
    as_of: str | None = None,
) -> Iterator[Desk]:
    """The open desk of a vault for the length of one command."""
    if not officer:
        raise UserError(
            _("没有给出工作人员姓名。"), remedy=_("请用 --officer 或 CORRDESK_OFFICER 指定。")
        )
    desk = open_desk(
        vault,
        officer=officer,
        passphrase=read_passphrase(passphrase),
        device_secret_file=device_secret,
        clock=clock_for(as_of),
    )
    try:
        yield desk
    finally:
        desk.close()


def read_file(path: Path, largest: int, *, field: str) -> bytes:
    """A file's content, one byte more than `largest` at the most. Raises UserError."""
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)
    except OSError:
        raise UserError(_("文件读不出来。"), remedy=_("请检查路径和权限。"), field=field) from None
