"""The vocabulary file is sound: no word means two things, and endings are recognised."""

from __future__ import annotations

from collections import Counter

import pytest

from corrdesk.casework.caseload.ledger.columns import Field
from corrdesk.casework.caseload.ledger.words import (
    column_titles,
    ends_table,
    ethnic_group,
    is_footer,
    meaning,
    plain,
    plain_with_brackets,
    sentences_in,
)
from corrdesk.casework.caseload.model import Sentence


def test_every_field_has_titles_and_no_title_means_two_fields() -> None:
    titles = column_titles()
    assert set(titles) == {str(field) for field in Field}
    counted = Counter(title for words in titles.values() for title in words.titles)
    assert [title for title, count in counted.items() if count > 1] == []
    assert all(title for title in counted)


def test_no_known_title_matches_the_pattern_of_another_field() -> None:
    for name, words in column_titles().items():
        for other, other_words in column_titles().items():
            for title in words.titles:
                if other != name:
                    assert not any(p.fullmatch(title) for p in other_words.patterns), title


def test_comparison_ignores_spaces_brackets_and_width() -> None:
    assert plain("＊身份 证号\n（18位）：") == "身份证号"
    assert plain_with_brackets("矫正期限（起）") == "矫正期限起"


@pytest.mark.parametrize(
    "word", ["合计", "合 计", "总计：", "合计60人", "小计", "共计 12 名", "缓刑小计", "共58人"]
)
def test_totals(word: str) -> None:
    assert ends_table(word)


@pytest.mark.parametrize("word", ["合计山", "王合计", "共和", "60人", ""])
def test_no_totals(word: str) -> None:
    assert not ends_table(word)


def test_footers() -> None:
    assert is_footer("填表人：甲")
    assert is_footer("注: 以上为在册人员")
    assert not is_footer("注")
    assert not is_footer("青石镇：西河村")


def test_ethnic_groups() -> None:
    assert [ethnic_group(word) for word in ("汉", "回族", "01", "3", "", "某族")] == [
        "汉族", "回族", "汉族", "回族", "", "某族",
    ]  # fmt: skip


def test_unknown_words_mean_nothing() -> None:
    assert meaning("category", "剥夺政治权利") is None
    assert meaning("category", "9") is None
    assert meaning("sex", "男女") is None
    assert meaning("class", "严管") == "strict"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("有期徒刑三年，缓刑四年", [Sentence.FIXED_TERM]),
        ("无期徒刑", [Sentence.LIFE]),
        ("拘役６个月", [Sentence.CRIMINAL_DETENTION]),
        ("徒刑1年、管制1年", [Sentence.PUBLIC_SURVEILLANCE, Sentence.FIXED_TERM]),
        ("1年6个月", []),
        ("", []),
    ],
)
def test_the_penalties_that_a_text_names(text: str, named: list[Sentence]) -> None:
    assert list(sentences_in(text)) == named
