"""The root of the command line: puts the groups together and turns errors into exit codes.

Exit 0 only if it was done, 2 for a user's mistake, 3 for the environment, 1 for our own bug.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from corrdesk import __version__
from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import _, set_language
from corrdesk.cli.desktop import Desktop, desktop_of
from corrdesk.cli.frame import Commands
from corrdesk.cli.lazy import lazy_group
from corrdesk.cli.mistakes import told
from corrdesk.cli.output import say

USER_MISTAKE = 2
OUR_BUG = 1

GROUPS = {
    "rules": ("rules",),
    "cases": ("case", "notice"),
    "closed": ("closed",),
    "forms": ("forms",),
    "vaults": ("new", "verify"),
    "ledger": ("import",),
    "desk": ("desk", "checkin"),
    "documents": ("documents",),
    "leave": ("leave",),
    "travel": ("travel",),
    "relocation": ("relocation",),
    "approvals": ("place", "visit"),
    "programs": ("programs",),
    "demo.command": ("demo",),
    "selftest": ("selftest",),
    "exchange": ("enrol", "sync"),
    "upkeep": ("doctor", "backup", "restore", "accept", "escrow", "officer", "export"),
    "recovery": ("recover", "recovery-code"),
    "rekey": ("rekey",),
    "county": ("county",),
}
"""The modules of this package by what their `register` adds; each is loaded when it is wanted."""

set_language()  # commands describe themselves in the language in force when they load

app = Commands(
    name="corrdesk",
    cls=lazy_group(
        {name: f"corrdesk.cli.{module}" for module, names in GROUPS.items() for name in names}
    ),
    help=_("司法所社区矫正工作台。不带参数时打开桌面。"),
    no_args_is_help=False,
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=_("显示版本。"))] = False,
) -> None:
    """司法所社区矫正工作台。"""
    if version:
        typer.echo(f"corrdesk {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(desktop_of(context).open(None))


def run(arguments: list[str], desktop: Desktop) -> int:
    """Runs one command and returns its exit code; messages never carry a trace or a name."""
    try:
        result = app(arguments, prog_name="corrdesk", standalone_mode=False, obj=desktop)
    except CorrdeskError as error:
        say(str(error))
        return error.exit_code
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        say(_("已取消。"))
        return USER_MISTAKE
    except TyperException as mistake:
        say(told(mistake))
        return USER_MISTAKE
    except Exception as error:  # noqa: BLE001 - the last resort: say so, without personal data
        return _own_fault(error)
    return result if isinstance(result, int) else 0


def _own_fault(error: Exception) -> int:
    if os.environ.get("CORRDESK_DEBUG"):
        sys.excepthook(type(error), error, error.__traceback__)
    say(_("corrdesk 自身出错（{kind}）。数据未受影响。").format(kind=type(error).__name__))
    return OUR_BUG
