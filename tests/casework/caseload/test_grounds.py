"""A decision's clauses and facts as plain values that a record can keep."""

from __future__ import annotations

import json
from datetime import date

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.grounds import _DOUBT, clauses, counted_facts, once
from corrdesk.casework.relocation.policy import MoveFacts, relocation_apply_by
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.rules.parameter import CHECKED, MARKS


def test_what_is_kept_is_plain_and_complete() -> None:
    facts = MoveFacts(date(2026, 7, 20))
    decision = relocation_apply_by(facts, Law(load_rulebook(), load_calendar(), date(2026, 6, 10)))
    kept = counted_facts(facts, decision)
    assert kept["move_on"] == "2026-07-20"
    assert kept["answer"]["apply_by"] == "2026-06-20"
    (clause, *_others) = clauses(decision)
    assert set(clause) == {"id", "title", "article", "mark"}
    assert json.loads(json.dumps([kept, clauses(decision)], ensure_ascii=False))


def test_what_two_decisions_cite_alike_stands_once() -> None:
    law = Law(load_rulebook(), load_calendar(), date(2026, 6, 10))
    decision = relocation_apply_by(MoveFacts(date(2026, 7, 20)), law)
    other = relocation_apply_by(MoveFacts(date(2026, 8, 20)), law)
    assert clauses(decision, other) == clauses(decision)


def test_a_clause_that_an_older_record_holds_twice_is_told_once() -> None:
    first = {"id": "IM-27", "title": "甲", "article": "第二十七条", "mark": "C"}
    other = first | {"id": "IM-28", "article": "第二十八条"}
    assert once([first, other, dict(first)]) == [first, other]


@pytest.mark.parametrize("marks", ["CM", "MC", "KM", "MAC"])
def test_of_one_clause_the_less_sure_reading_speaks(marks: str) -> None:
    clause = {"id": "IM-27", "title": "甲", "article": "第二十七条"}
    assert once([clause | {"mark": mark} for mark in marks]) == [clause | {"mark": "M"}]
    assert set(_DOUBT) == {*MARKS, CHECKED}
