"""Chains laid out in a database in every way: entries as rows, or packed in runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corrdesk.base.batches import batches
from corrdesk.store.base import table_of
from corrdesk.store.bulk import insert_many
from corrdesk.store.chain import Entry
from corrdesk.store.engine import Store
from corrdesk.store.journal import JournalEntry, JournalRun
from corrdesk.store.runs import PackedRun
from corrdesk.sync.core.segment import packed_run
from corrdesk.sync.state import writing
from tests.store.conftest import OFFICE
from tests.sync.worlds import Device, run_fact


def chain(name: str, count: int, *, hlc: int = 1) -> list[Entry]:
    """So many entries of an invented device; every other number of the clock is another's."""
    device = Device(name, office=OFFICE)
    for number in range(count):
        device.act(run_fact(f"{name}{number}"), hlc=hlc + 2 * number)
    return device.entries


def lay(store: Store, entries: Sequence[Entry], sizes: Iterable[int]) -> None:
    """Writes a chain: a row for each size of 1, a run for each larger one, rows for the rest."""
    rows: list[Entry] = []
    runs: list[PackedRun] = []
    at = 0
    for size in sizes:
        part = entries[at : at + size]
        at += size
        if len(part) > 1:
            runs.append(packed_run(part))
        else:
            rows += part
    rows += entries[at:]
    with writing(store, OFFICE) as (_session, connection):
        for some in batches(rows):
            insert_many(connection, table_of(JournalEntry), Entry._fields, some)
        insert_many(connection, table_of(JournalRun), PackedRun._fields, runs)
