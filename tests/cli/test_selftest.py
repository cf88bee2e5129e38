"""`corrdesk selftest` uses every part once and fails when one is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.bootstrap import Desk
from corrdesk.cli.main import run
from tests.cli.conftest import Screen


def test_a_whole_program_passes(screen: Screen, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["selftest", "--json"], screen) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert len(report["checks"]) > 3


def test_a_program_without_its_window_fails(
    screen: Screen, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_window(_desk: Desk, _out: Path) -> list[Path]:
        raise EnvironmentFault("no window")

    monkeypatch.setattr(screen, "capture", no_window)
    assert run(["selftest"], screen) == 1
    said = capsys.readouterr()
    assert "FAIL" in said.out
    assert "no window" in said.err


def test_a_program_without_rules_fails(
    screen: Screen, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[Exception]:
        return [ValueError("a rule file")]

    monkeypatch.setattr("corrdesk.cli.selftest.check_rules", broken)
    assert run(["selftest", "--json"], screen) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["checks"]["rules"] is False
    assert report["checks"]["resources"] is True
