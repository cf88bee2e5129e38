"""Column types that mean the same on SQLite and on PostgreSQL, and the types of rows read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Dialect, Float, Integer, Row, Select, String
from sqlalchemy.types import TypeDecorator

from corrdesk.base.clock import CHINA

AnyRow = Row[*tuple[Any, ...]]
"""A row read through Core; its columns are those that the query names."""

AnySelect = Select[*tuple[Any, ...]]
"""A statement that reads such rows."""


class Moment(TypeDecorator[datetime]):
    """An aware date-time, kept as ISO text in Chinese time, so that it sorts and reads the same."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Raises ValueError for a date-time without zone."""
        return None if value is None else self.written(value)

    @staticmethod
    def written(value: datetime) -> str:
        """The text that is kept. Raises ValueError for a date-time without zone."""
        if value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        return value.astimezone(CHINA).isoformat(timespec="milliseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in Chinese time."""
        return None if value is None else datetime.fromisoformat(value)


class Code(String):
    """A text that is one of the words of an enum, or empty where nothing was said.

    What a newer program may say besides, this one keeps and does not apply: see `sync.shapes`.
    """

    def __init__(self, words: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.words = words

    @property
    def known(self) -> frozenset[str]:
        """All that may stand in such a column."""
        return frozenset(word.value for word in self.words) | {""}


def empty_value(column: Column[Any]) -> Any:
    """What stands in a column of which a record of an older program knew nothing.

    Raises TypeError for a day or a moment that has to be there: no day means nothing.
    """
    kind = column.type
    if column.nullable:
        return None
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Float):
        return 0
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, Date | Moment):
        msg = "a day cannot be empty"
        raise TypeError(msg)
    return ""
