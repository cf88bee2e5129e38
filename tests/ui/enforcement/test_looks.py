"""Every state of enforcement has a look."""

from corrdesk.casework.enforcement.model import ProposalState, ViolationState
from corrdesk.ui.enforcement.looks import (
    PROPOSAL_LOOKS,
    VIOLATION_LOOKS,
)


def test_no_state_is_without_a_look() -> None:
    assert set(VIOLATION_LOOKS) == set(ViolationState)
    assert set(PROPOSAL_LOOKS) == set(ProposalState)
