"""A killed process loses nothing that it has acknowledged, whenever it is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("kill_rounds.py")
ROUNDS = int(os.environ.get("PROOF_KILLS", "1000" if os.environ.get("PROOF_FULL") else "100"))
KINDS = {"check_in", "leave", "violation", "notice", "ledger", "backup"}
SEED = int(os.environ.get("PROOF_SEED", "20260610"))


def play(rounds: int, *more: str) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, str(SCRIPT), str(rounds), str(SEED), *more],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])},
        timeout=60 + rounds * 10,
    )
    assert run.stdout, run.stderr
    report: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    print(report)
    return report


@pytest.mark.slow
@pytest.mark.timeout(9000)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the script forks")
def test_no_acknowledged_act_is_lost() -> None:
    report = play(ROUNDS)
    assert report["findings"] == []
    assert report["rounds"] == ROUNDS
    assert sum(report["acknowledged"].values()) > ROUNDS
    if ROUNDS >= 100:  # nothing of the day was left out
        assert set(report["acknowledged"]) == KINDS


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the script forks")
def test_the_harness_sees_what_is_lost() -> None:
    # The kill has to fall between the early word and its commit, which is a matter of luck.
    assert any("lost check_in" in play(20, "too-early")["findings"] for _attempt in range(8))
