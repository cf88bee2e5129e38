"""`rules ask | test | check | explain` as scripts see them: output, messages, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corrdesk.base.i18n import set_language
from corrdesk.cli import rules
from corrdesk.rules.document import DocumentProblem

LEAVE = {"depart": "2026-03-10", "return": "2026-03-17", "delegated": True, "previous": []}
GOOD = """\
cases:
  - name: holds
    as_of: 2026-03-02
    question: leave.apply_by
    facts: {depart: 2026-03-10}
    expect: {apply_by: 2026-03-07}
"""
BAD = """\
cases:
  - name: fails
    as_of: 2026-03-02
    question: intake.report_deadline
    facts: {effective: 2026-03-02}
    expect: {due: 2026-03-13}
  - {name: refused, as_of: 2026-03-02, question: leave.apply_by, expect: {apply_by: 2026-03-07}}
"""


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh_CN")


def run(*arguments: str, stdin: str | None = None) -> Any:
    return CliRunner().invoke(rules.app, list(arguments), input=stdin)


@pytest.fixture
def facts(tmp_path: Path) -> str:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(LEAVE), encoding="utf-8")
    return str(path)


def test_ask_answers_with_one_json_document(facts: str) -> None:
    result = run("ask", "leave.approval", "--facts", facts, "--as-of", "2026-03-02", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["question"] == "leave.approval"
    assert (document["as_of"], document["pack"]) == ("2026-03-02", "cn")
    assert document["answer"]["approver"] == "county"
    assert {"id": "IM-27", "article": "第二十七条", "mark": "C"}.items() <= next(
        each for each in document["citations"] if each["id"] == "IM-27"
    ).items()
    assert document["facts_used"]["return"] == "2026-03-17"
    assert document["compared"][2]["holds"] is False
    assert document["needs"] == document["missing"] == []
    assert document["rule_version"].startswith("cn@")
    assert any(
        rule["key"] == "leave.office_max_days" and rule["value"] == 7 and rule["inclusive"]
        for rule in document["rules"]
    )


def test_ask_answers_in_words(facts: str) -> None:
    result = run("ask", "leave.approval", "--facts", facts, "--as-of", "2026-03-02")
    assert result.exit_code == 0
    assert "批准机关：县级社区矫正机构" in result.stdout
    assert "《中华人民共和国社区矫正法实施办法》第二十七条" in result.stdout


def test_facts_may_come_from_standard_input_as_yaml() -> None:
    result = run(
        "ask", "leave.apply_by", "--facts", "-", "--as-of", "2026-03-02", stdin="depart: 2026-03-10"
    )
    assert result.exit_code == 0
    assert "2026年3月7日" in result.stdout


def test_a_local_pack_is_named_in_the_answer() -> None:
    arguments = ("ask", "aftercare.plan", "--facts", "-", "--as-of", "2026-03-10", "--json")
    stdin = '{"kind": "discharged", "from": "2026-03-10"}'
    document = json.loads(run(*arguments, "--pack", "cn-example", stdin=stdin).stdout)
    assert document["pack"] == "cn-example"
    assert document["answer"]["first_visit_by"] == "2026-03-17"
    assert document["needs"] == ["until"]


def test_today_is_asked_of_the_clock(facts: str) -> None:
    assert run("ask", "leave.approval", "--facts", facts).exit_code == 0


@pytest.mark.parametrize(
    ("stdin", "as_of", "fact"),
    [
        ("{}", "2026-03-02", "depart"),
        ("", "2026-03-02", "depart"),
        ("depart: 2026-02-30", "2026-03-02", "depart"),
        ("depart: 2026-03-10", "2019-03-02", "as_of"),
    ],
)
def test_a_refusal_names_the_fact(stdin: str, as_of: str, fact: str) -> None:
    arguments = ("ask", "leave.apply_by", "--facts", "-", "--as-of", as_of)
    result = run(*arguments, "--json", stdin=stdin)
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["fact"] == fact
    assert fact in error["message"]
    plain = run(*arguments, stdin=stdin)
    assert (plain.exit_code, plain.stdout) == (2, "")
    assert fact in plain.stderr


@pytest.mark.parametrize("stdin", ["- a", "a: [", "a: 1\na: 2"])
def test_facts_that_are_none_are_refused(stdin: str) -> None:
    result = run("ask", "leave.apply_by", "--facts", "-", "--as-of", "2026-03-02", stdin=stdin)
    assert result.exit_code == 2
    as_json = run("ask", "leave.apply_by", "--facts", "-", "--json", stdin=stdin)
    assert (as_json.exit_code, json.loads(as_json.stdout)["error"]["fact"]) == (2, "facts")
    missing = run("ask", "leave.apply_by", "--facts", "nowhere.json", "--as-of", "2026-03-02")
    assert missing.exit_code == 2
    assert "nowhere.json" in missing.stderr


def test_explain_prints_a_page(facts: str) -> None:
    result = run("explain", "leave.approval", "--facts", facts, "--as-of", "2026-03-02")
    assert result.exit_code == 0
    assert result.stdout.startswith("# 外出批准权限")
    refused = run("explain", "leave.approval", "--facts", facts, "--as-of", "2019-03-02")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_cases_that_hold(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    result = run("test", str(path))
    assert (result.exit_code, result.stdout) == (0, "1 passed, 0 failed\n")
    loud = run("test", str(path), str(path), "--verbose")
    assert loud.stdout.splitlines() == ["通过　　holds", "通过　　holds", "2 passed, 0 failed"]


def test_cases_that_fail_are_printed_with_the_reasoning(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(BAD, encoding="utf-8")
    result = run("test", str(good), str(bad))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == f"未通过　fails（{bad}:2）"
    assert '预期 "2026-03-13"，实际 "2026-03-12"' in lines[1]
    assert any("（intake.report_days）：10" in line for line in lines)
    assert any("CCL-21" in line for line in lines)
    assert f"未通过　refused（{bad}:7）" in lines
    assert lines[-1] == "1 passed, 2 failed"


def test_a_malformed_file_is_named_and_the_others_still_run(tmp_path: Path) -> None:
    good, torn = tmp_path / "good.yaml", tmp_path / "torn.yaml"
    good.write_text(GOOD, encoding="utf-8")
    torn.write_text("cases: [", encoding="utf-8")
    result = run("test", str(torn), str(good))
    assert result.exit_code == 2
    assert str(torn) in result.stderr
    assert result.stdout == "1 passed, 0 failed\n"


def test_check_finds_nothing_in_the_rules_that_ship() -> None:
    assert run("check").exit_code == 0
    result = run("check", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"ok": True, "problems": []})


def test_check_names_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = DocumentProblem("cn/leave/days.yaml", 3, "wrong")
    monkeypatch.setattr(rules, "check_rules", lambda _folder: [problem])
    result = run("check")
    assert result.exit_code == 2
    assert result.stdout.startswith("cn/leave/days.yaml:3: wrong\n")
    document = json.loads(run("check", "--json").stdout)
    assert document == {
        "ok": False,
        "problems": [{"file": "cn/leave/days.yaml", "line": 3, "problem": "wrong"}],
    }


def test_check_reads_another_folder(tmp_path: Path) -> None:
    result = run("check", str(tmp_path))
    assert result.exit_code == 2
    assert result.stdout.startswith("cn/laws.yaml:1: ")
