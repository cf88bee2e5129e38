"""The command line reaches the screen only through what it was handed."""

from __future__ import annotations

import subprocess
import sys

from corrdesk.cli.main import run
from tests.cli.conftest import Screen


def test_without_arguments_the_desktop_opens(screen: Screen) -> None:
    assert run([], screen) == 0
    assert screen.opened == [None]


def test_the_command_line_never_loads_qt() -> None:
    code = "import sys, corrdesk.cli.main; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
