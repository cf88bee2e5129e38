"""The course of a relocation: every step with its clock, what is late, what is next, who answers.

Computed from the steps taken and the rules, stored nowhere; it touches no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from corrdesk.casework.relocation.model import Direction, Outcome, Party, Step
from corrdesk.casework.relocation.policy import (
    NEW,
    ArchiveFacts,
    Between,
    BetweenFacts,
    RelocationDeadlines,
    RelocationFacts,
    clauses_behind,
    relocation_archive,
    relocation_deadlines,
    relocation_responsible,
)
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law
from corrdesk.rules.parameter import Citation


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that stands, as it was recorded."""

    id: str
    step: Step
    on: date
    outcome: Outcome | None
    document: str
    agency: str
    words: str
    arrived_on: date | None

    @property
    def arrived(self) -> date:
        """When the other side's clock began: the day of arrival, or of sending while unknown."""
        return self.arrived_on or self.on


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One step of the timeline. `due`: its last day, None where the law names none.

    `days_late` counts to the day it was done, or to today; `at_once` needs no day to be urgent.
    """

    step: Step
    who: Party
    due: date | None
    taken: StepTaken | None
    days_late: int
    at_once: bool
    possible: bool
    optional: bool
    revocable: bool  # recorded, and nothing that was recorded rests on it
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The timeline, the step that comes next, and who supervises the person today."""

    direction: Direction
    lines: tuple[CourseLine, ...]
    responsible: Party
    between: Decision[Between] | None  # the law's answer once the change is agreed

    @property
    def next(self) -> CourseLine | None:
        """The step to take now: a late or urgent one first; None when nothing is left."""
        waiting = [line for line in self.lines if line.taken is None and line.possible]
        urgent = [line for line in waiting if line.at_once]
        usual = [line for line in waiting if not line.optional]
        return next(iter([*urgent, *usual]), None)

    @property
    def overdue(self) -> tuple[CourseLine, ...]:
        """What is late today."""
        return tuple(line for line in self.lines if line.taken is None and line.days_late > 0)

    @property
    def was_late(self) -> tuple[CourseLine, ...]:
        """What was done late."""
        return tuple(line for line in self.lines if line.taken and line.days_late > 0)

    @property
    def finished(self) -> bool:
        """Whether every step that must be taken was taken."""
        return self.next is None

    def line(self, step: Step) -> CourseLine | None:
        """The line of a step, if this course has it."""
        return next((line for line in self.lines if line.step is step), None)


_OUT: Final = (
    (Step.APPLIED, Party.PERSON),
    (Step.OPINION, Party.OFFICE),
    (Step.LETTER, Party.OLD),
    (Step.REPLY, Party.NEW),
    (Step.DISPUTE, Party.OLD),
    (Step.COORDINATION, Party.UPPER),
    (Step.DECISION, Party.OLD),
    (Step.REFUSAL_TOLD, Party.OLD),
    (Step.NOTIFIED, Party.OLD),
    (Step.FILES, Party.OLD),
    (Step.ARCHIVE, Party.PRISON),
    (Step.ARCHIVE_TOLD, Party.PRISON),
    (Step.RECEIPT, Party.NEW),
    (Step.REPORTED, Party.PERSON),
    (Step.NO_SHOW, Party.NEW),
    (Step.SEARCH, Party.OLD),
)
_IN: Final = (
    (Step.LETTER, Party.NEW),
    (Step.OPINION, Party.OFFICE),
    (Step.REPLY, Party.NEW),
    (Step.COORDINATION, Party.UPPER),
    (Step.DECISION, Party.OLD),
    (Step.NOTIFIED, Party.OLD),
    (Step.FILES, Party.OLD),
    (Step.ARCHIVE, Party.PRISON),
    (Step.ARCHIVE_TOLD, Party.PRISON),
    (Step.RECEIPT, Party.NEW),
    (Step.REPORTED, Party.PERSON),
    (Step.NO_SHOW, Party.NEW),
)
_AFTER: Final[Mapping[Step, tuple[Step, ...]]] = {
    Step.OPINION: (Step.APPLIED, Step.LETTER),
    Step.LETTER: (Step.OPINION,),
    Step.REPLY: (Step.LETTER, Step.OPINION),
    Step.DISPUTE: (Step.REPLY,),
    Step.COORDINATION: (Step.DISPUTE, Step.REPLY),
    Step.DECISION: (Step.REPLY,),
    Step.REFUSAL_TOLD: (Step.DECISION,),
    Step.NOTIFIED: (Step.DECISION,),
    Step.FILES: (Step.DECISION,),
    Step.ARCHIVE: (Step.DECISION,),
    Step.ARCHIVE_TOLD: (Step.ARCHIVE,),
    Step.RECEIPT: (Step.FILES,),
    Step.REPORTED: (Step.DECISION,),
    Step.NO_SHOW: (Step.NOTIFIED,),
    Step.SEARCH: (Step.NOTIFIED,),
}
"""What has to be recorded before a step, of those that the direction knows."""
_CLOCKS: Final[Mapping[Step, str]] = {
    Step.LETTER: "consult",
    Step.REPLY: "reply",
    Step.REFUSAL_TOLD: "refusal_notice",
    Step.FILES: "files",
    Step.RECEIPT: "receipt",
    Step.REPORTED: "person_reports",
}
_GROUNDS: Final[Mapping[Step, str]] = {
    Step.APPLIED: "relocation.apply_ahead_months",
    Step.DISPUTE: "relocation.disputes",
    Step.COORDINATION: "relocation.disputes",
    Step.NOTIFIED: "relocation.person_reports_days",
    Step.NO_SHOW: "relocation.searches",
    Step.SEARCH: "relocation.searches",
}
"""Steps without a day of their own, and the rule that speaks of them."""
_PRISON: Final = frozenset({Step.ARCHIVE, Step.ARCHIVE_TOLD})
_QUARREL: Final = frozenset({Step.DISPUTE, Step.COORDINATION})
_OPTIONAL: Final = _QUARREL | _PRISON
_AGREED: Final = frozenset(
    {Step.NOTIFIED, Step.FILES, Step.RECEIPT, Step.REPORTED, Step.NO_SHOW, Step.SEARCH} | _PRISON
)
"""Steps that follow a change that was agreed."""


def steps_of(direction: Direction) -> tuple[tuple[Step, Party], ...]:
    """The steps of a direction with their parties, in the order of the law."""
    return _OUT if direction is Direction.OUT else _IN


def predecessors(direction: Direction, step: Step) -> tuple[Step, ...]:
    """The steps that have to be recorded before a step."""
    order = [each for each, _party in steps_of(direction)]
    place = order.index(step)
    return tuple(each for each in _AFTER.get(step, ()) if each in order[:place])


def course_of(
    direction: Direction, steps: Sequence[StepTaken], law: Law, *, by_prison: bool = False
) -> Course:
    """The course as it stands on the day of the law."""
    taken = {each.step: each for each in steps}
    clocks = _deadlines(direction, taken, law)
    between = _between(taken, law)
    lines = []
    for step, party in steps_of(direction):
        if step in _PRISON and not by_prison:
            continue
        if _foreclosed(step, taken, between):
            continue
        due, citations = _due(step, taken, clocks, law)
        lines.append(_line(direction, step, party, taken, due, citations, law))
    outside = between is None or between.value.responsible != NEW
    return Course(direction, tuple(lines), Party.OLD if outside else Party.NEW, between)


def _line(
    direction: Direction,
    step: Step,
    party: Party,
    taken: Mapping[Step, StepTaken],
    due: date | None,
    citations: tuple[Citation, ...],
    law: Law,
) -> CourseLine:
    done = taken.get(step)
    before = predecessors(direction, step)
    possible = done is None and all(each in taken for each in before)
    day = done.on if done else law.as_of
    late = max((day - due).days, 0) if due is not None else 0
    alarm = step in {Step.NO_SHOW, Step.SEARCH} and done is None
    return CourseLine(
        step=step,
        who=party,
        due=due,
        taken=done,
        days_late=late,
        at_once=alarm and possible,
        possible=possible,
        optional=step in _OPTIONAL and Step.DISPUTE not in taken,
        revocable=done is not None and _revocable(direction, step, taken),
        citations=citations,
    )


def _revocable(direction: Direction, step: Step, taken: Mapping[Step, StepTaken]) -> bool:
    """A case begins with its first step, and who has reported is in another register."""
    if step is Step.REPORTED or step is steps_of(direction)[0][0]:
        return False
    return not any(step in predecessors(direction, other) for other in taken if other is not step)


def _foreclosed(
    step: Step, taken: Mapping[Step, StepTaken], between: Decision[Between] | None
) -> bool:
    """Whether a step has no place in this course: it does not concern what was decided."""
    if step in taken:
        return False
    decision, reply = taken.get(Step.DECISION), taken.get(Step.REPLY)
    refused = decision is not None and decision.outcome is Outcome.REFUSED
    if step in _QUARREL:
        return reply is None or reply.outcome is not Outcome.REFUSED or decision is not None
    if step is Step.REFUSAL_TOLD:
        return not refused
    if step in {Step.NO_SHOW, Step.SEARCH}:
        return between is None or not between.value.no_show
    return step in _AGREED and refused


def _deadlines(
    direction: Direction, taken: Mapping[Step, StepTaken], law: Law
) -> Decision[RelocationDeadlines] | None:
    letter, decision = taken.get(Step.LETTER), taken.get(Step.DECISION)
    files, told, applied = taken.get(Step.FILES), taken.get(Step.NOTIFIED), taken.get(Step.APPLIED)
    away = direction is Direction.OUT
    events = {
        "applied": applied.on if applied else None,
        "county_letter_received": (letter.arrived if away else letter.on) if letter else None,
        "decided": decision.on if decision else None,
        "files_received": (files.arrived if away else files.on) if files else None,
        "person_notified": told.on if told else None,
    }
    if all(day is None for day in events.values()):
        return None
    return relocation_deadlines(RelocationFacts(**events), law)


def _between(taken: Mapping[Step, StepTaken], law: Law) -> Decision[Between] | None:
    decision = taken.get(Step.DECISION)
    if decision is None or decision.outcome is not Outcome.AGREED:
        return None
    told, there = taken.get(Step.NOTIFIED), taken.get(Step.REPORTED)
    facts = BetweenFacts(decision.on, told.on if told else None, there.on if there else None)
    return relocation_responsible(facts, law)


def _due(
    step: Step,
    taken: Mapping[Step, StepTaken],
    clocks: Decision[RelocationDeadlines] | None,
    law: Law,
) -> tuple[date | None, tuple[Citation, ...]]:
    if step is Step.ARCHIVE_TOLD:
        archive = taken.get(Step.ARCHIVE)
        if archive is None:
            return None, ()
        answer = relocation_archive(ArchiveFacts(archive.on), law)
        return answer.value.archive_due, answer.citations_of("relocation.prison_archive_days")
    if step in _GROUNDS:
        return None, clauses_behind(law, _GROUNDS[step])
    name = _CLOCKS.get(step)
    if name is None or clocks is None:
        return None, ()
    due: date | None = getattr(clocks.value, f"{name}_due")
    return due, clocks.citations_of(f"relocation.{name}_days")
