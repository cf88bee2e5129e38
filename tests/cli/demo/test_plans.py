"""The demo office has plans in every state: reached by hours, confirmed, open, revised."""

from __future__ import annotations

from datetime import date, timedelta

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.goals.model import GoalState
from corrdesk.casework.programs.goals.queries import plan_editions
from corrdesk.cli.demo import plans
from corrdesk.cli.demo.plans import begin_plans, follow_plans
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.goals import plan_held, progress
from tests.casework.people import new_person, stand_on
from tests.casework.sessions import attended

__all__ = ["clock", "desk", "founded_office"]  # fixtures

START, DAY = date(2026, 6, 1), date(2026, 6, 10)


def test_plans_are_begun_followed_and_revised(desk: Desk) -> None:
    people = [new_person(desk, serial)[1] for serial in range(1, plans.EVERY + 6)]
    stand_on(desk, START)
    begin_plans(desk, START)
    stand_on(desk, DAY)
    with_plan = sorted(people)[plans.FIRST_PLACE]
    for starts in ("09:00", "14:00"):
        attended(desk, with_plan, starts=starts)
    follow_plans(desk, DAY)
    file = plan_held(desk, with_plan)
    assert (file.plan.edition, len(file.goals)) == (2, 4)
    assert [each.state for each in progress(desk, with_plan)] == [
        GoalState.REACHED, GoalState.OPEN, GoalState.CONFIRMED, GoalState.OPEN,
    ]  # fmt: skip
    with desk.read() as session:
        made = [plan_editions(session, desk.office.id, each) for each in people]
    assert [len(each) for each in made if each] == [2, 1]


def test_nobody_near_the_end_gets_a_plan(desk: Desk) -> None:
    people = [
        new_person(desk, serial, term_end=DAY + timedelta(days=5))[1]
        for serial in range(1, plans.FIRST_PLACE + 2)
    ]
    begin_plans(desk, DAY)
    follow_plans(desk, DAY)
    assert not any(progress(desk, each) for each in people)
