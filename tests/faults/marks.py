"""Marks in a file, set by a process that may be killed at any time: what it was about to do.

They lie in memory that the file shares, so that a kill leaves them as they stood. The server's say
of all its threads together how many are at it.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Pool, event

EXCHANGES, WRITES = 0, 1
CHANGING = (
    "BEGIN IMMEDIATE", "SELECT pg_advisory_xact_lock", "INSERT", "UPDATE", "DELETE", "COPY",
)  # fmt: skip
WROTE = "marked_as_writing"


class Marks:
    """How often a process is at each thing now."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(2))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 2)
        self._lock = Lock()

    def clear(self) -> None:
        """A new process is at nothing yet."""
        self._shared[:] = bytes(2)

    def at(self, what: int) -> bool:
        """Whether it is, or was when it was killed."""
        return self._shared[what] > 0

    @contextmanager
    def during(self, what: int) -> Iterator[None]:
        """Marks what is done inside."""
        self.add(what, 1)
        try:
            yield
        finally:
            self.add(what, -1)

    def add(self, what: int, count: int) -> None:
        """Somebody begins or ends."""
        with self._lock:
            self._shared[what] = max(0, self._shared[what] + count)

    def watch_transactions(self) -> None:
        """Marks each transaction that may change something until its connection is given back."""

        def statement(connection: Connection, _cursor: Any, text: str, *_more: Any) -> None:
            if text.lstrip().startswith(CHANGING) and not connection.info.get(WROTE):
                connection.info[WROTE] = True
                self.add(WRITES, 1)

        def ended(_connection: Any, record: Any, *_more: Any) -> None:
            if record is not None and record.info.pop(WROTE, False):
                self.add(WRITES, -1)

        event.listen(Engine, "before_cursor_execute", statement)
        event.listen(Pool, "checkin", ended)
        event.listen(Pool, "invalidate", ended)
