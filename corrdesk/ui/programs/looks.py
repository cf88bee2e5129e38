"""How sessions, outcomes and accounts look: words, shape and tone of every state."""

from __future__ import annotations

from datetime import date

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import hours_number
from corrdesk.casework.hour_flows import HourAccount
from corrdesk.casework.programs.goals.model import GOAL_LABELS, GoalState, Progress
from corrdesk.casework.programs.model import SESSION_LABELS, TURNOUT_LABELS, SessionState, Turnout
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone

TURNOUT_LOOKS = {
    Turnout.PRESENT: (Shape.TICK, Tone.OK),
    Turnout.PARTLY: (Shape.DIAMOND, Tone.WARN),
    Turnout.EXCUSED: (Shape.SQUARE, Tone.INFO),
    Turnout.ABSENT: (Shape.CROSS, Tone.BAD),
}

GOAL_LOOKS = {
    GoalState.REACHED: (Shape.TICK, Tone.OK),
    GoalState.CONFIRMED: (Shape.TICK, Tone.OK),
    GoalState.OPEN: (Shape.RING, Tone.INFO),
    GoalState.OVERDUE: (Shape.TRIANGLE, Tone.BAD),
}


def session_state(state: SessionState, on: date, today: date) -> Cell:
    """Where a session stands today: one that is over and not recorded waits."""
    if state is SessionState.PLANNED and on <= today:
        return Cell(_("待登记"), Shape.DIAMOND, Tone.WARN)
    look = {
        SessionState.PLANNED: (Shape.RING, Tone.INFO),
        SessionState.HELD: (Shape.TICK, Tone.OK),
        SessionState.CANCELLED: (Shape.SQUARE, Tone.PLAIN),
    }[state]
    return Cell(_(SESSION_LABELS[state]), *look)


def turnout_cell(turnout: Turnout | None) -> Cell:
    """How it went for one person."""
    if turnout is None:
        return Cell(_("未登记"), Shape.RING, Tone.PLAIN)
    return Cell(_(TURNOUT_LABELS[turnout]), *TURNOUT_LOOKS[turnout])


def account_state(account: HourAccount) -> Cell:
    """Whether the hours of the period are there, will be there, or will be missing."""
    if account.exempt:
        return Cell(_("本期免除"), Shape.SQUARE, Tone.INFO)
    if account.tally.target is None:
        return Cell(_("规则未规定"), Shape.SQUARE, Tone.PLAIN)
    if not account.is_short:
        return Cell(_("已完成"), Shape.TICK, Tone.OK)
    if not account.will_be_short:
        return Cell(_("已安排够"), Shape.RING, Tone.INFO)
    words = _("缺 {hours} 小时").format(hours=hours_number(account.tally.will_be_short))
    return Cell(words, Shape.TRIANGLE, Tone.BAD)


def goal_cell(progress: Progress) -> Cell:
    """Where a goal of a plan stands; the officer's remark is its tip."""
    tip = progress.said.remark if progress.said is not None else ""
    return Cell(_(GOAL_LABELS[progress.state]), *GOAL_LOOKS[progress.state], tip=tip)


def hours_of(minutes: int | None) -> str:
    """Minutes as hours; — for none."""
    return "—" if minutes is None else str(hours_number(minutes))


def hours_words(minutes: int | None) -> str:
    """The same with its unit: 1.5 小时."""
    return "—" if minutes is None else _("{hours} 小时").format(hours=hours_number(minutes))
