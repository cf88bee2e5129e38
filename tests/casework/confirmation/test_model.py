"""Every state and verdict has its words."""

from __future__ import annotations

from corrdesk.casework.confirmation.model import STATE_LABELS, VERDICT_LABELS
from corrdesk.rules.confirmation import State, Verdict


def test_every_state_and_verdict_has_its_words() -> None:
    assert set(STATE_LABELS) == set(State)
    assert set(VERDICT_LABELS) == set(Verdict)
    assert len(set(STATE_LABELS.values())) == len(State)
