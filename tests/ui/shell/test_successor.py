"""What the next process is told, and that it is really started and heard."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from corrdesk.ui.shell import successor
from corrdesk.ui.shell.successor import (
    VARIABLE,
    Handover,
    ProcessSuccessor,
    give_sign,
    own_command,
    take_handover,
)

TOLD = Handover(folder="/资料/vault", officer="李明", geometry="AdnQ", now="2026-06-10T09:00+08:00")
CHILD = """
import os, sys
from corrdesk.ui.shell.successor import give_sign, take_handover
told = take_handover(os.environ)
assert told.officer == "李明" and sys.argv[1:] == []
give_sign(told)
"""


def test_what_is_told_arrives_once() -> None:
    environment = {VARIABLE: TOLD.to_text(), "PATH": "/bin"}
    assert take_handover(environment) == TOLD
    assert environment == {"PATH": "/bin"}
    assert take_handover(environment) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "3"])
def test_nonsense_is_no_handover(text: str) -> None:
    assert take_handover({VARIABLE: text}) is None


def wait_until_seen(made: ProcessSuccessor) -> None:
    end = time.monotonic() + 20
    while not made.is_seen() and time.monotonic() < end:
        time.sleep(0.02)


def test_a_process_is_started_and_gives_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(successor, "own_command", lambda: [sys.executable, "-c", CHILD])
    made = ProcessSuccessor()
    assert not made.is_seen()
    made.start(TOLD)
    wait_until_seen(made)
    assert made._process is not None
    assert made._place is not None
    assert made._process.wait(20) == 0
    assert (made._place / "seen").exists()
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    made.leave()
    assert (ended, made._place.exists()) == ([0], False)


def test_a_process_that_dies_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        successor, "own_command", lambda: [sys.executable, "-c", "raise SystemExit"]
    )
    made = ProcessSuccessor()
    made.start(TOLD)
    wait_until_seen(made)
    assert made.is_seen()
    assert made._process is not None
    made._process.wait(20)


def test_a_sign_that_nobody_awaits_is_no_matter(tmp_path: Path) -> None:
    give_sign(TOLD)
    give_sign(Handover("", "", sign=str(tmp_path / "gone" / "seen")))
    assert list(tmp_path.iterdir()) == []


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command() == [sys.executable, "-m", "corrdesk"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable]
