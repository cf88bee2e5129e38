"""The root: help in two languages, exit codes, and no trace or name in a message."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from corrdesk import __version__
from corrdesk.cli import main
from corrdesk.cli.main import run
from tests.cli.script import OFFICER, NoScreen, Run


def test_without_arguments_the_desktop_opens() -> None:
    screen = NoScreen()
    assert run([], screen) == 0
    assert screen.opened == 1


def test_the_version(bare: Run) -> None:
    assert bare("--version").out == f"corrdesk {__version__}\n"


COMMANDS = "new verify import desk checkin demo selftest notice rules case".split()


def test_help_names_every_command_in_chinese(bare: Run) -> None:
    said = bare("--help")
    assert said.code == 0
    assert "司法所社区矫正工作台" in said.out
    for name in COMMANDS:
        assert f"  {name} " in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(bare: Run, command: str) -> None:
    said = bare(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"用法：corrdesk {command}" in said.out


ENGLISH = """
from corrdesk.cli.main import run
for command in ("", "new", "verify", "import", "desk", "checkin", "notice", "case", "case open"):
    run([*command.split(), "--help"], None)
"""


def test_help_in_english() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENGLISH],
        env={**os.environ, "CORRDESK_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    of_the_root, own = done.stdout.split("Usage: corrdesk new")
    assert "The desk of a township judicial office" in of_the_root
    assert own.isascii()


@pytest.mark.parametrize(
    "arguments",
    [["no-such-command"], ["desk"], ["desk", "v", "--no-such-option"], ["case"], ["checkin", "v"]],
)
def test_a_wrong_call_is_a_users_mistake(bare: Run, arguments: list[str]) -> None:
    said = bare(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_our_own_bug_is_one_and_says_no_name(at_desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_all: object, **_more: object) -> None:
        raise RuntimeError(OFFICER)

    monkeypatch.setattr("corrdesk.cli.desk.open_duties", broken)
    said = at_desk("desk")
    assert (said.code, said.out) == (1, "")
    assert "RuntimeError" in said.err
    assert OFFICER not in said.err
    assert "Traceback" not in said.err


def test_the_codes_are_those_of_the_contract() -> None:
    assert (main.OUR_BUG, main.USER_MISTAKE) == (1, 2)
