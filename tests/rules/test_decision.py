"""A decision is plain data: what it answers, cites, and leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corrdesk.rules.decision import AppliedRule, Decision, plain_value
from corrdesk.rules.parameter import Citation

FIRST = Citation("IM-34(1)", "第三十四条第一项", "办法", "B")
SECOND = Citation("CCL-28", "第二十八条", "矫正法", "A")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer; what is None is left out of rows."""

    kind: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; what is None stays in it."""

    due: date | None
    class_: str
    rows: tuple[Row, ...] = ()


def decision(**changes: object) -> Decision[Answer]:
    rules = (
        AppliedRule("a", "甲", 10, "day", True, (FIRST, SECOND)),
        AppliedRule("b", "乙", None, "day", None, (SECOND,)),
    )
    given: dict[str, object] = {
        "value": Answer(None, "strict", (Row("talk"), Row("call", 2))),
        "as_of": date(2026, 6, 1),
        "rule_version": "cn@0",
        "rules": rules,
        "facts_used": (("depart", "2026-06-01"),),
    }
    return Decision(**(given | changes))  # type: ignore[arg-type]


def test_the_answer_is_plain_and_keeps_what_is_null() -> None:
    assert decision().answer() == {
        "due": None,
        "class": "strict",
        "rows": [{"kind": "talk"}, {"kind": "call", "count": 2}],
        "needs": [],
    }
    assert plain_value(Answer(date(2026, 6, 1), "x")) == {
        "due": "2026-06-01",
        "class": "x",
        "rows": [],
    }


def test_a_calendar_is_spoken_of_only_where_it_was_used() -> None:
    for known in (True, False):
        assert decision(calendar_missing=known).answer()["calendar_missing"] is known
    assert "calendar_missing" not in decision().answer()
    assert decision(needs=("taught",)).answer()["needs"] == ["taught"]


def test_clauses_are_named_once_and_by_rule() -> None:
    assert decision().citations == (FIRST, SECOND)
    assert decision().citations_of("b") == (SECOND,)
    assert decision().citations_of("b", "a") == (FIRST, SECOND)
    assert decision().citations_of() == ()
    assert decision().cites("IM-34")
    assert decision().cites("CCL-28")
    assert not decision().cites("IM-35")
