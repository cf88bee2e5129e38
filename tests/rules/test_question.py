"""A question knows the names of its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corrdesk.rules.question import Question


@dataclass(frozen=True, slots=True)
class Facts:
    """Two facts, one of which is a keyword."""

    return_: date
    reported: date | None = None


def test_names_are_those_that_scenarios_use() -> None:
    question = Question("leave.return", "外出销假", Facts, lambda _facts, _law: None)  # type: ignore[arg-type, return-value]
    assert question.fact_names == ("return", "reported")
