"""Writing the journals of other devices: a few entries as rows, many packed as they came.

Runs inside the caller's transaction. How they are read again is `store.journal_reader`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, insert, select

from corrdesk.store.base import table_of
from corrdesk.store.bulk import insert_many
from corrdesk.store.chain import Entry, Head
from corrdesk.store.journal import (
    JournalAside,
    JournalEntry,
    JournalPeer,
    JournalRun,
    JournalTouch,
)
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.runs import LEAST, PackedRun, RunDamaged, entries_in, run_of
from corrdesk.sync.core.segment import Segment, packed_run
from corrdesk.sync.tables import SyncProof

MANY: Final = 4_000  # rows of another device, of which the older ones become a run
TOGETHER: Final = 2_000  # so many of them
Part = tuple[Sequence[Entry], bytes]
"""Entries that follow each other, and how they came packed; nothing where they did not."""


def put(connection: Connection, parts: Iterable[Part]) -> None:
    """Writes entries that are new: what came packed stays so, unless it is only a few."""
    runs: list[PackedRun] = []
    rows: list[Entry] = []
    for entries, packed in parts:
        if packed and len(entries) >= LEAST:
            runs.append(run_of(entries, packed))
        else:
            rows += entries
    insert_many(connection, table_of(JournalEntry), Entry._fields, rows)
    insert_many(connection, table_of(JournalRun), PackedRun._fields, runs)


def news_of(segments: Sequence[Segment], known: int) -> Iterator[Part]:
    """What segments of one chain bring beyond its last known entry."""
    for segment in segments:
        first = segment.claim.first
        if first > known:
            yield segment.entries, segment.packed
        else:
            yield segment.entries[known - first + 1 :], b""


def gather(connection: Connection, office: str, device: str) -> None:
    """Packs the older rows of a chain once there are many: they came in a few at a time.

    No more of them than others may unpack. Rows that are not what their hashes say stay as they
    are, for whoever looks into that.
    """
    journal, rows = JournalReader(connection, office), table_of(JournalEntry)
    first, last = journal.loose(device)
    if last - first + 1 < MANY:
        return
    part = next(journal.packed(device, first, first + TOGETHER - 1), None)
    if not isinstance(part, list):
        return
    run = packed_run(part)
    with suppress(RunDamaged):
        if entries_in(run) != part:
            return
        connection.execute(
            rows.delete().where(
                rows.c.office_id == office, rows.c.device_id == device, rows.c.seq >= run.first,
                rows.c.seq <= run.last,
            )
        )  # fmt: skip
        insert_many(connection, table_of(JournalRun), PackedRun._fields, [run])


def note_end(connection: Connection, office: str, device: str, head: Head) -> None:
    """Notes where a chain ends: what is written here next is later than all that was ever here."""
    table = table_of(JournalPeer)
    mine = (table.c.office_id == office) & (table.c.device_id == device)
    before = connection.execute(select(table.c.hlc).where(mine)).scalar_one_or_none()
    connection.execute(table.delete().where(mine))
    connection.execute(
        insert(table),
        {
            "office_id": office,
            "device_id": device,
            "seq": head.seq,
            "hash": head.hash,
            "hlc": max(head.hlc, before or 0),
        },
    )


def cut(connection: Connection, office: str, device: str, first: int) -> None:
    """Takes a chain away from an entry on, with what was noted of these entries."""
    kept = _parted(connection, office, device, first)
    for kind in (JournalEntry, JournalTouch, JournalAside):
        table = table_of(kind)
        connection.execute(
            table.delete().where(
                table.c.office_id == office, table.c.device_id == device, table.c.seq >= first
            )
        )
    proofs = table_of(SyncProof)
    connection.execute(
        proofs.delete().where(
            proofs.c.office_id == office, proofs.c.device_id == device, proofs.c.last >= first
        )
    )
    runs = table_of(JournalRun)
    connection.execute(
        runs.delete().where(
            runs.c.office_id == office, runs.c.device_id == device, runs.c.last >= first
        )
    )
    put(connection, [(kept, b"")])


def _parted(connection: Connection, office: str, device: str, first: int) -> list[Entry]:
    """What comes before an entry in the run that it lies in."""
    runs = table_of(JournalRun)
    begin = connection.execute(
        select(runs.c.first).where(
            runs.c.office_id == office, runs.c.device_id == device, runs.c.first < first,
            runs.c.last >= first,
        )
    ).scalar_one_or_none()  # fmt: skip
    if begin is None:
        return []
    return list(JournalReader(connection, office).entries(device, begin, first - 1))
