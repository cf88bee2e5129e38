"""How violations and proposals look: words, shape and tone of every state."""

from __future__ import annotations

from corrdesk.casework.enforcement.hints.model import HintState
from corrdesk.casework.enforcement.measures.model import Stage
from corrdesk.casework.enforcement.model import ProposalState, ViolationState
from corrdesk.ui.shell.tokens import Shape, Tone

HINT_LOOKS = {
    HintState.OPEN: (Shape.DIAMOND, Tone.WARN),
    HintState.CONFIRMED: (Shape.TICK, Tone.OK),
    HintState.DISMISSED: (Shape.SQUARE, Tone.PLAIN),
    HintState.LAPSED: (Shape.RING, Tone.PLAIN),
}
STAGE_LOOKS = {
    Stage.DRAFT: (Shape.RING, Tone.INFO),
    Stage.CHECKED: (Shape.RING, Tone.INFO),
    Stage.SUBMITTED: (Shape.DIAMOND, Tone.WARN),
    Stage.RETURNED: (Shape.TRIANGLE, Tone.WARN),
    Stage.GRANTED: (Shape.DIAMOND, Tone.WARN),
    Stage.SENT: (Shape.DIAMOND, Tone.WARN),
    Stage.IN_USE: (Shape.DOT, Tone.INFO),
    Stage.SEARCHING: (Shape.TRIANGLE, Tone.BAD),
    Stage.FOUND: (Shape.DIAMOND, Tone.WARN),
    Stage.ENDED: (Shape.TICK, Tone.OK),
    Stage.REFUSED: (Shape.CROSS, Tone.BAD),
    Stage.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
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
