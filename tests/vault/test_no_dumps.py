"""A process that was told so leaves no core file, however it ends."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest

from corrdesk.vault.no_dumps import forbid_dumps

CRASH = """
import ctypes, resource, signal, os
resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)[1:] * 2)
{guard}
print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
GUARD = "from corrdesk.vault.no_dumps import forbid_dumps; forbid_dumps()"


def told(guard: str) -> tuple[int, int]:
    """The limit of core files and the dumpable mark of a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", CRASH.format(guard=guard)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    limit, mark = run.stdout.split()
    return int(limit), int(mark)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is of Linux")
def test_no_core_file_and_no_reading_from_outside() -> None:
    assert told(GUARD) == (0, 0)
    assert told("")[1] == 1  # the guard off: the system's own default


def test_windows_reports_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[str, int]] = []
    kernel = SimpleNamespace(
        SetErrorMode=lambda flags: called.append(("mode", flags)),
        WerSetFlags=lambda flags: called.append(("report", flags)),
    )
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    forbid_dumps("win32")
    assert called == [("mode", 0x8003), ("report", 1)]


def test_a_system_without_the_means_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ctypes, "windll", raising=False)
    forbid_dumps("win32")
