"""One JSON document on standard output, messages on standard error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.base.errors import EnvironmentFault
from corrdesk.casework.caseload.model import Category
from corrdesk.cli.output import answer, answer_json, require_writable, say, write_over


@dataclass(frozen=True)
class Inner:
    day: date
    kind: Category


def told(value: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    answer_json(value)
    said = capsys.readouterr()
    assert said.err == ""
    return json.loads(said.out)


def test_everything_becomes_plain(capsys: pytest.CaptureFixture[str]) -> None:
    value = {
        "inner": Inner(date(2026, 6, 10), Category.PAROLE),
        "moment": FixedClock(date(2026, 6, 10)).now().astimezone(CHINA),
        "path": Path("a") / "b",
        "many": (1, None, True, "𠮷", frozenset({2})),
        Category.PROBATION: {},
    }
    assert told(value, capsys) == {
        "inner": {"day": "2026-06-10", "kind": "parole"},
        "moment": "2026-06-10T09:00:00+08:00",
        "path": str(Path("a") / "b"),
        "many": [1, None, True, "𠮷", [2]],
        "probation": {},
    }


def test_messages_and_results_go_their_own_ways(capsys: pytest.CaptureFixture[str]) -> None:
    say("消息")
    answer("结果")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("结果\n", "消息\n")


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    write_over(tmp_path / "x", b"first")
    write_over(tmp_path / "x", b"second")
    assert (tmp_path / "x").read_bytes() == b"second"
    with pytest.raises(EnvironmentFault, match="文件写不进去"):
        write_over(tmp_path / "none" / "x", b"x")


def test_whether_a_file_can_be_put_somewhere_is_found_out_without_touching_it(
    tmp_path: Path,
) -> None:
    there = tmp_path / "there"
    there.write_text("kept")
    require_writable(there)
    require_writable(tmp_path / "new")
    assert [each.name for each in tmp_path.iterdir()] == ["there"]
    assert there.read_text() == "kept"
    with pytest.raises(EnvironmentFault):
        require_writable(tmp_path / "nowhere" / "file")
