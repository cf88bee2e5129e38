"""Tables of cases: read strictly, compared by value, failures said in words."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from corrdesk.casework.questions.scenario import Outcome, comparable, read_cases, run_case
from corrdesk.rules.document import DocumentProblem

HEAD = "cases:\n"
CASE = """\
  - name: eight days
    as_of: 2026-03-02
    question: leave.approval
    facts: {depart: 2026-03-10, return: 2026-03-17, delegated: true, previous: []}
"""


def run(tmp_path: Path, rest: str, head: str = HEAD) -> Outcome:
    path = tmp_path / "cases.yaml"
    path.write_text(head + CASE + rest, encoding="utf-8")
    (case,) = read_cases(path)
    return run_case(case)


@pytest.mark.parametrize(
    "rest",
    [
        "    expect: {days: 8, approver: county, tell: [], reason: null}\n    cites: [IM-27]\n",
        "    expect: {}\n    cites: [IM, CCL-27]\n",
        "    expect: {days: 8}\n    note: a remark for the reader\n",
        "    pack: cn\n    expect: {days: 8}\n    pack: cn\n",
    ],
)
def test_what_holds(tmp_path: Path, rest: str) -> None:
    outcome = run(tmp_path, rest)
    assert outcome.passed
    assert outcome.decision is not None
    assert outcome.refusal is None


@pytest.mark.parametrize(
    ("rest", "failure"),
    [
        ("    expect: {days: 9}\n", "days：预期 9，实际 8。"),
        ('    expect: {days: "8"}\n', 'days：预期 "8"，实际 8。'),
        ("    expect: {days: true}\n", "days：预期 true，实际 8。"),
        ("    expect: {tell: [city]}\n", 'tell：预期 ["city"]，实际 []。'),
        ("    expect: {tell: null}\n", "tell：预期 null，实际 []。"),
        ("    expect: {dayz: null}\n", "dayz：答案中没有这一项。"),
        ("    expect: {days: 8}\n    cites: [IM-28]\n", "没有引用 IM-28。"),
        ("    error: return\n", "预期因“return”被拒绝，实际有答案。"),
    ],
)
def test_what_fails_is_said(tmp_path: Path, rest: str, failure: str) -> None:
    outcome = run(tmp_path, rest)
    assert outcome.failures == (failure,)
    assert not outcome.passed


def test_every_failure_of_a_case_is_said(tmp_path: Path) -> None:
    outcome = run(tmp_path, "    expect: {days: 9, approver: city}\n    cites: [PC-1]\n")
    assert len(outcome.failures) == 3


def test_refusals_are_compared_by_the_fact_that_they_name(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    text = "cases:\n  - {name: n, as_of: 2026-03-02, question: intake.report_deadline, %s}\n"
    for rest, failures in (
        ("error: effective", 0),
        ("error: start", 1),
        ("expect: {due: 2026-03-12}", 1),
    ):
        path.write_text(text % rest, encoding="utf-8")
        (case,) = read_cases(path)
        outcome = run_case(case)
        assert len(outcome.failures) == failures
        assert outcome.refusal is not None
        assert outcome.decision is None


def test_a_file_has_a_default_pack_and_day(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "pack: cn-example\nas_of: 2026-03-10\ncases:\n"
        "  - {name: a, question: aftercare.plan, facts: {kind: discharged, from: 2026-03-10},"
        " expect: {first_visit_by: 2026-03-17}}\n"
        "  - {name: b, pack: cn, question: aftercare.plan,"
        " facts: {kind: discharged, from: 2026-03-10}, expect: {first_visit_by: null}}\n"
        "  - {name: c, as_of: 2019-01-01, question: aftercare.plan, error: as_of}\n",
        encoding="utf-8",
    )
    cases = read_cases(path)
    assert [case.line for case in cases] == [4, 5, 6]
    assert [run_case(case).failures for case in cases] == [(), (), ()]


def test_a_case_without_a_day_is_refused_for_it(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "cases: [{name: a, question: leave.apply_by, facts: {depart: 2026-01-05}, error: as_of}]",
        encoding="utf-8",
    )
    assert run_case(read_cases(path)[0]).passed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "cases: none\n",
        "pack: cn\n",
        "casez: []\ncases: []\n",
        "cases: [a]\n",
        "cases: [{question: leave.apply_by, expect: {}}]\n",
        "cases: [{name: n, expect: {}}]\n",
        "cases: [{name: n, question: q}]\n",
        "cases: [{name: n, question: q, expect: {}, error: e}]\n",
        "cases: [{name: n, question: q, expects: {}}]\n",
        "cases: [{name: n, question: q, expect: [a]}]\n",
        "cases: [{name: n, question: q, expect: {}, facts: [a]}]\n",
        "cases: [{name: n, question: q, expect: {}, cites: IM-27}]\n",
        "cases: [{name: n, question: q, expect: {}\n",
    ],
)
def test_what_is_no_table_of_cases_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentProblem) as caught:
        read_cases(path)
    assert caught.value.source == str(path)


def test_lists_are_sets_and_days_are_text() -> None:
    assert comparable(["a", "b"]) == comparable(("b", "a"))
    assert comparable([{"k": 1, "d": [1, 2]}]) == comparable([{"d": [2, 1], "k": 1}])
    assert comparable([1]) != comparable(1)
    assert comparable(date(2026, 1, 1)) == comparable("2026-01-01")
    nine = datetime(2026, 1, 1, 9)
    assert comparable(nine) == comparable("2026-01-01 09:00") == comparable("2026-01-01T09:00:00")
    assert comparable(True) != comparable(1)
    assert comparable("2026-01-01") != comparable("2026-01-01T00:00:00")
