"""How violations and proposals look: words, shape and tone of every state."""

from __future__ import annotations

from corrdesk.casework.enforcement.hints.model import HintState
from corrdesk.casework.enforcement.model import ProposalState, ViolationState
from corrdesk.ui.shell.tokens import Shape, Tone

HINT_LOOKS = {
    HintState.OPEN: (Shape.DIAMOND, Tone.WARN),
    HintState.CONFIRMED: (Shape.TICK, Tone.OK),
    HintState.DISMISSED: (Shape.SQUARE, Tone.PLAIN),
    HintState.LAPSED: (Shape.RING, Tone.PLAIN),
}
VIOLATION_LOOKS = {
    ViolationState.RECORDED: (Shape.DIAMOND, Tone.WARN),
    ViolationState.PROPOSED: (Shape.RING, Tone.INFO),
    ViolationState.DECIDED: (Shape.TICK, Tone.OK),
    ViolationState.DISMISSED: (Shape.SQUARE, Tone.PLAIN),
}
PROPOSAL_LOOKS = {
    ProposalState.DRAFT: (Shape.RING, Tone.INFO),
    ProposalState.CHECKED: (Shape.TICK, Tone.INFO),
    ProposalState.SUBMITTED: (Shape.DIAMOND, Tone.WARN),
    ProposalState.GRANTED: (Shape.TICK, Tone.OK),
    ProposalState.REFUSED: (Shape.CROSS, Tone.BAD),
    ProposalState.RETURNED: (Shape.TRIANGLE, Tone.WARN),
    ProposalState.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
}
