"""Every state of enforcement has a look."""

from corrdesk.casework.enforcement.model import NoticeState, ProposalState, ViolationState
from corrdesk.ui.enforcement.looks import (
    HOW_LABELS,
    NOTICE_LOOKS,
    PROPOSAL_LOOKS,
    VIOLATION_LOOKS,
)


def test_no_state_is_without_a_look() -> None:
    assert set(VIOLATION_LOOKS) == set(ViolationState)
    assert set(PROPOSAL_LOOKS) == set(ProposalState)
    assert set(NOTICE_LOOKS) == set(NoticeState)


def test_refusing_is_one_of_the_ways_of_service() -> None:
    assert "refused" in HOW_LABELS  # the word on which the service asks for a witness
