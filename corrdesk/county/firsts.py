"""Rows that several server processes may want to make at once: one makes it, all go on."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from corrdesk.county.tables import ConsoleBase


def make_unless_there(session: Session, kind: type[ConsoleBase], **values: Any) -> None:
    """Inserts a row unless one with its key is there already, whoever made it."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(insert(kind).values(**values).on_conflict_do_nothing())
