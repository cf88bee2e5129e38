"""Every fact and every answer has a term; values are shown in words."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, datetime
from typing import get_type_hints

import pytest

from corrdesk.base.i18n import set_language
from corrdesk.casework.questions.registry import REGISTRY
from corrdesk.casework.questions.wording import codes_of, name_of, value_of
from corrdesk.rules.catalog import NATIONAL, load_rulebook
from corrdesk.rules.facts import plain


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh_CN")


def _answer_names() -> set[str]:
    names = set()
    for question in REGISTRY.values():
        decision = get_type_hints(question.policy)["return"]
        (answer,) = decision.__args__
        names |= {field.name.rstrip("_") for field in fields(answer)}
    return names


@pytest.mark.parametrize("question", sorted(REGISTRY))
def test_every_fact_has_a_term(question: str) -> None:
    for name in REGISTRY[question].fact_names:
        assert name_of(name) != name


def test_every_answer_has_a_term() -> None:
    for name in _answer_names() | {"needs", "calendar_missing"}:
        assert name_of(name) != name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "无"),
        ([], "无"),
        (True, "是"),
        (False, "否"),
        (7, "7"),
        ("county", "县级社区矫正机构"),
        ("awaiting_report", "待报到"),
        ("six_months", "矫正满规定月数"),
        ("obeys", "服从判决、认罪悔罪"),
        ("2026-03-02", "2026年3月2日"),
        ("2026-03-02T09:05:00", "2026年3月2日 09:05"),
        (date(2026, 3, 2), "2026年3月2日"),
        (datetime(2026, 3, 2, 9, 5), "2026年3月2日 09:05"),
        (["police", "procuratorate"], "公安机关、人民检察院"),
        ({"depart": "2026-03-02", "days": 3}, "（出发日 2026年3月2日，天数 3）"),
        ("PSA-72(4)", "PSA-72(4)"),
        ("T", "T"),
    ],
)
def test_values_in_words(value: object, words: str) -> None:
    assert value_of(value) == words


def test_an_unknown_name_stays() -> None:
    assert name_of("pack.class.strict.talk") == "pack.class.strict.talk"


def test_no_value_of_a_rule_is_shown_as_a_code() -> None:
    book = load_rulebook(NATIONAL)
    words = {
        value_of(plain(dated.value))
        for parameter in book.national.parameters.values()
        for dated in parameter.values
        if parameter.unit in {"choice", "choices"}
    }
    assert len(words) > 20
    assert not [each for each in words if re.search("[a-z]", each)]


def test_words_lead_back_to_the_codes_that_they_stand_for() -> None:
    assert codes_of(" 公安机关 ") == {"police"}
    assert codes_of("违反禁止令") == {"injunction", "injunction_breach"}
    assert codes_of("某机关") == frozenset()
