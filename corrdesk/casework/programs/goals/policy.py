"""Whether a goal of a correction plan is reached. Pure; no legal number is behind a goal.

The law wants a plan for each person, adjusted to its effect (CCL 24); what it aims at is the
office's own word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from corrdesk.casework.programs.goals.model import (
    Feat,
    Goal,
    GoalState,
    Measure,
    Progress,
    Said,
    Subject,
)


def progress_of(goal: Goal, feats: Iterable[Feat], said: Said | None, as_of: date) -> Progress:
    """Return where a goal stands; the order of the feats does not matter.

    An officer's word stands before the ledger. What happens after the due day does not count.
    """
    mine = _counting(goal, feats, min(goal.due_on, as_of))
    done = sum(_worth(goal, each) for each in mine)
    confirmed = said is not None and said.reached
    reached_on = None
    if confirmed and said is not None:
        state, reached_on = GoalState.CONFIRMED, said.on
    elif goal.measure is not Measure.WORD and done >= goal.target:
        state, reached_on = GoalState.REACHED, _day_of(goal, mine)
    else:
        state = GoalState.OVERDUE if as_of > goal.due_on else GoalState.OPEN
    return Progress(goal, state, done, mine, said, reached_on)


def _counting(goal: Goal, feats: Iterable[Feat], last: date) -> tuple[Feat, ...]:
    """What counts, in order of days: hours one by one, sessions once each if they brought any."""
    if goal.measure is Measure.WORD:
        return ()
    fitting = sorted(
        (each for each in feats if _fits(goal, each) and goal.from_on <= each.on <= last),
        key=lambda each: (each.on, each.source_id, each.minutes),
    )
    if goal.measure is Measure.HOURS:
        return tuple(fitting)
    sessions: dict[str, Feat] = {}
    for each in fitting:
        if not each.type:
            continue  # an officer's entry in the ledger is no session
        known = sessions.get(each.source_id)
        minutes = each.minutes + (known.minutes if known else 0)
        sessions[each.source_id] = replace(known or each, minutes=minutes)
    return tuple(each for each in sessions.values() if each.minutes > 0)


def _fits(goal: Goal, feat: Feat) -> bool:
    if goal.subject in {Subject.EDUCATION, Subject.PUBLIC_SERVICE}:
        return feat.kind == goal.subject
    return feat.type == goal.subject and feat.kind == Subject.EDUCATION


def _day_of(goal: Goal, feats: Iterable[Feat]) -> date | None:
    """The day since which the target has been there without a break."""
    total, since = 0, None
    for each in feats:
        total += _worth(goal, each)
        if total < goal.target:
            since = None
        elif since is None:
            since = each.on
    return since


def _worth(goal: Goal, feat: Feat) -> int:
    return feat.minutes if goal.measure is Measure.HOURS else 1
