"""Every legal case of this folder holds, and every question has answers and refusals among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.casework.questions import REGISTRY
from corrdesk.casework.questions.scenario import Case, read_cases, run_case

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
CASES = [case for path in FILES for case in read_cases(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_of_the_file_holds(path: Path) -> None:
    failed = {
        outcome.case.name: outcome.failures
        for outcome in map(run_case, read_cases(path))
        if not outcome.passed
    }
    assert failed == {}


def test_no_case_is_told_twice() -> None:
    told = [(case.question, case.name) for case in CASES]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("question", sorted(REGISTRY))
def test_every_question_has_answers_and_refusals(question: str) -> None:
    cases: list[Case] = [case for case in CASES if case.question == question]
    assert sum(case.expect is not None for case in cases) >= 3
    assert any(case.error is not None for case in cases)
    assert any(case.cites for case in cases)
