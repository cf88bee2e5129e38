"""What the records say for a form that is issued: the file's facts, and the goals of the plan.

Puts facts of several capabilities together; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from corrdesk.casework.documents.facts import prefilled
from corrdesk.casework.programs.goals.queries import plan_file
from corrdesk.casework.programs.goals.wording import goal_terms

GOALS = "goals"


def facts_for_form(
    session: Session,
    office_id: str,
    *,
    form_id: str,
    fields: Collection[str],
    person_id: str,
    supervision_id: str,
) -> dict[str, object]:
    """The facts of a form that need not be typed; raises UserError where there is no such file."""
    facts = prefilled(
        session,
        office_id,
        form_id=form_id,
        fields=fields,
        person_id=person_id,
        supervision_id=supervision_id,
    )
    plan = plan_file(session, office_id, supervision_id) if GOALS in fields else None
    if plan is not None:
        facts[GOALS] = tuple(f"{goal.number}. {goal_terms(goal)}" for goal in plan.goals)
    return facts
