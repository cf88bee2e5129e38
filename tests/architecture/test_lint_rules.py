"""The lint rules that guard the house bite: each banned line is really refused."""

import subprocess
import sys

import pytest

from tests.architecture import source_tree

BANNED = {
    "today": ("corrdesk/rules/x.py", "from datetime import date\n\nDAY = date.today()\n"),
    "now": (
        "corrdesk/rules/x.py",
        "import datetime as dt\n\nMOMENT = dt.datetime.now(dt.timezone.utc)\n",
    ),
    "time": ("corrdesk/rules/x.py", "from time import time\n\nSTAMP = time()\n"),
    "message box": ("corrdesk/ui/x.py", "from PySide6.QtWidgets import QMessageBox\n"),
    "paragraph": ("corrdesk/printing/x.py", "from reportlab.platypus import Paragraph\n"),
    "relative import": ("corrdesk/rules/x.py", "from . import document\n"),
}


def _complaints(path: str, body: str) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--output-format=concise",
            "--no-cache",
            "--stdin-filename",
            path,
            "-",
        ],
        input='"""A module."""\n\n' + body,
        cwd=source_tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("what", sorted(BANNED))
def test_a_banned_line_is_refused(what: str) -> None:
    complaints = _complaints(*BANNED[what])
    assert "TID251" in complaints or "TID252" in complaints


def test_the_one_module_that_may_open_boxes_may() -> None:
    path, body = "corrdesk/ui/shell/messages.py", BANNED["message box"][1]
    assert "TID251" not in _complaints(path, body)
