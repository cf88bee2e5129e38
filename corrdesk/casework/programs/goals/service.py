"""Commands of a correction plan: made, revised as a whole, and a goal confirmed by an officer.

No edition is ever changed. A revision is a new edition with its reason, which carries goals on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import MINUTES
from corrdesk.casework.caseload.model import LIVE, Status
from corrdesk.casework.caseload.tables import Supervision
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.goals.model import Goal, GoalFacts, Measure, PlanFacts
from corrdesk.casework.programs.goals.queries import PlanFile, plan_file
from corrdesk.casework.programs.goals.tables import CorrectionPlan, GoalWord, PlanGoal
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork

MOST_GOALS = 12
MOST_HOURS = 2000 * MINUTES
MOST_TIMES = 500
LONGEST_WORDS = 200


@command("plan.revise")
def revise_plan(uow: UnitOfWork, supervision_id: str, facts: PlanFacts) -> str:
    """Makes a plan with its goals, or a new edition of it. Returns the id of the edition.

    A goal that says and asks the same as before keeps what an officer has confirmed; any goal that
    is carried on keeps the day from which it counts. Raises UserError naming the field, the goal's
    number in it; for an edition that somebody else has revised meanwhile; and where nothing is new.
    """
    order = uow.require(Supervision, supervision_id)
    if Status(order.status) not in LIVE:
        raise UserError(_("矫正已经结束，方案不再调整。"))
    before = plan_file(uow.session, uow.office_id, supervision_id)
    _check_plan(uow, facts, before)
    known = {} if before is None else {goal.goal_id: goal for goal in before.goals}
    plan_id = uow.new_id()
    rows = []
    for number, each in enumerate(facts.goals, 1):
        carried = known.get(each.goal_id) if each.goal_id else None
        if each.goal_id and carried is None:
            raise _overtaken()
        row = _goal_row(uow.new_id(), plan_id, number, each, carried, facts.on)
        _check_goal(number, each, row["from_on"], order.term_end)
        rows.append(row)
    if before is not None and _says(rows) == [_told(goal) for goal in before.goals]:
        raise UserError(_("没有改动，不需要保存。"))
    uow.insert_rows(
        table_of(CorrectionPlan),
        [
            {
                "id": plan_id,
                "supervision_id": supervision_id,
                "edition": facts.based_on + 1,
                "on": facts.on,
                "reason": facts.reason.strip(),
                "by": uow.actor.officer_id,
                "at": uow.clock.now(),
            }
        ],
    )
    uow.insert_rows(table_of(PlanGoal), rows)
    if facts.reason.strip():
        uow.because(facts.reason.strip())
    return plan_id


@command("plan.confirm")
def confirm_goal(
    uow: UnitOfWork, goal_id: str, *, on: date, remark: str, reached: bool = True
) -> str:
    """Says that a goal was reached on a day, or takes that word back. Returns the word's id.

    Raises UserError without a remark, for a goal of a plan that was revised, and for a word that
    nobody has given.
    """
    goal = uow.require(PlanGoal, goal_id)
    plan = uow.require(CorrectionPlan, goal.plan_id)
    file = plan_file(uow.session, uow.office_id, plan.supervision_id)
    if file is None or file.plan.id != plan.id:
        raise _overtaken()
    if not remark.strip():
        raise UserError(_("请写明情况。"), field="remark")
    if not goal.from_on <= on <= uow.clock.today():
        raise UserError(_("日期应在目标起算之后、今天之前。"), field="on")
    said = file.words.get(goal.origin_id)
    if (said is not None and said.reached) is reached:
        raise UserError(_("这个目标已经是这样。"))
    editions = uow.session.execute(
        select(func.max(GoalWord.edition)).where(
            GoalWord.office_id == uow.office_id, GoalWord.goal_id == goal.origin_id
        )
    ).scalar_one()
    word = GoalWord(
        id=uow.new_id(),
        goal_id=goal.origin_id,
        edition=(editions or 0) + 1,
        reached=reached,
        on=on,
        remark=remark.strip(),
        by=uow.actor.officer_id,
        at=uow.clock.now(),
    )
    uow.add(word)
    uow.because(remark.strip())
    return word.id


def _overtaken() -> UserError:
    return UserError(_("方案已经调整过。"), remedy=_("请重新打开后再办。"))


def _check_plan(uow: UnitOfWork, facts: PlanFacts, before: PlanFile | None) -> None:
    if facts.based_on != (0 if before is None else before.plan.edition):
        raise _overtaken()
    if facts.on > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field="on")
    if before is not None and facts.on < before.plan.on:
        raise UserError(_("调整日期早于上一版。"), field="on")
    if before is not None and not facts.reason.strip():
        raise UserError(_("请写明为什么调整。"), field="reason")
    if not 1 <= len(facts.goals) <= MOST_GOALS:
        words = _("方案应有 1 至 {most} 个目标。").format(most=MOST_GOALS)
        raise UserError(words, field="words1")


def _check_goal(number: int, goal: GoalFacts, from_on: date, term_end: date) -> None:
    if not goal.words.strip() or len(goal.words.strip()) > LONGEST_WORDS:
        words = _("请写明目标，不超过 {most} 字。").format(most=LONGEST_WORDS)
        raise UserError(words, field=f"words{number}")
    if goal.due_on < from_on:
        raise UserError(_("期限早于起算日期。"), field=f"due_on{number}")
    if goal.due_on > term_end:
        raise UserError(_("期限晚于矫正期满。"), field=f"due_on{number}")
    if goal.measure is Measure.WORD:
        return
    if goal.subject is None:
        raise UserError(_("请选择哪一类。"), field=f"subject{number}")
    most = MOST_HOURS if goal.measure is Measure.HOURS else MOST_TIMES
    if not 0 < goal.target <= most:
        raise UserError(_("数量应大于零，且不能过大。"), field=f"target{number}")


def _goal_row(
    row_id: str, plan_id: str, number: int, goal: GoalFacts, carried: Goal | None, on: date
) -> dict[str, Any]:
    counted = goal.measure is not Measure.WORD
    row: dict[str, Any] = {
        "id": row_id,
        "plan_id": plan_id,
        "origin_id": row_id,
        "number": number,
        "words": goal.words.strip(),
        "measure": goal.measure.value,
        "subject": goal.subject.value if counted and goal.subject is not None else "",
        "target": goal.target if counted else 0,
        "from_on": carried.from_on if carried is not None else on,
        "due_on": goal.due_on,
    }
    if carried is not None and _asks(row) == _asked(carried):
        row["origin_id"] = carried.origin_id
    return row


def _asks(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("words", "measure", "subject", "target"))


def _asked(goal: Goal) -> tuple[Any, ...]:
    return goal.words, goal.measure.value, goal.subject or "", goal.target


def _says(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(*_asks(row), row["due_on"]) for row in rows]


def _told(goal: Goal) -> tuple[Any, ...]:
    return (*_asked(goal), goal.due_on)
