"""Taking a whole journal into a database at once: how a new PC begins (`core.snapshot`).

One transaction: what was there of the office is cleared, the journal is put in, and its records are
made from it in causal order. What this device has written beyond it is kept and follows at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.store.base import table_of
from corrdesk.store.chain import Entry, Head
from corrdesk.store.journal import (
    JournalAside,
    JournalEntry,
    JournalRun,
    JournalTouch,
)
from corrdesk.store.journal_reader import JournalReader
from corrdesk.sync.agreement import note_whole
from corrdesk.sync.applying import Applying
from corrdesk.sync.core.ledger import Taken, Whole
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.snapshot import PIECE
from corrdesk.sync.journaling import note_end, put
from corrdesk.sync.proofs import put_proof
from corrdesk.sync.shapes import recorded_shapes
from corrdesk.sync.state import know_sides
from corrdesk.sync.tables import SyncConflict, SyncProof, SyncState

BATCH: Final = 5_000  # entries that are applied at a time


class Wholesale:
    """One transaction in which an office's journal is taken whole."""

    def __init__(self, session: Session, connection: Connection, office: str) -> None:
        self._session = session
        self._connection = connection
        self._office = office
        self._journal = JournalReader(session, office)
        self.changed: dict[str, set[str]] = {}

    def take(self, whole: Whole, sides: Mapping[str, Side]) -> Taken:
        """Takes it. Raises `Refused`: another branch is here, or nothing in it is new."""
        heads = self._journal.heads()
        own = self._beyond(whole, heads)
        new = sum(
            max(0, len(chain) - heads[device].seq) if device in heads else len(chain)
            for device, chain in whole.chains.items()
        )
        if not new:
            raise Refused(Reason.OLD)
        know_sides(self._connection, self._office, sides)
        proofs = self._proofs_beyond(whole)
        self._clear()
        self._put(whole, own)
        applying = Applying(self._connection, self._office, sides)
        entries = [entry for chain in whole.chains.values() for entry in chain]
        for all_of in (entries, own):
            all_of.sort(key=attrgetter("hlc", "device_id", "seq"))
            for some in batches(all_of, BATCH):
                applying.apply(some)
        for proof in whole.proofs:
            put_proof(self._connection, self._office, proof)
        if proofs:
            self._connection.execute(insert(table_of(SyncProof)), proofs)
        ends = self._journal.heads()
        for device, head in ends.items():
            note_end(self._connection, self._office, device, head)
        seqs = {device: head.seq for device, head in ends.items()}
        note_whole(self._connection, self._office, applying, seqs)
        self.changed = applying.changed
        return Taken(new, applying.set_aside)

    def _beyond(self, whole: Whole, heads: Mapping[str, Head]) -> list[Entry]:
        """What is here and not in it, of chains that are the same as far as both go."""
        found: list[Entry] = []
        for device, head in heads.items():
            chain = whole.chains.get(device, [])
            common = min(head.seq, len(chain))
            here = self._journal.hash_at(device, common)
            if common and here != chain[common - 1].hash:
                raise Refused(Reason.FORK)
            found += self._journal.entries(device, common + 1)
        return found

    def _proofs_beyond(self, whole: Whole) -> list[dict[str, Any]]:
        table = table_of(SyncProof)
        rows = self._connection.execute(select(table).where(table.c.office_id == self._office))
        return [
            dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for a row by column
            for row in rows
            if row.last > len(whole.chains.get(row.device_id, []))
        ]

    def _clear(self) -> None:
        """Everything that the journal makes, and the journal; what only this device knows stays.

        So do the clocks that it has seen: what it writes next is later than all of them.
        """
        tables = [shape.table for shape in reversed(recorded_shapes())]
        kinds = (
            JournalEntry, JournalRun, JournalTouch, JournalAside, SyncConflict, SyncProof,
        )  # fmt: skip
        for table in [*tables, *map(table_of, kinds)]:
            self._connection.execute(delete(table).where(table.c.office_id == self._office))
        state = table_of(SyncState)
        self._connection.execute(
            delete(state).where(
                state.c.office_id == self._office, state.c.key.startswith(PIECE, autoescape=True)
            )
        )

    def _put(self, whole: Whole, own: Sequence[Entry]) -> None:
        runs = whole.runs
        parts = [(whole.chains[run.device_id][run.first - 1 : run.last], run.body) for run in runs]
        put(self._connection, [*parts, (own, b"")])
