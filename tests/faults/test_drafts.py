"""Killed while somebody types: what is older than two seconds always comes back, and only there.

Every round makes a process with the real window, types through it as an input method does, kills
it with SIGKILL at a random moment, opens the office again and looks for each word; then every byte
that the process could have left on the disk is searched for the typed text.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest

from corrdesk.casework.drafts.service import own_drafts
from tests.faults.draft_window import ENDED
from tests.faults.lock_office import PASSPHRASE, found, reopen

ROUNDS = int(os.environ.get("PROOF_DRAFTS", "20"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
PROMISE = 2.0  # seconds
SHORTEST, LONGEST = 2.3, 4.0  # seconds of typing before the kill
AT_ONCE = 4  # they mostly wait for the next word
HOMES = ("HOME", "TMPDIR", *(f"XDG_{name}_HOME" for name in ("CONFIG", "DATA", "STATE", "CACHE")))
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed by a signal"),
]


class Windows:
    """Processes that have loaded the program, each of which shows one window after another."""

    def __init__(self, stack: ExitStack, count: int) -> None:
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        command = [sys.executable, "-m", "tests.faults.draft_window"]
        for _each in range(count):
            made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._free.put(stack.enter_context(made))

    def type_and_kill(self, lasts: float, **asked: object) -> tuple[float, list[tuple[float, str]]]:
        """Lets a window type for so long; returns when it was killed, and when it said what."""
        parent = self._free.get()
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(f"{json.dumps(asked)}\n".encode())
        parent.stdin.flush()
        lines = iter(lambda: parent.stdout.readline().decode().strip(), ENDED)  # type: ignore[union-attr]
        window = int(next(lines))
        typed = [(time.monotonic(), next(lines))]
        began = time.monotonic()
        killer = threading.Timer(lasts, os.kill, (window, signal.SIGKILL))
        killer.start()
        typed += [(time.monotonic(), line) for line in lines]
        killer.cancel()
        self._free.put(parent)
        return began + lasts, typed


def one_round(
    windows: Windows, base: Path, place: Path, canary: str, lasts: float, *, careless: bool
) -> tuple[int, list[str]]:
    """Types and kills; returns how many words had to be there, and what was wrong."""
    office, home = place / "office", place / "home"
    shutil.copytree(base, office)
    home.mkdir()
    killed, typed = windows.type_and_kill(
        lasts,
        folder=str(office),
        canary=canary,
        passphrase=PASSPHRASE,
        careless=careless,
        environment=dict.fromkeys(HOMES, str(home)),
    )
    due = [word for at, word in typed if word and killed - at > PROMISE]
    wrong = [f"on disk: {name}" for name in plain_text_in(place, canary)]
    desk = reopen(office)
    kept = "".join(each.draft.typed for each in desk.act(own_drafts)[0])
    desk.close()
    wrong += [f"lost {len(due)} words"] if any(word not in kept for word in due) else []
    return len(due), wrong


def plain_text_in(folder: Path, words: str) -> list[str]:
    """The files that hold the words in any usual encoding."""
    needles = [words.encode(encoding) for encoding in ENCODINGS]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        path.name
        for path in files
        for content in [path.read_bytes()]
        if any(needle in content for needle in needles)
    ]


def play(folder: Path, rounds: int, *, careless: bool = False) -> list[tuple[int, list[str]]]:
    base = folder / "base"
    base.mkdir()
    found(base)
    chance = random.Random(SEED)
    jobs = []
    began = time.monotonic()
    at_once = min(AT_ONCE, rounds)
    with ExitStack() as stack, ThreadPoolExecutor(at_once) as pool:
        windows = Windows(stack, at_once)
        for number in range(rounds):
            lasts = chance.uniform(SHORTEST, LONGEST)
            place = folder / f"round-{number}"
            place.mkdir()
            canary = f"邻居称其外出{number}"
            round_ = partial(one_round, windows, base, place, canary, lasts, careless=careless)
            jobs.append(pool.submit(round_))
    results = [job.result() for job in jobs]
    report = {
        "seed": SEED,
        "rounds": rounds,
        "seconds": round(time.monotonic() - began, 1),
        "words": sum(due for due, _wrong in results),
        "findings": [each for _due, wrong in results for each in wrong],
    }
    print(json.dumps(report, ensure_ascii=False))
    return results


def test_what_was_typed_comes_back_after_a_kill(tmp_path: Path) -> None:
    results = play(tmp_path, ROUNDS)
    assert [wrong for _due, wrong in results if wrong] == []
    assert all(due > 0 for due, _wrong in results)


def test_the_harness_sees_what_is_lost(tmp_path: Path) -> None:
    results = play(tmp_path, 2, careless=True)
    assert all(any(each.startswith("lost") for each in wrong) for _due, wrong in results)
    (tmp_path / "note.txt").write_text("邻居称其外出0", encoding="gb18030")
    assert plain_text_in(tmp_path, "邻居称其外出0") == ["note.txt"]
