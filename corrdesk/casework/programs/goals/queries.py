"""Questions about correction plans: one person's, with its editions, and the goals of everybody.

How far a goal has come is never stored: it is asked of the ledger each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.casework.caseload.hour_tables import HourEvent
from corrdesk.casework.caseload.hours import HourSource
from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.programs.goals.model import (
    Feat,
    Goal,
    Measure,
    Progress,
    Said,
    Subject,
)
from corrdesk.casework.programs.goals.policy import progress_of
from corrdesk.casework.programs.goals.tables import CorrectionPlan, GoalWord, PlanGoal
from corrdesk.casework.programs.model import ProgramType
from corrdesk.casework.programs.tables import Program, ProgramSession
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow


@dataclass(frozen=True, slots=True)
class PlanFile:
    """The plan that holds for one order, with its goals, and officers' words by origin."""

    plan: AnyRow
    goals: tuple[Goal, ...]
    words: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal in the list of all people."""

    person_id: str
    supervision_id: str
    name: str
    progress: Progress


def plan_file(session: Session, office_id: str, supervision_id: str) -> PlanFile | None:
    """The edition of a person's plan that holds, or None where there is none."""
    return _files(session, office_id, [supervision_id]).get(supervision_id)


def plan_editions(session: Session, office_id: str, supervision_id: str) -> Sequence[AnyRow]:
    """Every edition of a plan, the one that holds first, with the number of its goals."""
    goals = (
        select(func.count())
        .where(
            PlanGoal.office_id == CorrectionPlan.office_id, PlanGoal.plan_id == CorrectionPlan.id
        )
        .correlate(CorrectionPlan)
        .scalar_subquery()
    )
    return session.execute(
        select(*table_of(CorrectionPlan).columns, goals.label("goals"))
        .where(
            CorrectionPlan.office_id == office_id, CorrectionPlan.supervision_id == supervision_id
        )
        .order_by(*_newest())
    ).all()


def progress_on(
    session: Session, office_id: str, supervision_id: str, as_of: date
) -> tuple[Progress, ...]:
    """How far the goals of one person's plan have come on a day, in their order."""
    return _progress(session, office_id, [supervision_id], as_of).get(supervision_id, ())


def goal_lines(
    session: Session, office_id: str, as_of: date, *, reached_too: bool = False
) -> list[GoalLine]:
    """The goals of all plans being served that are not reached yet; those due first at the top."""
    people = session.execute(
        select(Supervision.id, Supervision.person_id, Person.name)
        .join(
            Person,
            (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id),
        )
        .where(
            Supervision.office_id == office_id,
            Supervision.status.in_([state.value for state in LIVE]),
        )
    ).all()
    found = _progress(session, office_id, [row.id for row in people], as_of)
    lines = [
        GoalLine(row.person_id, row.id, row.name, each)
        for row in people
        for each in found.get(row.id, ())
        if reached_too or not each.is_reached
    ]
    return sorted(lines, key=lambda line: (line.progress.goal.due_on, line.name))


def _newest() -> tuple[Any, ...]:
    return CorrectionPlan.edition.desc(), CorrectionPlan.at.desc(), CorrectionPlan.id.desc()


def _files(session: Session, office_id: str, ids: Collection[str]) -> dict[str, PlanFile]:
    plans: dict[str, AnyRow] = {}
    for some in batches(ids):
        rows = session.execute(
            select(table_of(CorrectionPlan))
            .where(CorrectionPlan.office_id == office_id, CorrectionPlan.supervision_id.in_(some))
            .order_by(*_newest())
        )
        for row in rows:
            plans.setdefault(row.supervision_id, row)
    goals = _goals(session, office_id, [row.id for row in plans.values()])
    words = _words(session, office_id, [goal.origin_id for each in goals.values() for goal in each])
    return {
        supervision_id: PlanFile(plan, tuple(goals.get(plan.id, ())), words)
        for supervision_id, plan in plans.items()
    }


def _goals(session: Session, office_id: str, plan_ids: Collection[str]) -> dict[str, list[Goal]]:
    found: dict[str, list[Goal]] = {}
    for some in batches(plan_ids):
        for row in session.execute(
            select(table_of(PlanGoal))
            .where(PlanGoal.office_id == office_id, PlanGoal.plan_id.in_(some))
            .order_by(PlanGoal.number, PlanGoal.id)
        ):
            goal = Goal(
                goal_id=row.id,
                origin_id=row.origin_id,
                number=row.number,
                words=row.words,
                measure=Measure(row.measure),
                subject=Subject(row.subject) if row.subject else None,
                target=row.target,
                from_on=row.from_on,
                due_on=row.due_on,
            )
            found.setdefault(row.plan_id, []).append(goal)
    return found


def _words(session: Session, office_id: str, origins: Collection[str]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for some in batches(origins):
        for row in session.execute(
            select(table_of(GoalWord))
            .where(GoalWord.office_id == office_id, GoalWord.goal_id.in_(some))
            .order_by(GoalWord.edition, GoalWord.at, GoalWord.id)
        ):
            found[row.goal_id] = Said(row.reached, row.on, row.remark)
    return found


def _progress(
    session: Session, office_id: str, ids: Collection[str], as_of: date
) -> dict[str, tuple[Progress, ...]]:
    files = _files(session, office_id, ids)
    counting = [
        key
        for key, file in files.items()
        if any(goal.measure is not Measure.WORD for goal in file.goals)
    ]
    feats = _feats(session, office_id, counting, as_of)
    return {
        key: tuple(
            progress_of(goal, feats.get(key, ()), file.words.get(goal.origin_id), as_of)
            for goal in file.goals
        )
        for key, file in files.items()
    }


def _feats(
    session: Session, office_id: str, ids: Collection[str], as_of: date
) -> dict[str, list[Feat]]:
    """What the ledger holds for these people, with the type of the programme that made it."""
    found: dict[str, list[Feat]] = {}
    for some in batches(ids):
        rows = session.execute(
            select(
                HourEvent.learner_id,
                HourEvent.on,
                HourEvent.kind,
                HourEvent.source,
                HourEvent.source_id,
                HourEvent.minutes,
                HourEvent.reason,
                Program.type,
                Program.name,
            )
            .outerjoin(
                ProgramSession,
                (ProgramSession.office_id == HourEvent.office_id)
                & (ProgramSession.id == HourEvent.source_id)
                & (HourEvent.source == HourSource.SESSION.value),
            )
            .outerjoin(
                Program,
                (Program.office_id == ProgramSession.office_id)
                & (Program.id == ProgramSession.program_id),
            )
            .where(
                HourEvent.office_id == office_id,
                HourEvent.learner_id.in_(some),
                HourEvent.on <= as_of,
            )
            .order_by(HourEvent.on, HourEvent.id)
        )
        for row in rows:
            found.setdefault(row.learner_id, []).append(_feat(row))
    return found


def _feat(row: AnyRow) -> Feat:
    online = row.source == HourSource.ONLINE
    type_ = ProgramType.ONLINE.value if online else row.type or ""
    return Feat(row.on, row.kind, type_, row.source_id, row.minutes, row.name or row.reason)


def reached_of(progress: Iterable[Progress]) -> tuple[int, int]:
    """How many of these goals are reached, and how many there are."""
    goals = list(progress)
    return sum(each.is_reached for each in goals), len(goals)
