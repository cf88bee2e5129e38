"""Killed while somebody types: what is older than two seconds always comes back, and only there.

Every round starts the real window, types through it as an input method does, kills it with
SIGKILL at a random moment, opens the office again and looks for each word; then every byte that
the process could have left on the disk is searched for the typed text.
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
from pathlib import Path

import pytest

from corrdesk.casework.drafts.service import own_drafts
from tests.faults.lock_office import PASSPHRASE, found, reopen

ROUNDS = int(os.environ.get("PROOF_DRAFTS", "20"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
PROMISE = 2.0  # seconds
SHORTEST, LONGEST = 2.3, 4.0  # seconds of typing before the kill
AT_ONCE = 2
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed by a signal"),
]


def one_round(
    base: Path, place: Path, canary: str, lasts: float, *more: str
) -> tuple[int, list[str]]:
    """Types and kills; returns how many words had to be there, and what was wrong."""
    office, home = place / "office", place / "home"
    shutil.copytree(base, office)
    home.mkdir()
    homes = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    env = os.environ | dict.fromkeys((*homes, "XDG_CACHE_HOME"), str(home))
    command = [sys.executable, "-m", "tests.faults.draft_window", str(office), canary, *more]
    typed: list[tuple[float, str]] = []
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        window.stdin.write(f"{PASSPHRASE}\n".encode())
        window.stdin.flush()
        typed.append((time.monotonic(), window.stdout.readline().decode().strip()))
        began = time.monotonic()
        killer = threading.Timer(lasts, window.kill)
        killer.start()
        typed += [(time.monotonic(), line.decode().strip()) for line in window.stdout]
        killed = began + lasts
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


def play(folder: Path, rounds: int, *more: str) -> list[tuple[int, list[str]]]:
    base = folder / "base"
    base.mkdir()
    found(base)
    chance = random.Random(SEED)
    jobs = []
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(rounds):
            lasts = chance.uniform(SHORTEST, LONGEST)
            place = folder / f"round-{number}"
            place.mkdir()
            canary = f"邻居称其外出{number}"
            jobs.append(pool.submit(one_round, base, place, canary, lasts, *more))
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
    results = play(tmp_path, 2, "careless")
    assert all(any(each.startswith("lost") for each in wrong) for _due, wrong in results)
    (tmp_path / "note.txt").write_text("邻居称其外出0", encoding="gb18030")
    assert plain_text_in(tmp_path, "邻居称其外出0") == ["note.txt"]
