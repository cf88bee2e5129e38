"""How relocations look: words, shape and tone of a case and of every step."""

from __future__ import annotations

from datetime import date

from corrdesk.base.i18n import _
from corrdesk.casework.relocation.course import CourseLine
from corrdesk.casework.relocation.model import (
    OUTCOME_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    Direction,
    Outcome,
    RelocationState,
    Step,
)
from corrdesk.casework.relocation.queries import RelocationLine
from corrdesk.rules.parameter import Citation
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import Clause, clause_words
from corrdesk.ui.shell.words import distance, full_day

STATE_LOOKS = {
    RelocationState.OPEN: (Shape.DIAMOND, Tone.INFO),
    RelocationState.REFUSED: (Shape.CROSS, Tone.PLAIN),
    RelocationState.MOVED: (Shape.TICK, Tone.OK),
    RelocationState.WITHDRAWN: (Shape.SQUARE, Tone.PLAIN),
}


def case_state(state: RelocationState, days_overdue: int) -> Cell:
    """Where a case stands: one with a step that is late is more than under way."""
    if days_overdue:
        words = _("迟延 {days} 天").format(days=days_overdue)
        return Cell(words, Shape.TRIANGLE, Tone.BAD)
    return Cell(_(STATE_LABELS[state]), *STATE_LOOKS[state])


def line_state(line: RelocationLine) -> Cell:
    """The state of a line in a list."""
    return case_state(line.state, line.days_overdue)


def step_name(direction: Direction, step: Step) -> str:
    """What a step is called for somebody who leaves, or comes."""
    return _(STEP_LABELS[direction][step])


def step_look(line: CourseLine, *, is_next: bool) -> tuple[Shape, Tone]:
    """Shape and tone of a step: done, done late, overdue, next, or still to come."""
    if line.taken is not None:
        refused = line.taken.outcome is Outcome.REFUSED
        done = Shape.CROSS if refused else Shape.TICK
        return done, (Tone.WARN if line.days_late or refused else Tone.OK)
    if line.days_late or line.at_once:
        return Shape.TRIANGLE, Tone.BAD
    return (Shape.DOT, Tone.INFO) if is_next else (Shape.RING, Tone.PLAIN)


def due_words(line: CourseLine, today: date) -> str:
    """By when a step is due and how far that is; empty where the law names no day."""
    if line.taken is None and line.at_once:
        return _("立即办理")
    if line.due is None:
        return ""
    words = _("最迟 {day}").format(day=full_day(line.due))
    if line.taken is not None:
        late = _("迟延 {days} 天").format(days=line.days_late)
        return f"{words}，{late if line.days_late else _('按期')}"
    return f"{words}，{distance(line.due, today)}"


def done_words(line: CourseLine) -> str:
    """What was recorded of a step."""
    taken = line.taken
    if taken is None:
        return ""
    parts = [full_day(taken.on), taken.agency, taken.document]
    if taken.outcome is not None:
        parts.append(_(OUTCOME_LABELS[taken.outcome]))
    if taken.arrived_on is not None:
        parts.append(_("对方 {day} 收到").format(day=full_day(taken.arrived_on)))
    return "　".join(filter(None, [*parts, taken.words]))


def cited_words(citations: tuple[Citation, ...]) -> str:
    """The clauses of a step, each with the mark of a reading that is not confirmed."""
    return "　".join(
        clause_words(Clause(each.title, each.article, each.mark)) for each in citations
    )
