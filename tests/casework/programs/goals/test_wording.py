"""Goals on paper: what is asked, what came of it, and the sentence of an appraisal."""

from __future__ import annotations

from datetime import date

from corrdesk.casework.programs.goals.model import (
    Goal,
    GoalState,
    Measure,
    Progress,
    Said,
    Subject,
)
from corrdesk.casework.programs.goals.wording import (
    amount,
    goal_result,
    goal_terms,
    goals_sentence,
)

DUE = date(2026, 6, 30)


def goal(measure: Measure, subject: Subject | None = None, target: int = 0) -> Goal:
    return Goal("g", "g", 1, "学一门手艺", measure, subject, target, date(2026, 1, 5), DUE)


HOURS = goal(Measure.HOURS, Subject.SKILLS, 2400)
WORD = goal(Measure.WORD)


def test_terms_name_the_amount_and_the_day() -> None:
    assert goal_terms(HOURS) == "学一门手艺：职业技能培训40小时（期限2026年6月30日）"
    assert goal_terms(WORD) == "学一门手艺（期限2026年6月30日）"
    assert amount(Measure.SESSIONS, 3) == "3次"
    assert amount(Measure.WORD, 3) == ""


def test_results_name_day_amount_and_remark() -> None:
    day = date(2026, 5, 20)
    reached = Progress(HOURS, GoalState.REACHED, 2430, (), None, day)
    assert goal_result(reached).endswith("，已达到（2026年5月20日），实40.5小时")
    word = Progress(WORD, GoalState.CONFIRMED, 0, (), Said(True, day, "其父说明"), day)
    assert goal_result(word).endswith("，已确认达到（2026年5月20日），其父说明")
    assert goal_result(Progress(WORD, GoalState.OVERDUE, 0, ())).endswith("，到期未达到")


def test_the_sentence_counts_every_goal_once() -> None:
    assert goals_sentence([]) == ""
    goals = [Progress(WORD, state, 0, ()) for state in GoalState]
    assert goals_sentence(goals) == (
        "矫正方案目标4个：达到2个，到期未达到1个，进行中1个。未达到的：学一门手艺。"
    )
    assert goals_sentence(goals[:1]) == "矫正方案目标1个：达到1个，到期未达到0个，进行中0个。"
