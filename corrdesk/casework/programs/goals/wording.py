"""Goals of a plan in sentences, for plan, training record, appraisal and list.

Legal wording of the paper, not of the screen: it is not translated.
"""

from __future__ import annotations

from collections.abc import Sequence

from corrdesk.base.dates import format_cn
from corrdesk.casework.caseload.hours import hours_number
from corrdesk.casework.programs.goals.model import (
    GOAL_LABELS,
    SUBJECT_LABELS,
    Goal,
    GoalState,
    Measure,
    Progress,
)


def goal_terms(goal: Goal) -> str:
    """What a goal asks for: its words, the amount where there is one, and until when."""
    words = goal.words
    if goal.subject is not None:
        words += f"：{SUBJECT_LABELS[goal.subject]}{amount(goal.measure, goal.target)}"
    return f"{words}（期限{format_cn(goal.due_on)}）"


def goal_result(progress: Progress) -> str:
    """A goal with what came of it, as the training record has it."""
    parts = [GOAL_LABELS[progress.state]]
    if progress.reached_on is not None:
        parts[0] += f"（{format_cn(progress.reached_on)}）"
    if progress.goal.measure is not Measure.WORD:
        parts.append(f"实{amount(progress.goal.measure, progress.done)}")
    if progress.state is GoalState.CONFIRMED and progress.said is not None:
        parts.append(progress.said.remark)
    return f"{goal_terms(progress.goal)}，{'，'.join(parts)}"


def goals_sentence(goals: Sequence[Progress]) -> str:
    """All goals of a plan in one sentence, for an appraisal; empty without a plan."""
    if not goals:
        return ""
    counts = {state: sum(each.state is state for each in goals) for state in GoalState}
    reached = counts[GoalState.REACHED] + counts[GoalState.CONFIRMED]
    sentence = f"矫正方案目标{len(goals)}个：达到{reached}个，"
    sentence += f"到期未达到{counts[GoalState.OVERDUE]}个，进行中{counts[GoalState.OPEN]}个。"
    missed = [each.goal.words for each in goals if each.state is GoalState.OVERDUE]
    return sentence + (f"未达到的：{'；'.join(missed)}。" if missed else "")


def amount(measure: Measure, number: int) -> str:
    """So many hours or sessions; nothing for a goal that is confirmed by word."""
    if measure is Measure.WORD:
        return ""
    return f"{hours_number(number)}小时" if measure is Measure.HOURS else f"{number}次"
