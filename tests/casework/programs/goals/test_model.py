"""Goals speak with the words of hours and programmes."""

from __future__ import annotations

from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.programs.goals.model import (
    DONE,
    GOAL_LABELS,
    MEASURE_LABELS,
    SUBJECT_LABELS,
    GoalState,
    Measure,
    Subject,
)
from corrdesk.casework.programs.model import ProgramType


def test_every_code_has_its_words() -> None:
    assert set(GOAL_LABELS) == set(GoalState)
    assert set(MEASURE_LABELS) == set(Measure)
    assert set(SUBJECT_LABELS) == set(Subject)
    assert set(GoalState) > DONE


def test_subjects_are_kinds_of_hours_and_types_of_study() -> None:
    """Public service is a kind of hours and a type of programme: it stands once."""
    types = {each.value for each in ProgramType} - {"service"}
    kinds = {HourKind.EDUCATION.value, HourKind.PUBLIC_SERVICE.value}
    assert {each.value for each in Subject} == types | kinds
    assert len(set(SUBJECT_LABELS.values())) == len(SUBJECT_LABELS)
