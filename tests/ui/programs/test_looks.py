"""Every state has a word and a shape; an account says what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.hour_flows import HourAccount
from corrdesk.casework.programs.goals.model import Goal, GoalState, Measure, Progress, Said
from corrdesk.casework.programs.model import SessionState, Turnout
from corrdesk.casework.programs.policy import Tally
from corrdesk.ui.programs.looks import (
    GOAL_LOOKS,
    account_state,
    goal_cell,
    hours_of,
    session_state,
    turnout_cell,
)

TODAY = date(2026, 6, 10)
ACCOUNT = HourAccount(
    "p", "s", "王小明", HourKind.EDUCATION, date(2026, 6, 1), date(2026, 6, 30),
    Tally(credited=120, target=720), exempt=False, events=(),
)  # fmt: skip


def test_a_session_that_is_over_waits() -> None:
    planned = SessionState.PLANNED
    assert session_state(planned, TODAY, TODAY).text == "待登记"
    assert session_state(planned, date(2026, 6, 11), TODAY).text == "已安排"
    assert all(session_state(state, TODAY, TODAY).shape for state in SessionState)


def test_every_outcome_has_its_own_look() -> None:
    cells = [turnout_cell(each) for each in (None, *Turnout)]
    assert len({cell.text for cell in cells}) == len({cell.shape for cell in cells}) == 5


def test_an_account_says_what_is_missing_at_the_end() -> None:
    assert account_state(ACCOUNT).text == "缺 10 小时"
    enough = replace(ACCOUNT, tally=Tally(credited=120, planned=600, target=720))
    assert account_state(enough).text == "已安排够"
    assert account_state(replace(ACCOUNT, tally=Tally(720, target=720))).text == "已完成"
    assert account_state(replace(ACCOUNT, exempt=True)).text == "本期免除"
    assert account_state(replace(ACCOUNT, tally=Tally())).text == "规则未规定"


def test_minutes_are_shown_as_hours() -> None:
    assert [hours_of(each) for each in (None, 0, 90, -60)] == ["—", "0", "1.5", "-1"]


def test_every_state_of_a_goal_has_its_shape() -> None:
    assert set(GOAL_LOOKS) == set(GoalState)
    goal = Goal("g", "g", 1, "学法", Measure.WORD, None, 0, TODAY, TODAY)
    cells = [goal_cell(Progress(goal, state, 0, ())) for state in GoalState]
    assert len({cell.text for cell in cells}) == len(cells)
    said = Progress(goal, GoalState.CONFIRMED, 0, (), Said(True, TODAY, "核实"))
    assert goal_cell(said).tip == "核实"
