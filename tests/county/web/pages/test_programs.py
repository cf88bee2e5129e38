"""Goals and hours of everybody in the browser: chosen by office, exported as they are shown."""

from __future__ import annotations

import pytest

from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.hour_flows import HourAccount
from corrdesk.casework.programs.goals.model import Feat, Goal, GoalState, Measure, Progress, Subject
from corrdesk.casework.programs.policy import Tally
from corrdesk.county.web.pages.programs import GOAL_HEADS, HOUR_HEADS, goal_cells, hour_cells
from tests.casework.goals import DUE, MADE, by_word, planned_goals
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import cells, enter


def test_goals_that_are_open_and_all(bureau: Bureau, pair: Pair) -> None:
    planned_goals(pair.desk, new_person(pair.desk, name="欧阳平")[1], by_word())
    pair.round()
    browser = enter(bureau)
    for query in ({}, {"reached": "yes"}, {"office": pair.office}):
        text = browser.get("/goals", params=query).text
        assert "共 1 个目标" in text
        assert "欧阳平" in text
    assert cells(browser.get("/goals.xlsx").content)[1][1] == "欧阳平"
    assert "没有未达到的目标" in browser.get("/goals", params={"person": "nobody"}).text


def test_hours_of_everybody_and_of_who_lacks_some(bureau: Bureau, pair: Pair) -> None:
    for serial in (1, 2):
        new_person(pair.desk, serial)
    pair.round()
    browser = enter(bureau)
    rows = cells(browser.get("/hours.xlsx").content)
    assert f"共 {len(rows) - 1} 条" in browser.get("/hours").text
    lacking = cells(browser.get("/hours.xlsx", params={"short": "yes"}).content)
    assert len(lacking) - 1 == sum(row[6] != 0 for row in rows[1:])


@pytest.mark.parametrize("state", list(GoalState))
def test_a_state_is_told_by_shape_word_and_colour(state: GoalState) -> None:
    goal = Goal("g", "g", 1, "参加法治课", Measure.SESSIONS, Subject.LAW, 2, MADE, DUE)
    row = goal_cells(Progress(goal, state, 1, (Feat(MADE, "education", "law", "s", 60, "课"),)))
    assert len(row) == len(GOAL_HEADS)
    look = row[1]
    assert all((look.shape, look.tone, look.words))  # type: ignore[attr-defined]
    assert row[3] == "1次 / 2次"


@pytest.mark.parametrize(("tally", "exempt", "words"), [
    (Tally(credited=60, target=None), False, "规则未规定"),
    (Tally(credited=60, target=60), False, "已完成"),
    (Tally(credited=60, target=120, planned=60), False, "已安排够"),
    (Tally(credited=60, target=120), False, "缺 1 小时"),
    (Tally(credited=60, target=120), True, "本期免除"),
])  # fmt: skip
def test_an_account_says_what_is_missing(tally: Tally, exempt: bool, words: str) -> None:
    account = HourAccount("p", "s", "欧阳平", HourKind.EDUCATION, MADE, DUE, tally, exempt, ())
    row = hour_cells(account)
    assert len(row) == len(HOUR_HEADS)
    assert str(row[-1]) == words
    assert (row[-2] == "—") is (tally.target is None)  # what no rule asks for nobody lacks
