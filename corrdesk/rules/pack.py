"""A local rule pack: the keys that a province or a county changes, with its document and dates.

A template is a pack that still waits for its numbers; it can be checked but not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from corrdesk.base.i18n import _
from corrdesk.rules.document import Document
from corrdesk.rules.parameter import (
    Citation,
    DatedValue,
    Parameter,
    check_order,
    date_of,
    day_in,
    local_value,
    mapping_of,
    mark_of,
    only_keys,
    text_of,
)

LEVELS: Final = ("national", "province", "county")

_KEYS: Final = frozenset(
    {"id", "level", "base", "template", "title", "number", "effective", "last_checked", "values"}
)
_EFFECTIVE_KEYS: Final = frozenset({"from", "to"})
_ENTRY_KEYS: Final = frozenset({"value", "article", "mark"})
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Pack:
    """A local rule document and the parameters that it sets. `until` is its last day, if known."""

    id: str
    level: str
    base: str
    template: bool
    title: str
    number: str
    since: date
    until: date | None
    values: Mapping[str, Parameter]

    def in_force(self, day: date) -> bool:
        """Say whether the document holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def parse_pack(document: Document, national: Mapping[str, Parameter]) -> Pack:
    """Return the pack of a file, or raise `DocumentProblem` with the line of the first fault.

    `national` says which keys exist and what they mean; what statute itself fixes (mark A) is
    not for a local pack to change.
    """
    top = mapping_of(document, document.data)
    only_keys(document, top, _KEYS, ())
    ident = text_of(document, top, "id")
    if not _ID.fullmatch(ident):
        raise document.problem(_("规则包编号只用小写字母、数字和连字符。"), "id")
    template = top["template"]
    if not isinstance(template, bool):
        raise document.problem(_("template 须为 true 或 false。"), "template")
    level = text_of(document, top, "level")
    if level not in LEVELS[1:]:
        raise document.problem(_("level 须为 province 或 county。"), "level")
    checked = date_of(document, top, "last_checked")
    since, until = _effective(document, top)
    pack = Pack(
        id=ident,
        level=level,
        base=text_of(document, top, "base"),
        template=template,
        title=_open_text(document, top, "title", template=template),
        number=_open_text(document, top, "number", template=template),
        since=since,
        until=until,
        values={},
    )
    entries = mapping_of(document, top["values"], ("values",))
    values = {key: _parameter(document, pack, key, checked, national) for key in entries}
    return Pack(**{name: getattr(pack, name) for name in Pack.__slots__} | {"values": values})


def _effective(document: Document, top: Mapping[str, object]) -> tuple[date, date | None]:
    effective = mapping_of(document, top["effective"], ("effective",))
    only_keys(document, effective, _EFFECTIVE_KEYS, ("effective",))
    since = date_of(document, effective, "from", ("effective",))
    if effective["to"] is None:
        return since, None
    until = date_of(document, effective, "to", ("effective",))
    if until < since:
        raise document.problem(_("失效日期早于生效日期。"), "effective", "to")
    return since, until


def _open_text(document: Document, top: Mapping[str, object], key: str, *, template: bool) -> str:
    """Return a text that only a template may leave empty."""
    if template and (top[key] is None or top[key] == ""):
        return ""
    return text_of(document, top, key)


def _parameter(
    document: Document,
    pack: Pack,
    key: str,
    checked: date,
    national: Mapping[str, Parameter],
) -> Parameter:
    known = national.get(key)
    if known is None:
        raise document.problem(_("没有名为“{key}”的规则。").format(key=key), "values", key)
    if any(dated.fixed_by_statute for dated in known.values):
        raise document.problem(_("法律直接规定的内容，地方规则包不能改。"), "values", key)
    entries = cast("Mapping[str, object]", _top(document)["values"])
    history = mapping_of(document, entries[key], ("values", key))
    values = tuple(_dated(document, pack, known, day) for day in history)
    part = Document(
        document.source,
        document.data,
        {
            ("values", *entry[2:]): line
            for entry, line in document.lines.items()
            if entry[:2] == ("values", key)
        },
    )
    if values and values[0].value is None and not pack.template:  # later, null ends what was set
        first = next(iter(history))
        raise document.problem(_("数值尚未填写。"), "values", key, first, "value")
    check_order(part, values)
    return replace(known, last_checked=checked, values=values)


def _dated(document: Document, pack: Pack, known: Parameter, day: str) -> DatedValue:
    entry = ("values", known.key, day)
    history = cast("Mapping[str, Mapping[str, object]]", _top(document)["values"])[known.key]
    item = mapping_of(document, history[day], entry)
    only_keys(document, item, _ENTRY_KEYS, entry)
    value = local_value(document, known, item["value"], (*entry, "value"))
    article = "" if pack.template and value is None else text_of(document, item, "article", entry)
    return DatedValue(
        since=day_in(document, day, entry),
        value=value,
        citations=(
            Citation(f"{pack.id}-{article}", article, pack.title, mark_of(document, item, entry)),
        ),
    )


def _top(document: Document) -> Mapping[str, object]:
    return cast("Mapping[str, object]", document.data)
