"""YAML texts of the law read with the line of every entry. Dates stay text; nothing is guessed.

Used for rule files, rule packs, scenario files and fact files. It judges no content.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _

Entry = tuple[str | int, ...]
"""Where something stands in a document: keys and list positions from the top."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT: Final = "tag:yaml.org,2002:int"
_FLOAT: Final = "tag:yaml.org,2002:float"
_BOOL: Final = "tag:yaml.org,2002:bool"
_NULL: Final = "tag:yaml.org,2002:null"
_TRUE: Final = frozenset({"true", "yes", "on"})
_DEEPEST: Final = 40
_HARMLESS: Final = 4_000  # characters: a text this short cannot nest deep enough to do harm
_MOST_VALUES: Final = 1_000_000  # a text that repeats itself by aliases grows without bound


class DocumentProblem(UserError):
    """A file of rules, cases or facts that cannot be used; names the file and the line."""

    def __init__(self, source: str, line: int, message: str) -> None:
        super().__init__(f"{source}:{line}: {message}")
        self.source = source
        self.line = line
        self.problem = message


@dataclass(frozen=True, slots=True)
class Document:
    """A text as plain values, with the line on which each entry stands."""

    source: str
    data: object
    lines: dict[Entry, int] = field(default_factory=dict)

    def line(self, *entry: str | int) -> int:
        """Return the line of an entry, or of the nearest entry that holds it."""
        while entry and entry not in self.lines:
            entry = entry[:-1]
        return self.lines.get(entry, 1)

    def problem(self, message: str, *entry: str | int) -> DocumentProblem:
        """Return the error to raise about an entry."""
        return DocumentProblem(self.source, self.line(*entry), message)


def read_document(path: Path, source: str = "", *, strict: bool = True) -> Document:
    """Read a file, called `source` in messages; `strict` refuses a key that stands twice."""
    source = source or path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentProblem(source, 1, _("文件读不出来（须为 UTF-8 文本）。")) from error
    return parse_document(text, source, strict=strict)


def parse_document(text: str, source: str, *, strict: bool = True) -> Document:
    """Read a text. Integers, true/false and null are understood, everything else stays text."""
    try:
        if len(text) > _HARMLESS:
            _check_depth(text, source)
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise DocumentProblem(source, line, _("不是有效的 YAML 或 JSON 文本。")) from error
    lines: dict[Entry, int] = {}
    data = None if node is None else _Reader(source, lines, strict=strict).value(node, ())
    return Document(source, data, lines)


def _check_depth(text: str, source: str) -> None:
    """Refuse what nests so deeply that composing it would end the process, not raise."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST + 1:  # the outermost is no entry of another
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise DocumentProblem(source, line, _("嵌套过深。"))


class _Reader:
    """Turns YAML nodes into plain values and notes their lines."""

    def __init__(self, source: str, lines: dict[Entry, int], *, strict: bool) -> None:
        self._source = source
        self._lines = lines
        self._strict = strict
        self._left = _MOST_VALUES

    def value(self, node: yaml.Node, entry: Entry) -> object:
        """Return the plain value of a node."""
        line = node.start_mark.line + 1
        self._lines.setdefault(entry, line)
        if len(entry) > _DEEPEST:  # also what a text that contains itself runs into
            raise DocumentProblem(self._source, line, _("嵌套过深。"))
        self._left -= 1
        if self._left < 0:
            raise DocumentProblem(self._source, line, _("内容过多。"))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, entry)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*entry, n)) for n, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, entry: Entry) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise DocumentProblem(self._source, line, _("键必须是文字。"))
            key = str(key_node.value)
            if self._strict and key in found:
                message = _("“{key}”出现了两次。").format(key=key)
                raise DocumentProblem(self._source, line, message)
            self._lines[(*entry, key)] = line
            found[key] = self.value(value_node, (*entry, key))
        return found

    @staticmethod
    def _scalar(node: yaml.Node) -> object:
        text = str(node.value)
        if node.tag == _NULL:
            return None
        if node.tag == _BOOL:
            return text.lower() in _TRUE
        for tag, read in ((_INT, int), (_FLOAT, float)):
            if node.tag == tag:
                try:
                    return read(text.replace("_", ""))
                except ValueError:  # 0x1F, 1:30, .inf: no number of the law; stays text
                    return text
        return text
