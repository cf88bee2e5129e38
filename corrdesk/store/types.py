"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from corrdesk.base.clock import CHINA


class Moment(TypeDecorator[datetime]):
    """An aware date-time, kept as ISO text in Chinese time, so that it sorts and reads the same."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Raises ValueError for a date-time without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        return value.astimezone(CHINA).isoformat(timespec="milliseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in Chinese time."""
        return None if value is None else datetime.fromisoformat(value)
