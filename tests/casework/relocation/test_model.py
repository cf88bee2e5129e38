"""Every word of a relocation has its Chinese term in each direction that knows it."""

from __future__ import annotations

from corrdesk.casework.relocation.course import steps_of
from corrdesk.casework.relocation.model import (
    DIRECTION_LABELS,
    OUTCOME_LABELS,
    PACK_LABELS,
    PARTY_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    Direction,
    Outcome,
    PackKey,
    Party,
    RelocationState,
    Step,
)


def test_every_word_has_its_term() -> None:
    assert set(DIRECTION_LABELS) == set(Direction)
    assert set(PARTY_LABELS) == set(Party)
    assert set(OUTCOME_LABELS) == set(Outcome)
    assert set(STATE_LABELS) == set(RelocationState)
    assert set(PACK_LABELS) == set(PackKey)


def test_every_step_of_a_direction_has_its_term_there() -> None:
    for direction in Direction:
        assert set(STEP_LABELS[direction]) == {step for step, _party in steps_of(direction)}
    assert set(STEP_LABELS[Direction.OUT]) == set(Step)
