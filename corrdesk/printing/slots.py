"""Wording with slots: `{name}` prints a fact, `{name:words}` what a word list makes of it.

Text in `[ ]` is printed only when every slot in it has a fact. Facts are never read as wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from corrdesk.base.i18n import _

Value = str | tuple[str, ...]
"""A fact as it is printed: a text, or the texts of a list."""
Words = Mapping[str, Mapping[str, str]]
"""Word lists by name: what to print for a fact that reads thus."""

_TOKENS = re.compile(r"\{([^{}]*)\}|([\[\]{}])")
_SLOT = re.compile(r"([a-z][a-z0-9_]*)(?::([a-z][a-z0-9_]*))?")


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one fact; `words` names the word list it is looked up in, if any."""

    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What is printed only together: literal text and slots between brackets."""

    parts: tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of a form with its slots."""

    parts: tuple[str | Slot | Group, ...] = ()

    def slots(self) -> Iterator[Slot]:
        """Every slot, those in brackets included."""
        for part in self.parts:
            if isinstance(part, Slot):
                yield part
            elif isinstance(part, Group):
                yield from (each for each in part.parts if isinstance(each, Slot))

    def fill(self, values: Mapping[str, Value], words: Words, blank: Callable[[str], str]) -> str:
        """The text with its facts; `blank` says what stands for a fact that is not there."""
        return "".join(_filled(part, values, words, blank) for part in self.parts)


def _filled(
    part: str | Slot | Group,
    values: Mapping[str, Value],
    words: Words,
    blank: Callable[[str], str],
) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Slot):
        return _fact(part, values, words) if values.get(part.name) else blank(part.name)
    if all(values.get(each.name) for each in part.parts if isinstance(each, Slot)):
        return "".join(_filled(each, values, words, blank) for each in part.parts)
    return ""


def _fact(slot: Slot, values: Mapping[str, Value], words: Words) -> str:
    value = values[slot.name]
    text = value if isinstance(value, str) else "、".join(value)
    return words[slot.words].get(text, text) if slot.words else text


def parse_wording(text: str) -> Wording:
    """The wording a text of a form describes; ValueError says what is wrong with it."""
    parts: list[str | Slot | Group] = []
    group: list[str | Slot] | None = None
    position = 0
    for match in _TOKENS.finditer(text):
        target = parts if group is None else group
        if match.start() > position:
            target.append(text[position : match.start()])
        position = match.end()
        if match[1] is not None:
            target.append(_slot(match[1]))
        elif match[2] == "[" and group is None:
            group = []
        elif match[2] == "]" and group is not None:
            parts.append(_group(group))
            group = None
        else:
            raise ValueError(_("括号不成对。"))
    if group is not None:
        raise ValueError(_("括号不成对。"))
    if position < len(text):
        parts.append(text[position:])
    return Wording(tuple(parts))


def _slot(inside: str) -> Slot:
    match = _SLOT.fullmatch(inside)
    if match is None:
        raise ValueError(_("“{slot}”不是有效的填写位置。").format(slot=inside))
    return Slot(match[1], match[2] or "")


def _group(parts: list[str | Slot]) -> Group:
    if not any(isinstance(part, Slot) for part in parts):
        raise ValueError(_("方括号内没有填写位置。"))
    return Group(tuple(parts))
