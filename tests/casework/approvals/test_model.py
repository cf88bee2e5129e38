"""Every word of approvals has its Chinese term."""

from __future__ import annotations

from corrdesk.casework.approvals.model import (
    CONTACT_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    STATE_LABELS,
    ApprovalKind,
    ApprovalOutcome,
    ApprovalState,
    Contact,
)


def test_every_word_has_its_term() -> None:
    assert set(KIND_LABELS) == set(ApprovalKind)
    assert set(CONTACT_LABELS) == set(Contact)
    assert set(STATE_LABELS) == set(ApprovalState)
    assert set(OUTCOME_LABELS) == set(ApprovalOutcome)
