"""Every word of enforcement has its label, its title and its place."""

from __future__ import annotations

from enum import StrEnum

import pytest

from corrdesk.casework.enforcement import model
from corrdesk.casework.enforcement.model import (
    NOTICE_FORMS,
    DecisionOutcome,
    Measure,
    ProposalState,
)
from corrdesk.printing.templates import load_form

LABELLED = [
    (model.Breach, model.BREACH_LABELS),
    (model.Severity, model.SEVERITY_LABELS),
    (model.Measure, model.MEASURE_LABELS),
    (model.ViolationState, model.VIOLATION_LABELS),
    (model.ProposalState, model.PROPOSAL_LABELS),
]


@pytest.mark.parametrize(("words", "labels"), LABELLED, ids=lambda each: str(each)[:20])
def test_every_word_has_its_own_label(words: type[StrEnum], labels: dict[StrEnum, str]) -> None:
    assert set(labels) == set(words)
    assert len(set(labels.values())) == len(labels)


def test_what_the_office_prints_has_a_form_with_a_number_word() -> None:
    assert set(NOTICE_FORMS) == {Measure.ADMONITION, Measure.WARNING}
    assert [load_form(each).head.number for each in NOTICE_FORMS.values()] == ["矫训", "矫警"]


def test_a_decision_leaves_its_proposal_in_a_state_of_the_same_name() -> None:
    assert {each.value for each in DecisionOutcome} < {each.value for each in ProposalState}
