"""The plan that holds, all its editions, and the goals of everybody that are not reached."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.hour_flows import import_online
from corrdesk.casework.programs.goals.model import GoalState, Subject
from corrdesk.casework.programs.goals.queries import (
    goal_lines,
    plan_editions,
    plan_file,
    progress_on,
    reached_of,
)
from corrdesk.casework.programs.online import OnlinePlan
from tests.casework.goals import (
    by_hours,
    by_times,
    by_word,
    carry,
    confirmed,
    plan_held,
    planned_goals,
    progress,
)
from tests.casework.people import new_person, stand_on
from tests.casework.programs.test_accounts import online
from tests.casework.sessions import attended, course, entered, planned, program


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def test_nobody_has_a_plan_by_chance(desk: Desk, supervision: str) -> None:
    with desk.read() as session:
        assert plan_file(session, desk.office.id, supervision) is None
        assert progress_on(session, desk.office.id, supervision, desk.clock.today()) == ()
        assert goal_lines(session, desk.office.id, desk.clock.today()) == []


def test_the_ledger_reaches_goals_by_kind_type_and_times(desk: Desk, supervision: str) -> None:
    planned_goals(
        desk, supervision, by_hours(hours=3), by_hours(hours=2, subject=Subject.LAW),
        by_times(times=1), by_times(times=1, subject=Subject.ONLINE), by_times(times=3),
    )  # fmt: skip
    assert reached_of(progress(desk, supervision)) == (0, 5)
    attended(desk, supervision)
    desk.act(lambda uow: import_online(uow, OnlinePlan((online(supervision),), (), "a" * 64)))
    entered(desk, supervision, 30)
    found = progress(desk, supervision)
    assert [each.done for each in found] == [120 + 45 + 30, 120, 1, 1, 1]
    assert [each.state for each in found] == [GoalState.REACHED] * 4 + [GoalState.OPEN]
    assert reached_of(found) == (4, 5)
    assert [each.words for each in found[0].feats] == ["民法典", "宪法学习", "核对后更正"]


def test_hours_of_somebody_else_and_of_planned_sessions_do_not_count(
    desk: Desk, supervision: str
) -> None:
    other = new_person(desk, 2, "王乙")[1]
    planned_goals(desk, supervision, by_hours())
    attended(desk, other)
    planned(desk, program(desk, course(name="另一课")), on=date(2026, 6, 20))
    assert progress(desk, supervision)[0].done == 0


def test_editions_stand_newest_first(desk: Desk, supervision: str) -> None:
    planned_goals(desk, supervision, by_word())
    goals = carry(plan_held(desk, supervision))
    planned_goals(
        desk, supervision, *goals, by_hours(), on=date(2026, 6, 9), based_on=1, reason="补充"
    )
    with desk.read() as session:
        rows = plan_editions(session, desk.office.id, supervision)
    assert [(row.edition, row.goals, row.reason) for row in rows] == [(2, 2, "补充"), (1, 1, "")]


def test_the_list_of_all_leaves_out_what_is_reached_and_who_has_ended(
    desk: Desk, supervision: str
) -> None:
    other = new_person(desk, 2, "王乙")[1]
    planned_goals(desk, supervision, by_word(), by_hours(hours=1))
    planned_goals(desk, other, by_word(due_on=date(2026, 6, 9)))
    attended(desk, supervision)
    with desk.read() as session:
        lines = goal_lines(session, desk.office.id, desk.clock.today())
    assert [(line.name, line.progress.state) for line in lines] == [
        ("王乙", GoalState.OVERDUE), ("王小明", GoalState.OPEN),
    ]  # fmt: skip
    confirmed(desk, plan_held(desk, other).goals[0].goal_id)
    stand_on(desk, date(2026, 10, 1))
    with desk.read() as session:
        lines = goal_lines(session, desk.office.id, desk.clock.today())
    assert [(line.name, line.progress.state) for line in lines] == [("王小明", GoalState.OVERDUE)]
