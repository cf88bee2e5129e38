"""`corrdesk demo`, with and without a screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corrdesk.cli.main import run
from tests.cli.conftest import Screen


def test_headless_writes_everything_and_says_so(
    tmp_path: Path, screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo"
    assert run(["demo", "--headless", "--out", str(out), "--as-of", "2026.6.17"], screen) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary == json.loads(capsys.readouterr().out)
    assert (summary["ok"], summary["as_of"]) == (True, "2026-06-17")
    assert screen.opened == []


def test_a_folder_with_files_is_left_alone(tmp_path: Path, screen: Screen) -> None:
    (tmp_path / "mine.txt").write_text("x")
    assert run(["demo", "--headless", "--out", str(tmp_path)], screen) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_on_screen_a_desk_is_opened(tmp_path: Path, screen: Screen) -> None:
    assert run(["demo", "--out", str(tmp_path / "demo")], screen) == 0
    (desk,) = screen.opened
    assert desk is not None
    assert desk.office.name == "青石镇司法所"
    assert screen.secret == tmp_path / "demo" / "device.secret"  # to unlock it again


def test_a_day_on_which_nobody_is_supervised_fails(tmp_path: Path, screen: Screen) -> None:
    code = run(
        ["demo", "--headless", "--out", str(tmp_path / "d"), "--as-of", "2035-01-03"], screen
    )
    assert code != 0
    assert not (tmp_path / "d" / "summary.json").exists()
