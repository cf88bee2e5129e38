"""What stands in a record, field by field in words: for records that no page of their own shows.

Ids become what they lead to, as far as the session shows it. Decides nothing about who may read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Date, Table, select
from sqlalchemy.orm import Session

from corrdesk.base.dates import format_cn
from corrdesk.base.i18n import _
from corrdesk.store.types import AnyRow
from corrdesk.sync.naming import field_words, has_words, kind_words, value_words
from corrdesk.sync.shapes import recorded_shapes, shape_of
from corrdesk.sync.subjects import names_of

_FILES: Final = ("address", "sha256", "file_sha256", "media_type")
_RECKONED: Final = ("citations", "compared", "counted", "details", "rule_version")
_SHEETS: Final = ("columns", "form_id", "layout")  # whose title is told
TECHNICAL: Final = frozenset({*_FILES, *_RECKONED, *_SHEETS})
"""Fields that tell people nothing: they are counted and not shown."""

SHOWN_ID: Final = 8  # the end of an id: its beginning is the time of its making
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_TITLES: Final = ("name", "title", "serial", "label", "words")
_DAYS: Final = ("on", "depart", "requested_on", "decided_on", "made_on", "found_on", "opened_on",
                "period_start", "from_on")  # fmt: skip
_BETWEEN: Final = "；"
_NAMED_ALONE: Final = frozenset({"person", "supervision", "officer", "attachment"})
_SHORTEST: Final = len("2026-01-01")


@dataclass(frozen=True, slots=True)
class Told:
    """A field by its name for people, with what stood there and what stands there now."""

    field: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Telling:
    """The fields that tell people something, and how many there are beside them."""

    fields: tuple[Told, ...]
    kept_back: int


class Teller:
    """Values of records in words."""

    def __init__(self, session: Session, office: str) -> None:
        """`session`: an officer's; what it does not show is not named."""
        self._session = session
        self._office = office
        self._known: dict[str, str] = {}

    def tell(self, kind: str, fields: Iterable[Sequence[Any]]) -> Telling:
        """The fields of one record, each as name, value before and value now, in the table's order.

        A field that this program has no words for (a newer one wrote it) is counted.
        """
        shape = shape_of(kind)
        order = {name: place for place, name in enumerate(shape.columns if shape else ())}
        everything = sorted(
            ((str(name), before, now) for name, before, now in fields),
            key=lambda each: order.get(each[0], len(order)),
        )
        told = [
            Told(
                field_words(name, kind),
                self.value(kind, name, before),
                self.value(kind, name, now),
            )
            for name, before, now in everything
            if name not in TECHNICAL and has_words(name, kind)
        ]
        return Telling(tuple(told), len(everything) - len(told))

    def value(self, kind: str, name: str, value: Any) -> str:
        """One value as people say it."""
        shape = shape_of(kind)
        column = shape.columns.get(name) if shape else None
        if column is not None and isinstance(column.type, JSON):
            inner = _parsed(value) if isinstance(value, str) else value
            return _BETWEEN.join(self._leaves(kind, name, inner)) or value_words(None)
        if name == "subject_kind":
            return kind_words(str(value))
        if column is not None and isinstance(value, str) and value:
            return self._text(kind, name, value, is_day=isinstance(column.type, Date))
        return value_words(value, name, kind)

    def _text(self, kind: str, name: str, value: str, *, is_day: bool) -> str:
        if _ID.fullmatch(value):
            return self._record(value)
        if is_day or name == "at" or name.endswith("_at"):
            return _moment(value)
        return value_words(value, name, kind)

    def _leaves(self, kind: str, name: str, value: Any) -> list[str]:
        """What a list or a table of values says; keys only where they are words for people."""
        if isinstance(value, Mapping):
            found = []
            for key, inner in value.items():
                said = "、".join(self._leaves(kind, name, inner))
                title = field_words(key)
                if said:
                    found.append(said if title.isascii() else f"{title}：{said}")
            return found
        if isinstance(value, list):
            return [each for inner in value for each in self._leaves(kind, name, inner)]
        if value is None or value == "":
            return []
        if isinstance(value, str):
            return [self._text(kind, name, value, is_day=_DAY.fullmatch(value) is not None)]
        return [value_words(value, name, kind)]

    # What an id leads to

    def _record(self, row_id: str) -> str:
        if row_id not in self._known:
            self._known[row_id] = self._found(row_id)
        return self._known[row_id]

    def _found(self, row_id: str) -> str:
        short = row_id[-SHOWN_ID:]
        for table in _tables():
            row = self._session.execute(
                select(table).where(table.c.office_id == self._office, table.c.id == row_id)
            ).first()
            if row is None:
                continue
            title = self._title(table, row)
            if title and table.name in _NAMED_ALONE:
                return title
            words = _("{kind}　{title}") if title else _("{kind}（{title}）")
            return words.format(kind=kind_words(table.name), title=title or short)
        return _("另一条记录（{id}）").format(id=short)

    def _title(self, table: Table, row: AnyRow) -> str:
        if table.name == "supervision":
            return names_of(self._session, self._office, {row.id}).get(row.id, "")
        found = (getattr(row, each) for each in (*_TITLES, *_DAYS) if each in table.c)
        title = next((each for each in found if each), "")
        return format_cn(title) if isinstance(title, date) else str(title)


def _tables() -> list[Table]:
    """Where an id may lead to: tables with text ids, officers and people first."""
    tables = [shape.table for shape in recorded_shapes()]
    first = ("officer", "person", "supervision", "attachment")
    return sorted(tables, key=lambda table: table.name not in first)


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _moment(value: str) -> str:
    """A day or a moment in words; as it is where it is none."""
    try:
        if len(value) <= _SHORTEST:
            return format_cn(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{format_cn(moment.date())} {moment:%H:%M}"
