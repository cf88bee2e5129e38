"""Short ways to a correction plan with goals, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.goals.model import GoalFacts, Measure, PlanFacts, Progress, Subject
from corrdesk.casework.programs.goals.queries import PlanFile, plan_file, progress_on
from corrdesk.casework.programs.goals.service import confirm_goal, revise_plan

MADE = date(2026, 6, 1)
DUE = date(2026, 9, 30)


def by_hours(hours: float = 4, subject: Subject = Subject.EDUCATION, **more: Any) -> GoalFacts:
    usual: dict[str, Any] = {"words": "学完法律常识", "due_on": DUE}
    return GoalFacts(
        measure=Measure.HOURS, subject=subject, target=round(hours * 60), **(usual | more)
    )


def by_times(times: int = 2, subject: Subject = Subject.LAW, **more: Any) -> GoalFacts:
    usual: dict[str, Any] = {"words": "参加法治课", "due_on": DUE}
    return GoalFacts(measure=Measure.SESSIONS, subject=subject, target=times, **(usual | more))


def by_word(**more: Any) -> GoalFacts:
    usual: dict[str, Any] = {"words": "与家人恢复联系", "due_on": DUE}
    return GoalFacts(**(usual | more))


def carry(file: PlanFile) -> tuple[GoalFacts, ...]:
    """The goals of a plan as they are, for its next edition."""
    return tuple(
        GoalFacts(goal.words, goal.due_on, goal.measure, goal.subject, goal.target, goal.goal_id)
        for goal in file.goals
    )


def planned_goals(desk: Desk, supervision: str, *goals: GoalFacts, **more: Any) -> str:
    """A first edition, or a revision if `based_on` says so."""
    usual: dict[str, Any] = {"on": MADE, "goals": goals}
    facts = PlanFacts(**(usual | more))
    return desk.act(lambda uow: revise_plan(uow, supervision, facts))[0]


def plan_held(desk: Desk, supervision: str) -> PlanFile:
    with desk.read() as session:
        found = plan_file(session, desk.office.id, supervision)
    assert found is not None
    return found


def progress(desk: Desk, supervision: str) -> tuple[Progress, ...]:
    with desk.read() as session:
        return progress_on(session, desk.office.id, supervision, desk.clock.today())


def confirmed(desk: Desk, goal_id: str, **more: Any) -> str:
    usual: dict[str, Any] = {"on": date(2026, 6, 9), "remark": "其父到所说明"}
    return desk.act(lambda uow: confirm_goal(uow, goal_id, **(usual | more)))[0]
