"""How approvals look: words, shape and tone of every state."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.base.i18n import _
from corrdesk.casework.approvals.model import (
    CONTACT_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    ApprovalKind,
    ApprovalState,
    Contact,
)
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone

STATE_LOOKS = {
    ApprovalState.REQUESTED: (Shape.DIAMOND, Tone.WARN),
    ApprovalState.GRANTED: (Shape.TICK, Tone.OK),
    ApprovalState.REFUSED: (Shape.CROSS, Tone.BAD),
    ApprovalState.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
}


def approval_state(approval: Any, today: date) -> Cell:
    """Where an approval stands today: one whose days are over is no longer valid."""
    state = ApprovalState(approval.state)
    if state is ApprovalState.GRANTED and approval.until_on < today:
        return Cell(_("已到期"), Shape.SQUARE, Tone.PLAIN)
    return Cell(_(STATE_LABELS[state]), *STATE_LOOKS[state])


def kind_words(approval: Any) -> str:
    """What is asked for; with whom, for a meeting."""
    if approval.kind == ApprovalKind.CONTACT:
        return _("会客：{who}").format(who=_(CONTACT_LABELS[Contact(approval.contact)]))
    return _(KIND_LABELS[ApprovalKind.PLACE])
