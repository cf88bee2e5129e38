"""The words of a correction plan's goals, and the facts of making, revising and confirming them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_
from corrdesk.casework.caseload.hours import HOUR_LABELS, HourKind
from corrdesk.casework.programs.model import TYPE_LABELS, ProgramType


class Measure(StrEnum):
    """By what a goal is found to be reached."""

    WORD = "word"  # an officer says so
    HOURS = "hours"
    SESSIONS = "sessions"


class Subject(StrEnum):
    """What counts for a goal: all hours of a kind, or those of one type of programme."""

    EDUCATION = HourKind.EDUCATION.value
    PUBLIC_SERVICE = HourKind.PUBLIC_SERVICE.value
    LAW = ProgramType.LAW.value
    MORALS = ProgramType.MORALS.value
    PSYCHOLOGY = ProgramType.PSYCHOLOGY.value
    SKILLS = ProgramType.SKILLS.value
    TALK = ProgramType.TALK.value
    ONLINE = ProgramType.ONLINE.value
    VISIT = ProgramType.VISIT.value


class GoalState(StrEnum):
    """Where a goal stands on a day."""

    REACHED = "reached"  # the ledger holds what it asks for
    CONFIRMED = "confirmed"  # an officer has said so
    OPEN = "open"
    OVERDUE = "overdue"


MEASURE_LABELS = {
    Measure.WORD: N_("工作人员确认"),
    Measure.HOURS: N_("小时数"),
    Measure.SESSIONS: N_("参加次数"),
}
SUBJECT_LABELS = {
    subject: HOUR_LABELS[HourKind(subject.value)]
    if subject in {Subject.EDUCATION, Subject.PUBLIC_SERVICE}
    else TYPE_LABELS[ProgramType(subject.value)]
    for subject in Subject
}
GOAL_LABELS = {
    GoalState.REACHED: N_("已达到"),
    GoalState.CONFIRMED: N_("已确认达到"),
    GoalState.OPEN: N_("进行中"),
    GoalState.OVERDUE: N_("到期未达到"),
}
DONE = frozenset({GoalState.REACHED, GoalState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal as it is planned; `target` in minutes or in sessions, by the measure.

    `goal_id` names the goal of the edition before that it carries on, if it does.
    """

    words: str
    due_on: date
    measure: Measure = Measure.WORD
    subject: Subject | None = None
    target: int = 0
    goal_id: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan as it is made or revised; `based_on` is the edition that the officer looked at."""

    on: date
    goals: tuple[GoalFacts, ...]
    based_on: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the plan that holds. Both days included."""

    goal_id: str
    origin_id: str
    number: int
    words: str
    measure: Measure
    subject: Subject | None
    target: int
    from_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Feat:
    """Something in the ledger that may count for a goal; `type` only where a programme made it."""

    on: date
    kind: str
    type: str
    source_id: str
    minutes: int
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """An officer's last word on a goal."""

    reached: bool
    on: date
    remark: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal has come: `done` in minutes or sessions is what `feats` add up to."""

    goal: Goal
    state: GoalState
    done: int
    feats: tuple[Feat, ...]
    said: Said | None = None
    reached_on: date | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached, by the ledger or by word."""
        return self.state in DONE
