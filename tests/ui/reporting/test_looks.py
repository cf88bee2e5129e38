"""Every state has a word, a shape of its own meaning, and a tone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from corrdesk.casework.reporting.model import DeskLine, DutyKind, DutyState, Outcome
from corrdesk.ui.reporting.looks import OUTCOME_LOOKS, STATE_LOOKS, line_state, progress_words
from corrdesk.ui.shell.tokens import Tone

LINE = DeskLine(
    "d", "p", "s", "王小明", "", None, "probation", "", "", DutyKind.CHECK_IN, DutyState.OPEN,
    date(2026, 6, 1), date(2026, 6, 7), date(2026, 6, 10), 1, 0, None,
)  # fmt: skip


def test_no_state_is_without_a_look() -> None:
    assert set(STATE_LOOKS) == set(DutyState)
    assert set(OUTCOME_LOOKS) == set(Outcome)


@pytest.mark.parametrize(
    ("day", "word", "tone"),
    [
        (5, "待完成", Tone.INFO),
        (8, "宽限期内", Tone.WARN),
        (10, "宽限期内", Tone.WARN),
        (11, "已逾期", Tone.BAD),
    ],
)
def test_an_open_window_grows_urgent(day: int, word: str, tone: Tone) -> None:
    cell = line_state(LINE, date(2026, 6, day))
    assert (cell.text, cell.tone) == (word, tone)
    assert cell.shape is not None


def test_the_last_day_without_grace_is_said() -> None:
    line = replace(LINE, grace_until=LINE.period_end)
    assert line_state(line, LINE.period_end).text == "今天截止"


def test_a_settled_window_is_never_overdue() -> None:
    line = replace(LINE, state=DutyState.FULFILLED)
    assert line_state(line, LINE.grace_until + timedelta(days=99)).text == "已完成"


def test_evidence_that_did_not_come_in_time_is_urgent() -> None:
    line = replace(LINE, state=DutyState.WAITING, evidence_due=date(2026, 6, 8))
    assert line_state(line, date(2026, 6, 8)).text == "待补证明"
    assert line_state(line, date(2026, 6, 9)).text == "补证逾期"


def test_hours_are_told_in_hours_and_the_rest_in_times() -> None:
    hours = replace(LINE, kind=DutyKind.EDUCATION, needed=360, done=90)
    assert progress_words(hours) == "1.5/6 小时"
    assert progress_words(replace(LINE, needed=2, done=1)) == "1/2 次"
