"""The plain reader says what the other one says, and goes on where something is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.store.chain import Entry, check_chains
from corrdesk.store.engine import Store
from corrdesk.store.plain_journal import PlainJournal
from tests.store.layouts import chain, lay
from tests.sync.worlds import memory_store

FIRST, OTHER = chain("first", 17), chain("other", 9, hlc=2)
LAYOUT = st.lists(st.integers(1, 8), max_size=9)


@contextmanager
def plain(store: Store) -> Iterator[PlainJournal]:
    with store.engine.connect() as connection:
        yield PlainJournal(connection.connection.driver_connection)


@settings(max_examples=60)
@given(LAYOUT, LAYOUT)
def test_every_layout_reads_alike(sizes: list[int], others: list[int]) -> None:
    store = memory_store()
    for entries, layout in ((FIRST, sizes), (OTHER, others)):
        lay(store, entries, layout)
    everything = sorted([*FIRST, *OTHER], key=lambda e: (e.office_id, e.device_id, e.seq))
    with plain(store) as journal:
        assert list(journal.entries()) == everything
        assert list(journal.in_time()) == sorted(everything, key=lambda e: (e.hlc, e.device_id))
        assert journal.count() == len(everything)
        assert journal.ends() == {
            entries[-1].device_id: (entries[-1].seq, entries[-1].hash) for entries in (FIRST, OTHER)
        }
        assert journal.latest() == FIRST[-1]
        for entry in everything:
            assert journal.hash_of(entry.device_id, entry.seq) == entry.hash
        assert journal.hash_of(FIRST[0].device_id, 18) is None
        assert journal.hash_of("nobody", 1) is None
        assert list(check_chains(journal.entries())) == []
    store.dispose()


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE journal_run SET body=x'00' WHERE first=6", ["gap", "edited"]),
        ("UPDATE journal_run SET head=zeroblob(32) WHERE first=6", ["gap", "edited", "order"]),
        ("DELETE FROM journal_run WHERE first=6", ["gap"]),
        ("UPDATE journal_entry SET seq=7 WHERE seq=11", ["gap"]),
    ],
)
def test_what_was_done_to_a_run_is_named_and_the_rest_is_read(
    statement: str, kinds: list[str]
) -> None:
    store = memory_store()
    lay(store, FIRST, [5, 5, 1, 6])
    with plain(store) as journal, store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=OFF")
        raw.execute(statement)
        found = [problem.kind for problem in check_chains(journal.entries())]
        assert found
        assert set(kinds) <= set(found)
        assert next(iter(journal.entries())) == FIRST[0]
        assert list(journal.entries())[-1] == FIRST[-1]
    store.dispose()


def test_a_file_of_an_earlier_version_has_no_runs(tmp_path: Path) -> None:
    columns = ", ".join(Entry._fields)
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.execute(f"CREATE TABLE journal_entry ({columns})")
        marks = ", ".join("?" * len(Entry._fields))
        connection.executemany(f"INSERT INTO journal_entry VALUES ({marks})", FIRST)
        journal = PlainJournal(connection)
        assert not journal.has_runs
        assert list(journal.entries()) == FIRST
        assert (journal.count(), journal.latest()) == (len(FIRST), FIRST[-1])
        assert journal.hash_of(FIRST[0].device_id, 3) == FIRST[2].hash
        assert journal.hash_of(FIRST[0].device_id, 99) is None
