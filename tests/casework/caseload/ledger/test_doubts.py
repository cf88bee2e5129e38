"""What an officer should look at before an import: what no judgment says, and rows not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.ledger.columns import Field
from corrdesk.casework.caseload.ledger.doubts import Doubtful, hidden_row, sentence_doubts
from corrdesk.casework.caseload.ledger.rows import LedgerRow
from corrdesk.casework.caseload.model import Category, Sex
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

LAW = Law(load_rulebook(), load_calendar(), date(2026, 6, 10))
ROW = LedgerRow(
    sheet="在册", row=7, name="赵一", id_number="", born=date(1990, 1, 1), sex=Sex.MALE,
    category=Category.PUBLIC_SURVEILLANCE, term_start=date(2026, 1, 2),
    term_end=date(2027, 1, 1), original_sentence="有期徒刑3年",
)  # fmt: skip


def test_a_prison_term_does_not_fit_public_surveillance() -> None:
    (doubt,) = sentence_doubts(ROW, LAW)
    assert (doubt.sheet, doubt.row, doubt.field) == ("在册", 7, Field.ORIGINAL_SENTENCE)
    assert doubt.problem is Doubtful.SENTENCE
    assert "有期徒刑" in doubt.message
    assert "《中华人民共和国刑法》第三十八条" in doubt.message
    assert "对照判决书" in doubt.remedy


@pytest.mark.parametrize("sentence", ["", "1年", "管制一年", "有期徒刑一年、管制一年"])
def test_what_may_be_so_is_not_doubted(sentence: str) -> None:
    assert not list(sentence_doubts(replace(ROW, original_sentence=sentence), LAW))


def test_a_term_beyond_the_longest_names_the_last_day_there_could_be() -> None:
    long = replace(ROW, term_end=date(2029, 1, 2), original_sentence="管制")
    (doubt,) = sentence_doubts(long, LAW)
    assert (doubt.field, doubt.problem) == (Field.END, Doubtful.TERM)
    assert "2029年1月1日" in doubt.message
    assert "第六十九条" in doubt.message
    assert not list(sentence_doubts(replace(long, term_end=date(2029, 1, 1)), LAW))


def test_a_row_that_is_not_shown_is_told_as_a_whole() -> None:
    doubt = hidden_row("在册", 4)
    assert (doubt.field, doubt.problem, doubt.row) == (None, Doubtful.HIDDEN, 4)
    assert "隐藏" in doubt.message
    assert "删去这一行" in doubt.remedy
