"""How leaves look: words, shape and tone of every state."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.base.i18n import _
from corrdesk.casework.leave.model import STATE_LABELS, LeaveState
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.words import distance, full_day

STATE_LOOKS = {
    LeaveState.REQUESTED: (Shape.DIAMOND, Tone.WARN),
    LeaveState.APPROVED: (Shape.TICK, Tone.OK),
    LeaveState.REFUSED: (Shape.CROSS, Tone.BAD),
    LeaveState.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
    LeaveState.CANCELLED: (Shape.SQUARE, Tone.PLAIN),
    LeaveState.ENDED: (Shape.TICK, Tone.PLAIN),
}


def leave_state(state: LeaveState, depart: date, days_overdue: int, today: date) -> Cell:
    """Where a leave stands today: somebody who is away, or overdue, is more than granted."""
    if state is LeaveState.APPROVED and days_overdue:
        words = _("逾期 {days} 天未归").format(days=days_overdue)
        return Cell(words, Shape.TRIANGLE, Tone.BAD)
    if state is LeaveState.APPROVED and depart <= today:
        return Cell(_("外出中"), Shape.RING, Tone.INFO)
    return Cell(_(STATE_LABELS[state]), *STATE_LOOKS[state])


def decision_clock(last: date, today: date, *, extends: bool) -> tuple[str, Tone]:
    """By when a request has to be decided: before the departure, or before the leave ends.

    The law names no period for the decision; a leave that is granted afterwards is none.
    """
    left = distance(last, today)
    if extends:
        words = _("应在原批准期满（{day}）之前决定，{left}。")
    else:
        words = _("应在出发（{day}）之前决定，{left}。")
    tone = Tone.BAD if last < today else Tone.WARN if last == today else Tone.INFO
    return words.format(day=full_day(last), left=left), tone


def permit_state(permit: Any, today: date) -> Cell:
    """Where a permit for recurring travel stands today."""
    state = LeaveState(permit.state)
    if state is LeaveState.APPROVED:
        if permit.valid_to < today:
            return Cell(_("已到期"), Shape.SQUARE, Tone.PLAIN)
        return Cell(_("有效"), Shape.TICK, Tone.OK)
    words = _("已终止") if state is LeaveState.ENDED else _(STATE_LABELS[state])
    return Cell(words, *STATE_LOOKS[state])
