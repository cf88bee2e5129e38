"""A plan is made, revised as a whole, and its goals are confirmed by an officer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.flows import change_status_and_duties
from corrdesk.casework.programs.goals.model import GoalFacts, GoalState, Measure, Subject
from tests.casework.goals import (
    DUE,
    MADE,
    by_hours,
    by_times,
    by_word,
    carry,
    confirmed,
    plan_held,
    planned_goals,
    progress,
)
from tests.casework.people import new_person
from tests.casework.sessions import attended

LATER = date(2026, 6, 10)


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def test_a_plan_holds_its_goals_in_order(desk: Desk, supervision: str) -> None:
    planned_goals(desk, supervision, by_hours(), by_times(), by_word())
    file = plan_held(desk, supervision)
    assert (file.plan.edition, file.plan.on) == (1, MADE)
    assert [(goal.number, goal.measure, goal.target) for goal in file.goals] == [
        (1, Measure.HOURS, 240), (2, Measure.SESSIONS, 2), (3, Measure.WORD, 0),
    ]  # fmt: skip
    assert {goal.from_on for goal in file.goals} == {MADE}
    assert file.goals[2].subject is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (by_hours(words=" "), "words1"),
        (by_word(words="长" * 201), "words1"),
        (by_hours(hours=0), "target1"),
        (by_hours(hours=2001), "target1"),
        (by_times(times=501), "target1"),
        (by_word(due_on=date(2026, 5, 31)), "due_on1"),
        (by_word(due_on=date(2027, 1, 5)), "due_on1"),
        (GoalFacts("学法", DUE, Measure.HOURS, None, 60), "subject1"),
    ],
)
def test_an_impossible_goal_is_named(
    desk: Desk, supervision: str, wrong: GoalFacts, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        planned_goals(desk, supervision, wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": date(2026, 6, 11)}, "on"),
        ({"goals": ()}, "words1"),
        ({"goals": (by_word(),) * 13}, "words1"),
        ({"based_on": 1}, None),
    ],
)
def test_an_impossible_plan_is_refused(
    desk: Desk, supervision: str, more: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(UserError) as refused:
        planned_goals(desk, supervision, by_word(), **more)
    assert refused.value.field == field


def test_a_revision_needs_a_reason_and_something_new(desk: Desk, supervision: str) -> None:
    planned_goals(desk, supervision, by_word())
    goals = carry(plan_held(desk, supervision))
    revised = {"on": LATER, "based_on": 1, "reason": "转为普管，增加技能培训"}
    for change, field in (({"reason": " "}, "reason"), ({"on": date(2026, 5, 1)}, "on")):
        with pytest.raises(UserError) as refused:
            planned_goals(desk, supervision, *goals, by_hours(), **(revised | change))
        assert refused.value.field == field
    with pytest.raises(UserError):
        planned_goals(desk, supervision, *goals, **revised)
    planned_goals(desk, supervision, *goals, by_hours(subject=Subject.SKILLS), **revised)
    file = plan_held(desk, supervision)
    assert (file.plan.edition, file.plan.reason, len(file.goals)) == (2, revised["reason"], 2)


def test_a_goal_that_is_carried_on_keeps_its_first_day_and_its_confirmation(
    desk: Desk, supervision: str
) -> None:
    planned_goals(desk, supervision, by_word(), by_hours(hours=2))
    attended(desk, supervision)
    confirmed(desk, plan_held(desk, supervision).goals[0].goal_id)
    kept, hours = carry(plan_held(desk, supervision))
    longer = GoalFacts(kept.words, date(2026, 12, 31), goal_id=kept.goal_id)
    more = GoalFacts(hours.words, hours.due_on, hours.measure, hours.subject, 180, hours.goal_id)
    planned_goals(desk, supervision, longer, more, on=LATER, based_on=1, reason="延长期限")
    found = progress(desk, supervision)
    assert [each.state for each in found] == [GoalState.CONFIRMED, GoalState.OPEN]
    assert {each.goal.from_on for each in found} == {MADE}
    assert (found[1].done, found[1].goal.target) == (120, 180)
    first, second = carry(plan_held(desk, supervision))
    other = GoalFacts("与妻子恢复联系", first.due_on, goal_id=first.goal_id)
    planned_goals(desk, supervision, other, second, on=LATER, based_on=2, reason="目标改写")
    assert progress(desk, supervision)[0].state is GoalState.OPEN


def test_who_looked_at_an_older_edition_is_told(desk: Desk, supervision: str) -> None:
    planned_goals(desk, supervision, by_word())
    old = plan_held(desk, supervision)
    planned_goals(desk, supervision, *carry(old), by_hours(), on=LATER, based_on=1, reason="补充")
    for based_on in (1, 2):
        with pytest.raises(UserError) as refused:
            planned_goals(
                desk, supervision, *carry(old), by_times(), on=LATER, based_on=based_on, reason="x"
            )
        assert "方案已经调整过" in str(refused.value)
    with pytest.raises(UserError):
        confirmed(desk, old.goals[0].goal_id)


def test_a_confirmation_needs_a_remark_and_a_day_and_can_be_taken_back(
    desk: Desk, supervision: str
) -> None:
    planned_goals(desk, supervision, by_word())
    goal = plan_held(desk, supervision).goals[0].goal_id
    wrong: tuple[tuple[dict[str, Any], str | None], ...] = (
        ({"remark": " "}, "remark"),
        ({"on": date(2026, 5, 31)}, "on"),
        ({"on": date(2026, 6, 11)}, "on"),
    )
    for more, field in wrong:
        with pytest.raises(UserError) as refused:
            confirmed(desk, goal, **more)
        assert refused.value.field == field
    with pytest.raises(UserError):
        confirmed(desk, goal, reached=False)
    confirmed(desk, goal)
    with pytest.raises(UserError):
        confirmed(desk, goal)
    assert progress(desk, supervision)[0].state is GoalState.CONFIRMED
    confirmed(desk, goal, reached=False, remark="弄错了人")
    assert progress(desk, supervision)[0].state is GoalState.OPEN


def test_no_plan_is_revised_after_the_end(desk: Desk, supervision: str) -> None:
    desk.act(
        lambda uow: change_status_and_duties(
            uow, desk.law(), supervision, Status.TERMINATED, LATER, reason="收监", document="1号"
        )
    )
    with pytest.raises(UserError):
        planned_goals(desk, supervision, by_word())
