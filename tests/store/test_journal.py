"""A chain shows whatever was done to it, and its bytes are always the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.clock import CHINA
from corrdesk.casework.caseload.tables import Person
from corrdesk.store.engine import Store
from corrdesk.store.journal import (
    GENESIS,
    Change,
    Head,
    entry_uid,
    hash_at,
    hashes_at,
    next_hlc,
    pack_changes,
    plain,
    read_head,
    unpack_changes,
    verify_chains,
)
from corrdesk.store.unit_of_work import UnitOfWork
from tests.store.conftest import OFFICE

Begin = Callable[[], UnitOfWork]
VALUES = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text()
CHANGES = st.builds(
    Change,
    table=st.text(max_size=10),
    row_id=st.text(max_size=10),
    fields=st.dictionaries(st.text(max_size=5), VALUES),
    replaced=st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
)

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
        head = read_head(session, OFFICE, "device-1")
        assert head.seq == 5
        assert hash_at(session, OFFICE, "device-1", 5) == head.hash
        assert hash_at(session, OFFICE, "device-1", 6) is None
        assert hash_at(session, OFFICE, "device-1", 0) == GENESIS
        several = hashes_at(session, OFFICE, "device-1", range(4, 2000))
        assert several == {n: hash_at(session, OFFICE, "device-1", n) for n in (4, 5)}
        assert read_head(session, OFFICE, "device-2") == Head(0, GENESIS, 0)
    assert head.hash.hex().startswith(head.short)
    assert len(head.short) == 12


@given(st.lists(CHANGES, max_size=4))
def test_changes_come_back_and_have_one_form(changes: list[Change]) -> None:
    packed = pack_changes(changes)
    assert unpack_changes(packed) == tuple(changes)
    again = [
        Change(c.table, c.row_id, dict(reversed(c.fields.items())), c.replaced) for c in changes
    ]
    assert pack_changes(again) == packed


@given(st.integers(0, 2**62), st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)))
def test_the_hybrid_clock_only_goes_forward(last: int, now: datetime) -> None:
    assert next_hlc(last, now.replace(tzinfo=CHINA)) > last


def test_the_hybrid_clock_follows_the_wall() -> None:
    now = datetime(2026, 6, 10, 9, 0, tzinfo=CHINA)
    first = next_hlc(0, now)
    assert next_hlc(first, now) == first + 1
    assert next_hlc(first, now - timedelta(hours=1)) == first + 1
    assert next_hlc(first, now + timedelta(milliseconds=1)) == first + 65536


def test_values_are_kept_as_plain_text() -> None:
    assert plain(date(2026, 6, 10)) == "2026-06-10"
    assert plain(datetime(2026, 6, 10, 9, tzinfo=CHINA)) == "2026-06-10T09:00:00+08:00"
    assert plain(7) == 7
    assert entry_uid("d", 3) == "d:3"
