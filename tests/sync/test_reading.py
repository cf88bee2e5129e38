"""A step's reads share a transaction, see what was written, and leave nothing open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from corrdesk.base.errors import EnvironmentFault
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.reading import Reads
from corrdesk.sync.replica import Replica
from corrdesk.sync.state import recalled
from corrdesk.vault import cipher
from corrdesk.vault.datakey import DataKey
from tests.sync.worlds import OFFICE, Device, officer, sides


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    key, path = DataKey.random(), tmp_path / "vault.db"
    cipher.connect(path, key, create=True).close()
    made = Store(lambda: cipher.connect(path, key), cipher.dbapi)
    upgrade(made.engine)
    yield made
    made.dispose()


def taken(store: Store) -> int:
    """Connections that somebody holds."""
    return int(store.engine.pool.checkedout())  # type: ignore[attr-defined]


def test_reads_of_one_step_share_a_session(store: Store) -> None:
    reads = Reads(store)
    with reads.together():
        with reads.read() as first:
            first.connection()
        with reads.read() as second:
            assert second is first
        assert taken(store) == 1
    assert taken(store) == 0
    with reads.together(), reads.read() as next_step:
        assert next_step is not first


def test_outside_of_a_step_each_is_by_itself(store: Store) -> None:
    reads = Reads(store)
    with reads.read() as first:
        first.connection()
    assert taken(store) == 0
    with reads.read() as second:
        assert second is not first


def test_what_is_written_in_a_step_is_seen_by_its_next_read(store: Store) -> None:
    replica = Replica(store, OFFICE)
    with replica.reads.together():
        assert replica.recall("key") is None
        replica.remember({"key": b"1"})
        assert replica.recall("key") == b"1"
        replica.remember({"key": b"2"})
        assert replica.recall("key") == b"2"
    assert taken(store) == 0


def test_a_step_sees_one_moment_until_it_writes(store: Store) -> None:
    here, elsewhere = Replica(store, OFFICE), Replica(store, OFFICE)
    with here.reads.together():
        assert here.recall("key") is None
        elsewhere.remember({"key": b"1"})
        assert here.recall("key") is None
        here.reads.end()
        assert here.recall("key") == b"1"


def test_what_was_asked_in_a_step_is_not_asked_again_until_something_is_written(
    store: Store,
) -> None:
    asked: list[str] = []
    reads = Reads(store)

    def answer(_session: Session) -> int:
        asked.append("")
        return len(asked)

    assert [reads.once("what", answer) for _time in range(2)] == [1, 2]  # outside of a step
    with reads.together():
        assert [reads.once("what", answer) for _time in range(2)] == [3, 3]
        assert reads.once("other", answer) == 4
        reads.end()
        assert reads.once("what", answer) == 5
    with reads.together():
        assert reads.once("what", answer) == 6


def test_what_is_written_changes_what_was_asked_before(store: Store) -> None:
    device = Device("a")
    device.act(officer("r1"))
    replica = Replica(store, OFFICE)
    with replica.reads.together():
        assert replica.heads() == {}
        assert replica.hash_at(device.id, 1) is None
        replica.take(device.segment(), sides([device]))
        assert [*replica.heads()] == [device.id]
        assert replica.hash_at(device.id, 1) == device.entries[0].hash
        replica.heads().clear()  # an answer is one's own
        assert [*replica.heads()] == [device.id]


def test_a_fault_ends_the_step(store: Store) -> None:
    reads = Reads(store)

    def fail() -> None:
        with reads.together(), reads.read() as session:
            session.connection()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert taken(store) == 0
    with reads.read() as session:
        assert recalled(session.connection(), OFFICE, "key") is None


def test_a_file_that_somebody_holds_is_said_in_words(store: Store) -> None:
    reads = Reads(store)
    fault = OperationalError("", None, Exception("database is locked"))
    with pytest.raises(EnvironmentFault), reads.together(), reads.read():
        raise fault
    assert taken(store) == 0


def test_what_goes_on_over_steps_holds_nothing_between_them(store: Store) -> None:
    """The runs of a snapshot are sent one by one, and the target is asked in between."""
    device = Device("a")
    for number in range(6):
        device.act(officer(f"r{number}"))
    replica = Replica(store, OFFICE)
    for first, last in ((1, 3), (4, 4), (5, 6)):
        replica.take(device.segment(first, last), sides([device]))
    runs = replica.packed(device.id, 1, 6)
    found = []
    for _time in range(3):
        with replica.reads.together():
            found.append(next(runs))
        assert taken(store) == 0
    assert list(runs) == []
    assert found == [device.segment(*span).packed for span in ((1, 3), (4, 4), (5, 6))]
