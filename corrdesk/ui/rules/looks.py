"""How values of the law look: states as shape and word, values and doubts in words."""

from __future__ import annotations

from corrdesk.base.i18n import _
from corrdesk.casework.confirmation.model import STATE_LABELS, VERDICT_LABELS, WordSpoken
from corrdesk.casework.questions.wording import value_of
from corrdesk.rules.confirmation import NONE, ChecklistEntry, State, Verdict, as_written
from corrdesk.rules.parameter import MARK_WORDS, RuleValue
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import UNITS, cadence_words
from corrdesk.ui.shell.words import full_day

STATE_LOOKS = {
    State.OPEN: (Shape.DIAMOND, Tone.WARN),
    State.CONFIRMED: (Shape.TICK, Tone.OK),
    State.CHANGED: (Shape.TICK, Tone.INFO),
}


def state_cell(state: State) -> Cell:
    """Where a value stands, as shape and word."""
    return Cell(_(STATE_LABELS[state]), *STATE_LOOKS[state])


def value_words(value: RuleValue | None, unit: str) -> str:
    """A value as people write it, with its unit."""
    return _("由本县规则包规定") if value is None else _typed(as_written(value), unit)


def doubt_words(entry: ChecklistEntry) -> str:
    """The doubt about a value nobody has confirmed yet: C 待县级机构确认."""
    if entry.state is not State.OPEN or entry.mark not in MARK_WORDS:
        return ""
    return _(MARK_WORDS[entry.mark])


def word_line(word: WordSpoken, unit: str) -> str:
    """One word of the county: when, who, what, by which document."""
    said = _(VERDICT_LABELS[word.verdict])
    if word.verdict is Verdict.CHANGED:
        said = _("{said} {value}").format(said=said, value=_typed(word.value, unit))
    line = _("{day}　{person}　{said}　{document}").format(
        day=full_day(word.on), person=word.person, said=said, document=word.document
    )
    return f"{line}　{word.note}" if word.note else line


def _typed(value: object, unit: str) -> str:
    """A value as rule files write it, in words."""
    if unit == "duty":
        return _("没有这项义务") if value == NONE else cadence_words(value)
    words = value_of(value)
    return f"{words} {_(UNITS[unit])}" if unit in UNITS else words
