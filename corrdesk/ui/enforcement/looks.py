"""How violations, proposals and notices look: words, shape and tone of every state."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.casework.enforcement.hints.model import HintState
from corrdesk.casework.enforcement.model import NoticeState, ProposalState, ViolationState
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
    ProposalState.SUBMITTED: (Shape.DIAMOND, Tone.WARN),
    ProposalState.GRANTED: (Shape.TICK, Tone.OK),
    ProposalState.REFUSED: (Shape.CROSS, Tone.BAD),
    ProposalState.RETURNED: (Shape.TRIANGLE, Tone.WARN),
    ProposalState.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
}
NOTICE_LOOKS = {
    NoticeState.ISSUED: (Shape.DIAMOND, Tone.WARN),
    NoticeState.SERVED: (Shape.TICK, Tone.OK),
    NoticeState.REFUSED: (Shape.TICK, Tone.OK),
    NoticeState.VOID: (Shape.CROSS, Tone.PLAIN),
}
HOW_LABELS = {
    "direct": N_("直接送达"),
    "refused": N_("本人拒收，留置送达"),
    "mail": N_("邮寄送达"),
    "entrusted": N_("委托送达"),
    "other": N_("其他"),
}
"""How a notice reached its addressee, as the receipt lists it; `refused` needs a witness."""
