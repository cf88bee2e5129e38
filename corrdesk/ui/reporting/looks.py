"""How duties and outcomes look: words, shape and tone of every state."""

from __future__ import annotations

from datetime import date

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import hours_number
from corrdesk.casework.leave.queries import LeaveLine
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    STATE_LABELS,
    DeskLine,
    DutyKind,
    DutyState,
    Outcome,
)
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.words import full_day, span_words

STATE_LOOKS = {
    DutyState.OPEN: (Shape.RING, Tone.INFO),
    DutyState.FULFILLED: (Shape.TICK, Tone.OK),
    DutyState.EXCUSED: (Shape.SQUARE, Tone.PLAIN),
    DutyState.WAITING: (Shape.DIAMOND, Tone.WARN),
    DutyState.MISSED: (Shape.CROSS, Tone.BAD),
    DutyState.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
}
OUTCOME_LOOKS = {
    Outcome.COMPLIED: (Shape.TICK, Tone.OK),
    Outcome.EXCUSED: (Shape.SQUARE, Tone.PLAIN),
    Outcome.WAITING_EVIDENCE: (Shape.DIAMOND, Tone.WARN),
    Outcome.MISSED: (Shape.CROSS, Tone.BAD),
}

IN_HOURS = frozenset({DutyKind.EDUCATION, DutyKind.PUBLIC_SERVICE})
"""Duties that are counted in minutes; people say hours."""


def progress_words(line: DeskLine) -> str:
    """How much of a duty is done: 1/2 次, 1.5/6 小时."""
    if line.kind in IN_HOURS:
        done, needed = hours_number(line.done), hours_number(line.needed)
        return _("{done}/{needed} 小时").format(done=done, needed=needed)
    return _("{done}/{needed} 次").format(done=line.done, needed=line.needed)


def line_state(line: DeskLine, today: date) -> Cell:
    """The state of a duty window on a day: an open one may be in its grace days or overdue."""
    if line.state is DutyState.OPEN and line.grace_until < today:
        return Cell(_("已逾期"), Shape.TRIANGLE, Tone.BAD)
    if line.state is DutyState.OPEN and line.period_end < today:
        return Cell(_("宽限期内"), Shape.DIAMOND, Tone.WARN)
    if line.state is DutyState.OPEN and line.grace_until == today:
        return Cell(_("今天截止"), Shape.DIAMOND, Tone.WARN)
    due = line.evidence_due
    if line.state is DutyState.WAITING and due is not None and due < today:
        return Cell(_("补证逾期"), Shape.TRIANGLE, Tone.BAD)
    shape, tone = STATE_LOOKS[line.state]
    return Cell(_(STATE_LABELS[line.state]), shape, tone)


def landed_words(duty: DeskLine, other: DeskLine | None, today: date) -> str:
    """That a report was not made in the window it was meant for, and what became of it."""
    words = {"span": _span(duty, today), "what": _(DUTY_LABELS[duty.kind])}
    if other is None:
        return _("实际日期不在{span}的报告期内，没有计入这一次{what}。").format(**words)
    held = _span(other, today)
    return _("实际日期不在{span}的报告期内，计入了{held}的{what}。").format(held=held, **words)


def _span(line: DeskLine, today: date) -> str:
    return span_words(line.period_start, line.period_end, today)


def away_words(leave: LeaveLine, today: date) -> str:
    """That somebody should be away, or back already."""
    if leave.return_on < today:
        return _("外出应于 {day} 返回，还没有销假。本人已经回来的，请登记销假。").format(
            day=full_day(leave.return_on)
        )
    return _("正在外出，应于 {day} 返回。本人已经提前回来的，请登记销假。").format(
        day=full_day(leave.return_on)
    )
