"""Questions about measures: what runs, what is due when, devices, lost contacts, one in full.

Every due date is the policy's, asked with the steps that were recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.policy import DischargeFacts, discharge_plan
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.enforcement.measures.model import OVER, MeasureKind, Stage, Step
from corrdesk.casework.enforcement.measures.packs import PackPaper, pack_papers
from corrdesk.casework.enforcement.measures.policy import Due, due_of
from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.casework.enforcement.measures.ways import Way, ways_from
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow

MEASURE_LISTS = ("due", "running", "devices", "lost", "ended")


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in a list; without `measure_id` one that has to be begun (an appraisal)."""

    measure_id: str
    person_id: str
    supervision_id: str
    name: str
    kind: MeasureKind
    stage: Stage
    opened_on: date | None
    since: date | None
    until: date | None
    dues: tuple[Due, ...]

    @property
    def first_due(self) -> Due | None:
        """What presses most."""
        return min(self.dues, key=lambda each: day_of(each.due), default=None)


@dataclass(frozen=True, slots=True)
class MeasureFile:
    """One measure with its steps, what may follow, what is due, and its pack."""

    measure: AnyRow
    person: AnyRow
    supervision: AnyRow
    steps: Sequence[AnyRow]  # oldest first
    ways: tuple[Way, ...]
    dues: tuple[Due, ...]
    papers: tuple[PackPaper, ...]


def day_of(due: date | datetime) -> date:
    """The day of a due date that may be a moment."""
    return due.date() if isinstance(due, datetime) else due


def measure_lines(session: Session, office_id: str, law: Law, name: str) -> list[MeasureLine]:
    """One list, the most pressing first. Raises KeyError for a list that does not exist.

    A list is read whole: an office has a handful of measures at a time.
    """
    if name not in MEASURE_LISTS:
        raise KeyError(name)
    over = name == "ended"
    lines = _lines(session, office_id, law, over=over)
    if name == "due":
        lines += _appraisals_to_begin(session, office_id, law)
        return sorted((line for line in lines if line.dues), key=_pressing)
    if name == "devices":
        lines = [line for line in lines if line.kind is MeasureKind.DEVICE]
    elif name == "lost":
        lines = [line for line in lines if line.kind is MeasureKind.LOST_CONTACT]
    return lines


def count_measures(session: Session, office_id: str, law: Law, name: str) -> int:
    """How many lines a list has."""
    return len(measure_lines(session, office_id, law, name))


def count_pressing(session: Session, office_id: str, law: Law) -> int:
    """How many measures have something due today or before."""
    firsts = (line.first_due for line in measure_lines(session, office_id, law, "due"))
    return sum(1 for first in firsts if first is not None and day_of(first.due) <= law.as_of)


def measures_of(session: Session, office_id: str, law: Law, person_id: str) -> list[MeasureLine]:
    """Every measure of one person, the newest first."""
    running = _lines(session, office_id, law, over=False)
    ended = _lines(session, office_id, law, over=True)
    found = [line for line in (*running, *ended) if line.person_id == person_id]
    return sorted(found, key=lambda line: line.opened_on or law.as_of, reverse=True)


def measure_file(session: Session, office_id: str, law: Law, measure_id: str) -> MeasureFile | None:
    """One measure with everything that belongs to it, or None."""
    measure = _one(session, office_id, MeasureRecord, measure_id)
    if measure is None:
        return None
    person = _one(session, office_id, Person, measure.person_id)
    supervision = _one(session, office_id, Supervision, measure.supervision_id)
    if person is None or supervision is None:
        return None
    steps = _steps(session, office_id, [measure.id]).get(measure.id, [])
    kind, stage = MeasureKind(measure.kind), Stage(measure.stage)
    return MeasureFile(
        measure=measure,
        person=person,
        supervision=supervision,
        steps=steps,
        ways=ways_from(kind, stage, frozenset(Step(row.step) for row in steps)),
        dues=_dues(measure, steps, law, supervision.term_end),
        papers=pack_papers(session, office_id, measure, law),
    )


def lost_contacts(session: Session, office_id: str) -> list[tuple[AnyRow, date | None]]:
    """Everybody of the register whom contact was lost with, and the day of being found."""
    rows = session.execute(
        select(table_of(MeasureRecord), Supervision.category)
        .join(
            Supervision,
            (Supervision.office_id == MeasureRecord.office_id)
            & (Supervision.id == MeasureRecord.supervision_id),
        )
        .where(
            MeasureRecord.office_id == office_id,
            MeasureRecord.kind == MeasureKind.LOST_CONTACT.value,
            MeasureRecord.stage != Stage.WITHDRAWN.value,
            Supervision.status == Status.SUPERVISED.value,
        )
        .order_by(MeasureRecord.id)
    ).all()
    steps = _steps(session, office_id, [row.id for row in rows])
    return [
        (
            row,
            next(
                (each.at.date() for each in steps.get(row.id, []) if each.step == Step.FIND), None
            ),
        )
        for row in rows
    ]


def measures_from(session: Session, office_id: str, origin_id: str) -> Sequence[AnyRow]:
    """The measures that come from a proposal or go with a revocation, the newest first."""
    return session.execute(
        select(table_of(MeasureRecord))
        .where(MeasureRecord.office_id == office_id, MeasureRecord.origin_id == origin_id)
        .order_by(MeasureRecord.id.desc())
    ).all()


def _lines(session: Session, office_id: str, law: Law, *, over: bool) -> list[MeasureLine]:
    ended = MeasureRecord.stage.in_([stage.value for stage in OVER])
    order = MeasureRecord.id.desc() if over else MeasureRecord.id
    rows = session.execute(
        select(table_of(MeasureRecord), Person.name, Supervision.term_end)
        .join(
            Person,
            (Person.office_id == MeasureRecord.office_id) & (Person.id == MeasureRecord.person_id),
        )
        .join(
            Supervision,
            (Supervision.office_id == MeasureRecord.office_id)
            & (Supervision.id == MeasureRecord.supervision_id),
        )
        .where(MeasureRecord.office_id == office_id, ended if over else ~ended)
        .order_by(order)
    ).all()
    steps = _steps(session, office_id, [] if over else [row.id for row in rows])
    return [
        MeasureLine(
            measure_id=row.id,
            person_id=row.person_id,
            supervision_id=row.supervision_id,
            name=row.name,
            kind=MeasureKind(row.kind),
            stage=Stage(row.stage),
            opened_on=row.opened_on,
            since=row.since,
            until=row.until_on,
            dues=_dues(row, steps.get(row.id, []), law, row.term_end),
        )
        for row in rows
    ]


def _appraisals_to_begin(session: Session, office_id: str, law: Law) -> list[MeasureLine]:
    """People whose summary is due by now and whose appraisal nobody has begun (IM 53)."""
    begun = select(MeasureRecord.supervision_id).where(
        MeasureRecord.office_id == office_id,
        MeasureRecord.kind == MeasureKind.APPRAISAL.value,
        MeasureRecord.stage != Stage.WITHDRAWN.value,
    )
    rows = session.execute(
        select(Supervision.id, Supervision.person_id, Supervision.term_end, Person.name)
        .join(
            Person,
            (Person.office_id == Supervision.office_id) & (Person.id == Supervision.person_id),
        )
        .where(
            Supervision.office_id == office_id,
            Supervision.status == Status.SUPERVISED.value,
            Supervision.term_end >= law.as_of,  # later it waits for the discharge itself
            Supervision.id.not_in(begun),
        )
    )
    found = []
    for row in rows:
        by = discharge_plan(DischargeFacts(row.term_end), law).value.summary_by
        if by <= law.as_of:
            found.append(
                MeasureLine(
                    measure_id="",
                    person_id=row.person_id,
                    supervision_id=row.id,
                    name=row.name,
                    kind=MeasureKind.APPRAISAL,
                    stage=Stage.DRAFT,
                    opened_on=None,
                    since=None,
                    until=row.term_end,
                    dues=(Due("appraisal", by),),
                )
            )
    return found


def _dues(measure: AnyRow, steps: Sequence[AnyRow], law: Law, term_end: date) -> tuple[Due, ...]:
    return due_of(
        MeasureKind(measure.kind),
        Stage(measure.stage),
        law,
        marks={Step(row.step): row.at for row in steps},
        since=measure.since,
        until=measure.until_on,
        term_end=term_end,
    )


def _steps(session: Session, office_id: str, ids: Sequence[str]) -> dict[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = {}
    for row in session.execute(
        select(table_of(MeasureStep))
        .where(MeasureStep.office_id == office_id, MeasureStep.measure_id.in_(ids))
        .order_by(MeasureStep.id)
    ):
        found.setdefault(row.measure_id, []).append(row)
    return found


def _pressing(line: MeasureLine) -> tuple[date, str]:
    first = line.first_due
    return (date.max if first is None else day_of(first.due), line.name)


def _one(session: Session, office_id: str, kind: type, record_id: str) -> AnyRow | None:
    return session.execute(
        select(table_of(kind)).where(kind.office_id == office_id, kind.id == record_id)  # type: ignore[attr-defined]
    ).first()
