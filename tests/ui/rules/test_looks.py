"""Every state has shape and word; values, doubts and history are sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.confirmation.model import WordSpoken
from corrdesk.rules.confirmation import ChecklistEntry, State, Verdict
from corrdesk.ui.rules.looks import (
    STATE_LOOKS,
    doubt_words,
    hint_words,
    rule_text,
    state_cell,
    value_words,
    word_line,
)


def test_every_state_is_word_and_shape() -> None:
    assert set(STATE_LOOKS) == set(State)
    cells = [state_cell(state) for state in State]
    assert all(cell.text and cell.shape for cell in cells)
    assert len({cell.text for cell in cells}) == len(cells)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (7, "day", "7 天"),
        (None, "day", "由本县规则包规定"),
        ({}, "duty", "没有这项义务"),
        ({"every": "week", "count": 2}, "duty", "每周 2 次"),
        (True, "flag", "是"),
        ("phone_report", "choice", "电话报告"),
        (("county", "office"), "choices", "县级社区矫正机构、司法所"),
    ],
)
def test_values_are_words(value: Any, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


def entry(state: State, mark: str = "C") -> ChecklistEntry:
    return ChecklistEntry("leave.office_max_days", "上限", "day", 7, (), mark, state, None)


def test_a_doubt_is_named_until_somebody_has_spoken() -> None:
    assert doubt_words(entry(State.OPEN)) == "C 待县级机构确认"
    assert doubt_words(entry(State.OPEN, "M")) == "M 须人工核对"
    assert doubt_words(entry(State.CONFIRMED)) == doubt_words(entry(State.CHANGED)) == ""


@pytest.mark.parametrize(
    ("verdict", "value", "unit", "said"),
    [
        (Verdict.CONFIRMED, 7, "day", "核对无误"),
        (Verdict.CHANGED, 5, "day", "改为 5 天"),
        (Verdict.CHANGED, "none", "duty", "改为 没有这项义务"),
    ],
)
def test_history_says_when_who_what_and_by_which_paper(
    verdict: Verdict, value: object, unit: str, said: str
) -> None:
    word = WordSpoken("k", verdict, value, "青矫〔2026〕5号", "赵县", date(2026, 6, 10), "电话")
    assert word_line(word, unit) == f"2026年6月10日　赵县　{said}　青矫〔2026〕5号　电话"


@pytest.mark.parametrize(
    ("typed", "unit", "text"),
    [
        ("是", "flag", "true"),
        (" 否 ", "flag", "false"),
        ("公安机关", "choice", "police"),
        ("人民法院、公安机关", "choices", "[court, police]"),
        ("[court, police]", "choices", "[court, police]"),
        ("每周 2 次", "duty", "{every: week, count: 2}"),
        ("每半月1次", "duty", "{every: half_month, count: 1}"),
        ("每月 12 小时", "duty", "{every: month, hours: 12}"),
        ("没有", "duty", "none"),
        ("没有这项义务", "duty", "none"),
        ("{every: week, count: 1}", "duty", "{every: week, count: 1}"),
        ("5", "day", "5"),
        ("PSA-72(4)", "article", "PSA-72(4)"),
    ],
)
def test_a_value_is_written_as_it_is_shown(typed: str, unit: str, text: str) -> None:
    assert rule_text(typed, unit) == text


@pytest.mark.parametrize("typed", ["某机关", "违反禁止令", "公安机关、某机关"])
def test_a_word_that_stands_for_nothing_or_for_two_things_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        rule_text(typed, "choices")
    assert refused.value.field == "value"
    assert refused.value.remedy == hint_words("choices")
