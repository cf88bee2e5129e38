"""Two seconds after locking, no process of ours holds the passphrase or the data key.

Real processes: a window is opened, locked, and every process of its session is searched. The
control locks without ending the process and must be found out.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from tests.faults.lock_office import (
    PASSPHRASE,
    copies_in,
    found,
    may_read_memory,
    processes_of,
)

ROUNDS = int(os.environ.get("PROOF_LOCKS", "3"))
ALLOWED = 2.0  # seconds
PASSPHRASE_FORMS = [PASSPHRASE.encode(form) for form in ("utf-8", "utf-16-le", "utf-32-le")]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read through /proc"),
    pytest.mark.skipif(not may_read_memory(), reason="only root may read the memory of others"),
]


def line(stream: IO[bytes] | None) -> str:
    assert stream is not None
    return stream.readline().decode().strip()


def lock_once(folder: Path, key: bytes, *more: str) -> dict[str, object]:
    """Opens and locks a window of its own session; says what is left two seconds later."""
    forms = [key, key.hex().encode(), key.hex().upper().encode()]
    command = [sys.executable, "-m", "tests.faults.lock_window", str(folder), *more]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as window:
        assert window.stdin is not None
        window.stdin.write(f"{PASSPHRASE}\n".encode())
        window.stdin.flush()
        assert line(window.stdout) == "open"
        held = copies_in(window.pid, PASSPHRASE_FORMS), copies_in(window.pid, forms)
        window.stdin.write(b"lock\n")
        window.stdin.flush()
        began = time.monotonic()
        gone = None
        while time.monotonic() - began < ALLOWED:
            if gone is None and window.poll() is not None:
                gone = time.monotonic() - began
            time.sleep(0.02)
        left = processes_of(window.pid)
        kept = [(copies_in(each, PASSPHRASE_FORMS), copies_in(each, forms)) for each in left]
        for each in left:
            os.kill(each, signal.SIGKILL)
    return {
        "held": held,
        "gone_after": gone,
        "processes": len(left),
        "passphrase": sum(passphrase for passphrase, _key in kept),
        "key": sum(key_copies for _passphrase, key_copies in kept),
    }


def test_nothing_of_the_key_is_left_after_locking(tmp_path: Path) -> None:
    key = found(tmp_path)
    began = time.monotonic()
    rounds = [lock_once(tmp_path, key) for _number in range(ROUNDS)]
    print(json.dumps({"rounds": ROUNDS, "seconds": round(time.monotonic() - began, 1)}), rounds)
    for each in rounds:
        assert each["held"] > (0, 0)  # type: ignore[operator]
        assert each["gone_after"] is not None
        assert (each["processes"], each["passphrase"], each["key"]) == (1, 0, 0)


def test_a_process_that_stays_is_found_out(tmp_path: Path) -> None:
    key = found(tmp_path)
    report = lock_once(tmp_path, key, "stay")
    print(report)
    assert report["gone_after"] is None
    assert int(str(report["passphrase"])) + int(str(report["key"])) > 0
