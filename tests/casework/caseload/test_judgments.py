"""What no judgment says, by the field of the order; the rule itself is the policy's."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.judgments import judgment_doubts
from corrdesk.casework.caseload.model import Category
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law

LAW = Law(load_rulebook(), load_calendar(), date(2026, 6, 10))
START = date(2026, 1, 2)


def fields(category: Category, end: date, sentence: str) -> list[str]:
    return [each.field for each in judgment_doubts(category, START, end, sentence, LAW)]


@pytest.mark.parametrize(
    ("category", "end", "sentence", "doubted"),
    [
        (Category.PUBLIC_SURVEILLANCE, date(2027, 1, 1), "有期徒刑3年", ["original_sentence"]),
        (Category.PUBLIC_SURVEILLANCE, date(2029, 1, 2), "管制", ["term_end"]),
        (Category.PUBLIC_SURVEILLANCE, date(2029, 1, 1), "管制", []),
        (Category.PROBATION, date(2031, 1, 1), "有期徒刑三年，缓刑五年", []),
        (Category.PROBATION, date(2031, 1, 2), "有期徒刑三年，缓刑五年", ["term_end"]),
        (Category.PROBATION, date(2027, 1, 2), "拘役六个月，缓刑一年", ["term_end"]),
        (Category.PAROLE, date(2040, 1, 1), "", []),
        (Category.OUTSIDE_PRISON, date(2040, 1, 1), "无期徒刑", []),
    ],
)
def test_each_kind_of_order(
    category: Category, end: date, sentence: str, doubted: list[str]
) -> None:
    assert fields(category, end, sentence) == doubted


def test_the_words_name_the_clause_and_the_last_day() -> None:
    (doubt,) = judgment_doubts(Category.PUBLIC_SURVEILLANCE, START, date(2029, 1, 2), "管制", LAW)
    assert "2029年1月1日" in doubt.message
    assert "第六十九条" in doubt.message


def test_nothing_ends_before_it_begins() -> None:
    with pytest.raises(FactImpossible):
        fields(Category.PROBATION, date(2026, 1, 1), "")
