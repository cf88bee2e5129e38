"""`selftest`: proves on the machine itself that the program is whole; for frozen builds above all.

Every part that can be missing from a package is used once: resources, vault, PDF, window.
"""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

import corrdesk
from corrdesk.base.clock import FixedClock
from corrdesk.base.i18n import _
from corrdesk.base.pinyin import initials
from corrdesk.base.resources import resource_path
from corrdesk.base.workdays import load_calendar
from corrdesk.cli.demo.day import Day, play
from corrdesk.cli.demo.office import make_office
from corrdesk.cli.desktop import desktop_of
from corrdesk.cli.opening import JsonOption
from corrdesk.cli.output import answer, answer_json, say
from corrdesk.rules.catalog import check_rules, load_rulebook

DAY = date(2026, 6, 10)


def register(app: typer.Typer) -> None:
    """Adds the command of this module."""
    app.command("selftest", help=_("检查本机上的程序是否完整可用。"))(selftest)


def selftest(
    context: typer.Context,
    keep: Annotated[Path | None, typer.Option("--keep", help=_("保留产生的文件。"))] = None,
    json: JsonOption = False,
) -> None:
    """Runs every check and exits with 1 when one fails; nothing of the user's is touched."""
    desktop = desktop_of(context)
    results = {
        "imports": _passes(_imports),
        "resources": _passes(_resources),
        "rules": _passes(_rules),
    }
    with tempfile.TemporaryDirectory(prefix="corrdesk-selftest-") as temporary:
        folder = keep or Path(temporary)

        def whole_day() -> None:
            clock = FixedClock(DAY)
            office = make_office(folder, clock, DAY, say=say)
            play(Day(office, folder, clock), desktop.capture, say)

        results["vault, paper and window"] = _passes(whole_day)
    if json:
        answer_json({"ok": all(results.values()), "checks": results})
    else:
        for name, passed in results.items():
            answer(f"{'ok  ' if passed else 'FAIL'} {name}")
    if not all(results.values()):
        raise typer.Exit(1)


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - every failure is a finding, and the rest goes on
        say(f"{type(error).__name__}: {error}")
        return False
    return True


def _imports() -> None:
    for name in _modules():
        importlib.import_module(name)


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(corrdesk.__path__, "corrdesk."):
        if not module.name.endswith(("__main__", ".env")) and ".versions" not in module.name:
            yield module.name


def _resources() -> None:
    for parts in (("demo", "ledger-office.xlsx"), ("help", "index.md")):
        if not resource_path(*parts).is_file():
            message = "/".join(parts)
            raise FileNotFoundError(message)
    if initials("单雄信")[0] == "" or not load_calendar().has_year(DAY.year):
        message = "baked tables"
        raise ValueError(message)


def _rules() -> None:
    problems = check_rules()
    if problems:
        raise problems[0]
    load_rulebook("cn-example")
