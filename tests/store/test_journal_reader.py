"""A journal reads the same however its entries lie, and shows whatever was done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.casework.caseload.tables import Person
from corrdesk.store.chain import GENESIS, Entry, Head
from corrdesk.store.engine import Store
from corrdesk.store.journal_reader import (
    AT_HAND,
    END,
    JournalReader,
    count_entries,
    offices_of,
    verify_chains,
)
from corrdesk.store.runs import PackedRun, RunDamaged, entries_in
from corrdesk.store.schema import upgrade
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.core.segment import pack_columns, packed_run
from tests.store.conftest import OFFICE
from tests.store.layouts import chain, lay
from tests.sync.worlds import memory_store

Begin = Callable[[], UnitOfWork]
FIRST, OTHER = chain("first", 23), chain("other", 9, hlc=2)
LAYOUT = st.lists(st.integers(1, 8), max_size=12)

COPY = (
    "INSERT INTO journal_entry SELECT office_id, device_id, 6, act, actor_id, hlc, happened_at,"
    " entered_at, reason, body, previous, hash FROM journal_entry WHERE seq=5"
)
TAMPERING = {
    "edited": (["UPDATE journal_entry SET reason='x' WHERE seq=3"], {"edited"}),
    "edited body": (["UPDATE journal_entry SET body=x'80' WHERE seq=3"], {"edited"}),
    "backdated": (["UPDATE journal_entry SET entered_at='2020' WHERE seq=5"], {"edited"}),
    "deleted": (["DELETE FROM journal_entry WHERE seq=3"], {"gap"}),
    "deleted first": (["DELETE FROM journal_entry WHERE seq=1"], {"gap"}),
    "closed up": (
        [
            "DELETE FROM journal_entry WHERE seq=3",
            "UPDATE journal_entry SET seq=3 WHERE seq=4",
            "UPDATE journal_entry SET seq=4 WHERE seq=5",
        ],
        {"order", "edited"},
    ),
    "inserted": ([COPY], {"order", "edited"}),
    "reordered": (
        [
            "UPDATE journal_entry SET seq=99 WHERE seq=2",
            "UPDATE journal_entry SET seq=2 WHERE seq=3",
            "UPDATE journal_entry SET seq=3 WHERE seq=99",
        ],
        {"order", "edited"},
    ),
    "moved to another device": (
        ["UPDATE journal_entry SET device_id='device-2' WHERE seq=5"],
        {"gap", "edited"},
    ),
}


@pytest.fixture
def five_entries(act: Begin, store: Store) -> Store:
    for number in range(1, 6):
        with act() as uow:
            uow.begin_act("person.add")
            uow.add(
                Person(
                    id=f"p{number}",
                    name="王小明",
                    sex="male",
                    id_number=str(number),
                    born=date(1990, 1, 1),
                    ethnicity="",
                    education="",
                    phone="",
                    residence="",
                    household="",
                    note="",
                )
            )
            uow.commit()
    return store


def kinds(store: Store) -> set[str]:
    with store.read() as session:
        return {problem.kind for problem in verify_chains(session)}


@pytest.mark.parametrize("how", sorted(TAMPERING))
def test_tampering_shows(five_entries: Store, how: str) -> None:
    statements, expected = TAMPERING[how]
    assert kinds(five_entries) == set()
    raw = five_entries.engine.raw_connection()
    assert raw.driver_connection is not None
    raw.driver_connection.execute("PRAGMA query_only=OFF")
    for statement in statements:
        raw.driver_connection.execute(statement)
    raw.close()
    assert kinds(five_entries) == expected


def test_a_head_is_where_the_chain_ends(five_entries: Store) -> None:
    with five_entries.read() as session:
        journal = JournalReader(session, OFFICE)
        head = journal.head("device-1")
        assert head.seq == 5
        assert journal.hash_at("device-1", 5) == head.hash
        assert journal.hash_at("device-1", 6) is None
        assert journal.hash_at("device-1", 0) == GENESIS
        several = journal.hashes("device-1", range(2000))
        assert several == {n: journal.hash_at("device-1", n) for n in range(6)}
        assert journal.head("device-2") == Head(0, GENESIS, 0)
    assert head.hash.hex().startswith(head.short)
    assert len(head.short) == 12


@settings(max_examples=60)
@given(LAYOUT, LAYOUT, st.integers(1, 24), st.integers(0, 24))
def test_every_layout_reads_alike(
    sizes: list[int], others: list[int], first: int, last: int
) -> None:
    store = memory_store()
    for entries, layout in ((FIRST, sizes), (OTHER, others)):
        lay(store, entries, layout)
    device = FIRST[0].device_id
    with store.read() as session:
        journal = JournalReader(session, OFFICE)
        assert journal.devices() == sorted({device, OTHER[0].device_id})
        for entries in (FIRST, OTHER):
            end = entries[-1]
            assert journal.heads()[end.device_id] == Head(end.seq, end.hash, end.hlc)
            assert list(journal.entries(end.device_id)) == entries
        assert list(journal.entries(device, first, last)) == FIRST[first - 1 : last]
        expected = {each.seq: each for each in FIRST}
        wanted = [first, last, 24]
        assert journal.several(device, wanted) == {
            seq: expected[seq] for seq in wanted if seq in expected
        }
        assert journal.hashes(device, wanted) == {
            seq: hashed for seq in wanted if (hashed := journal.hash_at(device, seq)) is not None
        }
        assert [journal.entry(device, seq) for seq in range(1, 25)] == [*FIRST, None]
        assert [journal.hash_at(device, seq) for seq in range(25)] == [
            GENESIS, *(entry.hash for entry in FIRST), None,
        ]  # fmt: skip
        if first <= len(FIRST):
            for size in (1, 300, 1 << 20):
                run = journal.run(device, first, last + 1, size, pack_columns)
                assert run == packed_run(FIRST[first - 1 : run.last])
                assert run.last == first or sizes_of(FIRST[first - 1 : run.last]) <= size
        assert in_order(journal, device, first, last) == FIRST[first - 1 : last]
        assert count_entries(session) == len(FIRST) + len(OTHER)
        assert offices_of(session) == [OFFICE]
        assert list(verify_chains(session)) == []
    store.dispose()


def sizes_of(entries: Sequence[Entry]) -> int:
    return sum(len(entry.body) for entry in entries)


def in_order(journal: JournalReader, device: str, first: int, last: int) -> list[Entry]:
    found: list[Entry] = []
    for part in journal.packed(device, first, last):
        found += entries_in(part) if isinstance(part, PackedRun) else part
    return found


def test_runs_that_are_whole_are_handed_on_as_they_lie() -> None:
    store = memory_store()
    lay(store, FIRST, [5, 5, 1, 6])
    with store.read() as session:
        journal = JournalReader(session, OFFICE)
        parts = list(journal.packed(FIRST[0].device_id, 1, 15))
    lengths = [p.last if isinstance(p, PackedRun) else [e.seq for e in p] for p in parts]
    assert lengths == [5, 10, [11, 12, 13, 14, 15]]
    store.dispose()


def test_rows_are_packed_in_parts_that_are_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    size = max(len(entry.body) for entry in FIRST)
    store, device = memory_store(), FIRST[0].device_id
    lay(store, FIRST, [1] * len(FIRST))
    for large, most in ((1, 1), (3 * size, 3), (1 << 20, 4)):
        monkeypatch.setattr("corrdesk.store.journal_reader.LARGE", large)
        monkeypatch.setattr("corrdesk.store.journal_reader.AT_ONCE", 4)
        with store.read() as session:
            journal = JournalReader(session, OFFICE)
            parts = list(journal.packed(device, 2, 15))
            assert in_order(journal, device, 2, 15) == FIRST[1:15]
        assert max(map(len, parts)) == most
    store.dispose()


def test_a_run_is_unpacked_once_and_only_the_last_few_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[int] = []

    def noted(run: PackedRun) -> list[Entry]:
        unpacked.append(run.first)
        return entries_in(run)

    monkeypatch.setattr("corrdesk.store.journal_reader.entries_in", noted)
    store, device = memory_store(), FIRST[0].device_id
    lay(store, FIRST, [2] * 11)
    with store.read() as session:
        journal = JournalReader(session, OFFICE)
        for seq in (1, 2, 1):
            journal.entry(device, seq)
        assert unpacked == [1]
        list(journal.entries(device, 3, 2 + 2 * AT_HAND))
        journal.entry(device, 1)
    assert unpacked == [1, *range(3, 3 + 2 * AT_HAND, 2), 1]
    store.dispose()


BODY = "SELECT body FROM journal_run WHERE first=1"


def spoilt(*statements: str, values: tuple[Any, ...] = ()) -> Store:
    store = memory_store()
    lay(store, FIRST, [5, 5, 1, 6])
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=OFF")
        for statement in statements:
            raw.execute(statement, values)
    return store


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE journal_run SET body=x'00' WHERE first=6", {"edited"}),
        ("UPDATE journal_run SET head=zeroblob(32) WHERE first=6", {"edited"}),
        ("UPDATE journal_run SET previous=zeroblob(32) WHERE first=6", {"edited"}),
        ("UPDATE journal_run SET last=9 WHERE first=6", {"edited"}),
        ("UPDATE journal_run SET hlc=hlc+1 WHERE first=6", {"edited"}),
        (f"UPDATE journal_run SET body=({BODY}) WHERE first=6", {"edited"}),
        ("DELETE FROM journal_run WHERE first=6", {"gap", "order"}),
        ("UPDATE journal_entry SET seq=7 WHERE seq=11", {"gap", "order", "edited"}),
    ],
)  # fmt: skip
def test_what_was_done_to_a_run_shows(statement: str, kinds: set[str]) -> None:
    store = spoilt(statement)
    with store.read() as session:
        found = {problem.kind for problem in verify_chains(session)}
    assert found
    assert found <= kinds
    store.dispose()


def test_a_damaged_run_is_no_silence() -> None:
    store = spoilt("UPDATE journal_run SET body=x'00' WHERE first=6")
    with store.read() as session, pytest.raises(RunDamaged):
        JournalReader(session, OFFICE).entry(FIRST[0].device_id, 7)
    store.dispose()


@pytest.mark.parametrize(
    ("gone", "first", "most"), [("= 10", 11, 5), ("= 11", 11, 3), ("= 13", 11, 5), ("> 12", 13, 4)]
)
def test_nobody_packs_over_a_gap(gone: str, first: int, most: int) -> None:
    store = memory_store()
    lay(store, FIRST, [5])
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=OFF")
        raw.execute(f"DELETE FROM journal_entry WHERE seq {gone}")
    with store.read() as session, pytest.raises(RunDamaged):
        JournalReader(session, OFFICE).run(FIRST[0].device_id, first, most, 1 << 20, pack_columns)
    store.dispose()


def test_a_number_that_no_chain_reaches_is_no_fault_of_a_server(postgres_database: str) -> None:
    store = Store.at(postgres_database)
    upgrade(store.engine)
    lay(store, FIRST, [5])
    with store.read() as session:
        journal = JournalReader(session, OFFICE)
        asked = [journal.hash_at(FIRST[0].device_id, seq) for seq in (-1, END, END + 1, 1 << 62)]
    assert asked == [None] * 4
    store.dispose()
