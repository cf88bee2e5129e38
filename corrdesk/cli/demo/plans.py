"""Correction plans at the demo office: goals by hours, times and word, some of them reached."""

from __future__ import annotations

from datetime import date, timedelta

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import MINUTES
from corrdesk.casework.programs.goals.model import GoalFacts, Measure, PlanFacts, Subject
from corrdesk.casework.programs.goals.queries import plan_file
from corrdesk.casework.programs.goals.service import confirm_goal, revise_plan
from corrdesk.casework.programs.queries import candidates

FIRST_PLACE = 4  # the first ones of every roster stay away
EVERY = 6  # somebody with a plan among so many
LONG = timedelta(days=90)
FIRST = "熟悉与本人罪名有关的法律规定"
SECOND = "参加力所能及的公益活动"
THIRD = "与家人恢复正常往来"
LATER = "学一门谋生手艺"


def begin_plans(desk: Desk, day: date) -> None:
    """Makes plans for some people on the first day that is played."""
    with desk.read() as session:
        people = candidates(session, desk.office.id)[FIRST_PLACE::EVERY]
    for row in people:
        if row.term_start > day or row.term_end <= day + timedelta(days=21):
            continue
        due = min(row.term_end, day + LONG)
        soon = min(row.term_end, day + timedelta(days=20))
        goals = (
            GoalFacts(FIRST, due, Measure.HOURS, Subject.LAW, 4 * MINUTES),
            GoalFacts(SECOND, due, Measure.SESSIONS, Subject.PUBLIC_SERVICE, 3),
            GoalFacts(THIRD, soon),
        )
        _make(desk, row.supervision_id, PlanFacts(day, goals))


def follow_plans(desk: Desk, day: date) -> None:
    """On the day of the demo: one goal is confirmed, one plan is revised."""
    with desk.read() as session:
        files = [
            (row, file)
            for row in candidates(session, desk.office.id)
            if (file := plan_file(session, desk.office.id, row.supervision_id)) is not None
        ]
    if not files:
        return
    first, plan = files[0]
    confirmed = plan.goals[-1].goal_id
    remark = "其父到所说明，每周回家两次"
    desk.act(lambda uow: confirm_goal(uow, confirmed, on=day, remark=remark))
    goals = [
        GoalFacts(each.words, each.due_on, each.measure, each.subject, each.target, each.goal_id)
        for each in plan.goals
    ]
    skill = GoalFacts(LATER, first.term_end, Measure.HOURS, Subject.SKILLS, 40 * MINUTES)
    reason = "本人愿意学习农机维修，镇人社所有培训班"
    facts = PlanFacts(day, (*goals, skill), plan.plan.edition, reason)
    _make(desk, first.supervision_id, facts)


def _make(desk: Desk, supervision_id: str, facts: PlanFacts) -> None:
    desk.act(lambda uow: revise_plan(uow, supervision_id, facts))
