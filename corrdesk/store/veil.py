"""A veil over the tables: what a reader may not see is not there, whoever asks and however.

Every connection gets temporary views under the names of the tables, so that a statement that says
`person` reads the view; what is written goes to the table itself. Who sees what is the caller's
business: it hands over the views. On PostgreSQL the same views would stand in a schema of their own
at the head of the search path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Executable
from sqlalchemy.orm import Session

WHOLE: Final[dict[str, Any]] = {"schema_translate_map": {None: "main"}}
"""Execution options of a statement that has to see past the veil, e.g. to draw a number once."""

LIFTED: Final = "lifted"
"""Temporary table of the records that this transaction may see past the veil; for the views."""

VEILED: Final = "corrdesk_veiled"
_WRITING: Final = re.compile(
    r"^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?!temp\.)", re.IGNORECASE
)


class Veil:
    """Views by the name of the table whose place they take."""

    def __init__(self, views: Mapping[str, str]) -> None:
        """`views`: by table the statement that reads it; it names tables as `main.table`."""
        self._statements = [f"CREATE TEMP TABLE {LIFTED} (id TEXT PRIMARY KEY)"]
        self._statements += [
            f'CREATE TEMP VIEW "{table}" AS {statement}' for table, statement in views.items()
        ]

    def draw(self, connection: Any, record: Any) -> None:
        """Draws the veil over a new connection of the pool."""
        for statement in self._statements:
            connection.execute(statement)
        record.info[VEILED] = True


def whole(session: Session, statement: Executable) -> Any:
    """Executes a statement past the veil. What it finds serves the act and is shown to nobody."""
    veiled = session.connection().info.get(VEILED, False)
    return session.execute(statement, execution_options=WHOLE if veiled else {})


def past_the_views(statement: str) -> str:
    """A writing statement as it has to be said where views have taken the tables' names."""
    return _WRITING.sub(r"\g<0>main.", statement)


def drop_lifted(connection: Any) -> None:
    """Lets the veil fall again over everything, before the connection serves somebody else."""
    connection.execute("PRAGMA query_only=OFF")
    connection.execute(f"DELETE FROM temp.{LIFTED}")  # noqa: S608 - our own name
