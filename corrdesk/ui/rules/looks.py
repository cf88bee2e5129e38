"""How values of the law look: states as shape and word, values and doubts in words."""

from __future__ import annotations

import re

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.confirmation.model import STATE_LABELS, VERDICT_LABELS, WordSpoken
from corrdesk.casework.questions.wording import codes_of, value_of
from corrdesk.rules.confirmation import NONE, ChecklistEntry, State, Verdict, as_written
from corrdesk.rules.parameter import MARK_WORDS, RuleValue
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import EVERY, UNITS, cadence_words
from corrdesk.ui.shell.words import full_day

STATE_LOOKS = {
    State.OPEN: (Shape.DIAMOND, Tone.WARN),
    State.CONFIRMED: (Shape.TICK, Tone.OK),
    State.CHANGED: (Shape.TICK, Tone.INFO),
}

HINTS = {
    "duty": N_("写成“每周 1 次”“每月 12 小时”这样；没有这项义务的写“没有”"),
    "flag": N_("写“是”或者“否”"),
    "choice": N_("照“取值”一栏的词写，如：人民法院"),
    "article": N_("照“取值”一栏的样子写，如：PSA-72(4)"),
    "choices": N_("照“取值”一栏的词写，用顿号隔开，如：人民法院、公安机关"),
}
"""How a new value is written, by unit; the others are numbers."""
_NO_DUTY = N_("没有")
_SEPARATORS = re.compile(r"[、，,;；]")
_CADENCE = re.compile(r"(每\S+?)\s*(\d+)\s*(次|小时)")


def hint_words(unit: str) -> str:
    """How the new value of a rule is written."""
    return _(HINTS.get(unit, N_("写数字，如 7；从今天起适用")))


def rule_text(words: str, unit: str) -> str:
    """What somebody typed as the new value, as rule files write it; their own spelling stays.

    Raises UserError for a word that stands for nothing, or for more than one thing.
    """
    typed = words.strip()
    if unit == "flag":
        return {_("是"): "true", _("否"): "false"}.get(typed, typed)
    if unit == "duty":
        return _duty_text(typed)
    if unit == "choice":
        return _code(typed, unit)
    if unit == "choices" and not typed.startswith("["):
        parts = [each for each in _SEPARATORS.split(typed) if each.strip()]
        return f"[{', '.join(_code(each, unit) for each in parts)}]"
    return typed


def _code(words: str, unit: str) -> str:
    if words.isascii():
        return words.strip()
    codes = codes_of(words)
    if len(codes) != 1:
        raise UserError(
            _("规则里没有“{words}”这个词。").format(words=words.strip()),
            remedy=hint_words(unit),
            field="value",
        )
    return next(iter(codes))


def _duty_text(typed: str) -> str:
    if typed.startswith(_(_NO_DUTY)):
        return NONE
    found = _CADENCE.fullmatch(typed)
    every = {_(title): code for code, title in EVERY.items()}
    if found is None or found[1] not in every:
        return typed
    measure = "count" if found[3] == "次" else "hours"
    return f"{{every: {every[found[1]]}, {measure}: {found[2]}}}"


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
