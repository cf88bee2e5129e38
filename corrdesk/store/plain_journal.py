"""Reading the journal of a file over a plain DB-API connection, as it is.

For whoever examines a doubtful database: no SQLAlchemy, no session, and what is damaged is given as
far as it goes (`runs.readable`). A file of an earlier version has no packed runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from heapq import merge
from typing import Any, Final

from corrdesk.store.chain import Entry
from corrdesk.store.runs import PackedRun, readable

BATCH: Final = 2000
_ENTRY: Final = f"SELECT {', '.join(Entry._fields)} FROM journal_entry"  # noqa: S608 - our own
_RUN: Final = f"SELECT {', '.join(PackedRun._fields)} FROM journal_run"  # noqa: S608 - our own
_CHAIN: Final = "WHERE office_id = ? AND device_id = ?"
_LAST_ROW: Final = f"SELECT seq, hash FROM journal_entry {_CHAIN} ORDER BY seq DESC LIMIT 1"  # noqa: S608
_LAST_RUN: Final = f"SELECT last, head FROM journal_run {_CHAIN} ORDER BY first DESC LIMIT 1"  # noqa: S608


class PlainJournal:
    """The journal in an open database file."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._tables = ["journal_entry"]
        if self._rows("SELECT 1 FROM sqlite_schema WHERE name = 'journal_run'"):
            self._tables.append("journal_run")

    @property
    def has_runs(self) -> bool:
        """Whether this is a version in which entries may lie packed."""
        return len(self._tables) > 1

    @cached_property
    def chains(self) -> list[tuple[str, str]]:
        """Office and device of every chain, by as many steps through keys as there are."""
        found: set[tuple[str, str]] = set()
        for table in self._tables:
            step = f"SELECT office_id, device_id FROM {table} WHERE (office_id, device_id) > (?, ?)"  # noqa: S608
            chain = ("", "")
            while rows := self._rows(f"{step} ORDER BY office_id, device_id LIMIT 1", *chain):
                chain = rows[0][0], rows[0][1]
                found.add(chain)
        return sorted(found)

    def entries(self) -> Iterator[Entry]:
        """Every entry, in the order of the chains."""
        for office, device in self.chains:
            yield from self._chain(office, device)

    def in_time(self) -> Iterator[Entry]:
        """Every entry, causes before what follows from them."""
        chains = [self._chain(*chain) for chain in self.chains]
        return merge(*chains, key=lambda entry: (entry.hlc, entry.device_id, entry.seq))

    def count(self) -> int:
        """How many entries there are."""
        found = int(self._rows("SELECT count(*) FROM journal_entry")[0][0])
        if self.has_runs:
            found += int(self._rows("SELECT total(last - first + 1) FROM journal_run")[0][0])
        return found

    def ends(self) -> dict[str, tuple[int, bytes]]:
        """Number and hash of the last entry by device; for a file of one office."""
        found: dict[str, tuple[int, bytes]] = {}
        for office, device in self.chains:
            last = self._rows(_LAST_ROW, office, device)
            last += self._rows(_LAST_RUN, office, device) if self.has_runs else []
            seq, head = max(last)
            found[device] = int(seq), bytes(head)
        return found

    def latest(self) -> Entry | None:
        """The entry that was written last, whoever wrote it."""
        order = "ORDER BY hlc DESC LIMIT 1"
        last = [Entry(*row) for row in self._rows(f"{_ENTRY} {order}")]
        if self.has_runs:
            last += list(readable(PackedRun(*row) for row in self._rows(f"{_RUN} {order}")))[-1:]
        return max(last, key=lambda entry: entry.hlc, default=None)

    def hash_of(self, device_id: str, seq: int) -> bytes | None:
        """The hash of an entry, None when it is not here; for a file of one office."""
        office = next((office for office, device in self.chains if device == device_id), "")
        place = office, device_id, seq
        row = self._rows(f"SELECT hash FROM journal_entry {_CHAIN} AND seq = ?", *place)  # noqa: S608
        if self.has_runs and not row:
            row = self._rows(f"SELECT head FROM journal_run {_CHAIN} AND last = ?", *place)  # noqa: S608
        if row:
            return bytes(row[0][0])
        runs = self._runs("AND first <= ? AND last > ?", *place, seq)
        return next((entry.hash for entry in readable(runs) if entry.seq == seq), None)

    def _chain(self, office: str, device: str) -> Iterator[Entry]:
        """A chain in the order of its numbers, whatever is a row and whatever lies in a run.

        A row whose number lies in a run as well, which no program of ours writes, comes before it:
        whoever checks chains sees that.
        """
        rows = self._read(f"{_ENTRY} {_CHAIN} ORDER BY seq", office, device)
        row = next(rows, None)
        for run in self._runs("ORDER BY first", office, device):
            while row is not None and row[2] <= run.last:
                yield Entry(*row)
                row = next(rows, None)
            yield from readable([run])
        while row is not None:
            yield Entry(*row)
            row = next(rows, None)

    def _runs(self, which: str, *values: object) -> Iterator[PackedRun]:
        """Runs of a chain; none in a file of an earlier version."""
        rows = self._read(f"{_RUN} {_CHAIN} {which}", *values) if self.has_runs else ()
        for row in rows:
            yield PackedRun(*row)

    def _read(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.execute(statement, values)
        while rows := cursor.fetchmany(BATCH):
            yield from rows

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return found
