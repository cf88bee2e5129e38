"""One place in a form's file, read strictly: every fault says file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from corrdesk.base.i18n import _
from corrdesk.printing.slots import Wording, parse_wording
from corrdesk.rules.document import Document, DocumentProblem


class Node:
    """A value of a document together with where it stands."""

    def __init__(self, document: Document, *entry: str | int) -> None:
        self._document = document
        self._entry = entry

    def problem(self, message: str) -> DocumentProblem:
        """The error to raise about this place."""
        return self._document.problem(message, *self._entry)

    def value(self) -> object:
        """The plain value; None where there is nothing."""
        data = self._document.data
        for step in self._entry:
            if isinstance(data, dict):
                data = data.get(step)
            elif isinstance(data, list) and isinstance(step, int) and step < len(data):
                data = data[step]
            else:
                return None
        return data

    def at(self, *entry: str | int) -> Node:
        """The place below this one."""
        return Node(self._document, *self._entry, *entry)

    def has(self, key: str) -> bool:
        """Whether a mapping holds the key."""
        value = self.value()
        return isinstance(value, dict) and key in value

    def mapping(self) -> Mapping[str, object]:
        """A mapping."""
        value = self.value()
        if not isinstance(value, dict):
            raise self.problem(_("此处须为“键: 值”。"))
        return value

    def members(self) -> Iterator[tuple[str, Node]]:
        """The keys of a mapping with the places they hold."""
        for key in self.mapping():
            yield key, self.at(key)

    def keys(self, allowed: Iterable[str], required: frozenset[str] = frozenset()) -> None:
        """Refuse a key that is not allowed, or the lack of a required one."""
        found, known = self.mapping(), frozenset(allowed)
        for key in found:
            if key not in known:
                raise self.at(key).problem(_("不认识“{key}”。").format(key=key))
        for key in sorted(required - set(found)):
            raise self.problem(_("缺少“{key}”。").format(key=key))

    def items(self) -> tuple[Node, ...]:
        """The places of a list that is not empty."""
        value = self.value()
        if not isinstance(value, list) or not value:
            raise self.problem(_("此处须为不空的列表。"))
        return tuple(self.at(position) for position in range(len(value)))

    def text(self) -> str:
        """A text that is not empty; a whole number counts as its digits."""
        value = self.value()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.problem(_("此处须为文字。"))
        return value

    def matching(self, pattern: str) -> str:
        """A text of a certain form."""
        text = self.text()
        if re.fullmatch(pattern, text) is None:
            raise self.problem(_("“{text}”不合要求的写法。").format(text=text))
        return text

    def one_of(self, choices: Iterable[str]) -> str:
        """A text out of several."""
        known = [str(choice) for choice in choices]
        text = self.text()
        if text not in known:
            raise self.problem(_("此处须为 {choices} 之一。").format(choices="、".join(known)))
        return text

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false below a key."""
        if not self.has(key):
            return default
        value = self.at(key).value()
        if not isinstance(value, bool):
            raise self.at(key).problem(_("此处须为 true 或 false。"))
        return value

    def size(self, *, default: float) -> float:
        """A positive number, or the default where there is nothing."""
        value = self.value()
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
            raise self.problem(_("此处须为正数。"))
        return float(value)

    def wording(self) -> Wording:
        """A text with slots."""
        text = self.text()
        try:
            return parse_wording(text)
        except ValueError as error:
            raise self.problem(str(error)) from error

    def optional_wording(self, key: str) -> Wording:
        """A text with slots below a key, or an empty one."""
        return self.at(key).wording() if self.has(key) else Wording()

    def wordings(self) -> tuple[Wording, ...]:
        """A list of texts with slots."""
        return tuple(each.wording() for each in self.items())
