"""200 marked strings go through a full day; none of them is on the disk outside what may be.

Names, numbers, places, words and secrets of one scripted day: desk, printing, drafts, leave,
backup to a second medium, the real window, locking, then the command line with an approved export.
Every byte of the vault, the homes, the folders for temporary files and the second medium is
searched in three encodings. What is approved is the export itself, and only it may be read.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.canary_day import FIRST
from tests.faults.lock_office import OFFICER, processes_of

SEED = int(os.environ.get("PROOF_SEED", "20260610"))
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
PASSPHRASE = "纸船 灯塔 石榴 芦苇 铁匠 4417"
ENOUGH = 200
LONGEST = 15.0  # seconds that the process which took over may need to show itself

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sessions are of Linux"),
]


def environment(base: Path) -> dict[str, str]:
    """Every folder that a program may write to without being asked lies under the base."""
    home = base / "home"
    home.mkdir(exist_ok=True)
    names = ("CONFIG", "DATA", "STATE", "CACHE")
    homes = {f"XDG_{name}_HOME": str(home / name.lower()) for name in names}
    own = {"HOME": str(home), "TMPDIR": str(home)}
    # The interpreter's cache of the program itself is nothing that the day writes.
    return os.environ | homes | own | {"PYTHONDONTWRITEBYTECODE": "1"}


def play(base: Path, *more: str) -> dict[str, list[str]]:
    """The day in a process of its own; returns what it told when everything of it has ended."""
    command = [sys.executable, "-m", "tests.faults.canary_day", str(base), str(SEED), *more]
    with subprocess.Popen(
        command,
        env=environment(base),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as day:
        assert day.stdin is not None
        assert day.stdout is not None
        day.stdin.write(f"{PASSPHRASE}\n".encode())
        day.stdin.close()
        told: dict[str, list[str]] = json.loads(day.stdout.readline())
        assert day.wait(30) == 0
        session = day.pid
    time.sleep(2)
    for process in processes_of(session):
        os.kill(process, signal.SIGKILL)
    return told


def run(base: Path, *arguments: str) -> str:
    """One command of the command line, with the passphrase on standard input."""
    keys = ["--officer", OFFICER, "--passphrase-file", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "corrdesk", *arguments, *keys,
         "--device-secret-file", str(base / "device.secret")],
        env=environment(base), cwd=base / "home", input=PASSPHRASE, text=True,
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    return done.stdout


def hits(base: Path, marks: list[str], approved: Path) -> list[str]:
    """The files that hold a marked string, in any of the encodings."""
    needles = {mark.encode(encoding) for mark in marks for encoding in ENCODINGS}
    found = []
    for path in base.rglob("*"):
        if path.is_file() and not path.is_relative_to(approved):
            content = path.read_bytes()
            found += [path.name for needle in needles if needle in content]
    return sorted(set(found))


def test_no_marked_string_is_left_on_the_disk(tmp_path: Path) -> None:
    began = time.monotonic()
    told = play(tmp_path)
    marks, approved = told["marks"], tmp_path / "approved"
    vault = str(tmp_path / "vault")
    assert json.loads(run(tmp_path, "verify", vault, "--json"))["ok"] is True
    run(tmp_path, "backup", vault)
    run(tmp_path, "desk", vault, "--json")
    run(tmp_path, "export", "inspection", vault, "--out", str(approved), "--person", marks[FIRST])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    report = {
        "seed": SEED,
        "strings": len(set(marks)),
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(report))
    assert len(set(marks)) >= ENOUGH
    assert hits(tmp_path, marks, approved) == []
    assert told["outside"] == []
    assert [path.name for path in files if path.name.startswith("core")] == []
    assert approved.is_dir()
    assert hits(tmp_path, marks, tmp_path / "nothing-approved") != []  # the export is in the clear


def test_a_careless_note_is_found(tmp_path: Path) -> None:
    told = play(tmp_path, "careless")
    assert hits(tmp_path, told["marks"], tmp_path / "approved") == ["debug.log"]
