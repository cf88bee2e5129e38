"""Goals of a plan and files of a programme by script: every figure with the list behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.script import Run
from tests.cli.test_programs import DAY, add, first_of
from tests.cli.test_programs import roster as invited

__all__ = ["invited"]

DUE = ("--due", "2026-06-30")


@pytest.fixture
def name(office: Run, roster: str) -> str:
    """Somebody who was at a course of two hours today."""
    return first_of(office, roster)


roster = invited


def goals(office: Run, *more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("programs goals", *more, "--as-of", DAY, "--json").json
    return found


def plan(office: Run, name: str, *more: object) -> dict[str, Any]:
    said = office("programs add-goal", name, *more, *DUE, "--as-of", DAY, "--json")
    found: dict[str, Any] = said.json
    return found


def test_a_plan_grows_goal_by_goal_and_the_ledger_reaches_it(office: Run, name: str) -> None:
    law = ("--measure", "hours", "--subject", "law", "--target", 1.5)
    plan(office, name, "熟悉法律", *law)
    plan(office, name, "与家人恢复往来", "--reason", "补充")
    refused = office("programs add-goal", name, "学车", *DUE, "--as-of", DAY)
    assert refused.code == 2  # a revision needs a reason
    first, second = sorted(goals(office, "--person", name), key=lambda goal: goal["number"])
    assert (first["state"], first["done"], first["target"]) == ("reached", 2, 1.5)
    assert first["done"] == sum(feat["hours"] for feat in first["feats"])
    assert (second["state"], second["feats"]) == ("open", [])
    assert [goal["words"] for goal in goals(office, "--open")] == ["与家人恢复往来"]
    words = office("programs goals", "--as-of", DAY).out
    assert "熟悉法律：法治教育1.5小时" in words


def test_a_goal_is_confirmed_taken_back_and_dropped(office: Run, name: str) -> None:
    made = plan(office, name, "按时就医")["goal"]
    kept = plan(office, name, "参加两次公益", "--measure", "sessions", "--subject",
                "public_service", "--target", 2, "--reason", "补充")["goal"]  # fmt: skip
    assert office("programs confirm-goal", made, "--remark", "病历核对", "--as-of", DAY).code == 2
    first = next(each["goal"] for each in goals(office) if each["words"] == "按时就医")
    office("programs confirm-goal", first, "--remark", "病历核对", "--as-of", DAY, "--json")
    assert next(each for each in goals(office) if each["goal"] == first)["remark"] == "病历核对"
    office("programs confirm-goal", first, "--back", "--remark", "弄错", "--as-of", DAY)
    assert {each["state"] for each in goals(office)} == {"open"}
    drop = ("programs drop-goal", name, kept, "--reason", "身体原因", "--as-of", DAY)
    office(*drop)
    assert [each["words"] for each in goals(office)] == ["按时就医"]
    assert office(*drop).code == 2


def test_times_are_whole(office: Run, name: str) -> None:
    wrong = ("--measure", "sessions", "--subject", "law", "--target", 1.5)
    assert office("programs add-goal", name, "学法", *wrong, *DUE, "--as-of", DAY).code == 2


def test_a_file_goes_in_and_comes_out_the_same(office: Run, tmp_path: Path) -> None:
    program = add(office)
    file = tmp_path / "讲义.pdf"
    file.write_bytes(b"%PDF-1.7 words")
    made = office("programs attach", program, file, "--json").json["material"]
    listed = office("programs materials", program, "--json").json
    assert [(each["id"], each["name"], each["media_type"]) for each in listed] == [
        (made, "讲义.pdf", "application/pdf")
    ]
    out = tmp_path / "out.pdf"
    office("programs material", program, made, "--out", out, "--json")
    assert out.read_bytes() == file.read_bytes()
    assert office("programs material", program, made, "--out", out).code == 2
    assert office("programs material", program, "no", "--out", tmp_path / "b.pdf").code == 2
    assert office("programs attach", program, tmp_path / "nothing.pdf").code == 2
    assert made in office("programs materials", program).out
    office("programs detach", made, "--reason", "旧版", "--json")
    assert office("programs materials", program, "--json").json == []
