"""Every state has shape and word; values, doubts and history are sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.casework.confirmation.model import WordSpoken
from corrdesk.rules.confirmation import ChecklistEntry, State, Verdict
from corrdesk.ui.rules.looks import (
    STATE_LOOKS,
    doubt_words,
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
