"""The entry point: `python -m corrdesk`."""

from __future__ import annotations

import subprocess
import sys

from corrdesk import __version__


def corrdesk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corrdesk", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_its_version() -> None:
    run = corrdesk("--version")
    assert (run.returncode, run.stdout.strip()) == (0, f"corrdesk {__version__}")


def test_a_mistyped_command_is_the_users_mistake() -> None:
    run = corrdesk("chekin")
    assert run.returncode == 2
    assert run.stdout == ""
    assert "chekin" in run.stderr
