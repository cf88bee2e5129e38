"""Two ways in: readers that cannot write, and a writer that takes the lock at once."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from corrdesk.casework.caseload.tables import Office, Person
from corrdesk.store.engine import DOOR, JournalBypassedError, Store, open_door
from corrdesk.store.journal import JournalEntry

OFFICE = {
    "office_id": "o",
    "id": "o",
    "entry": "x:1",
    "versions": {},
    "name": "秘密姓名",
    "short_name": "",
    "county_name": "",
    "procuratorate": "",
    "pack_id": "cn",
}


def test_a_door_is_closed_again(store: Store) -> None:
    with store.writer() as session:
        with open_door(session) as connection:
            connection.execute(insert(Office), OFFICE)
        with pytest.raises(JournalBypassedError):
            session.execute(text("DELETE FROM office"))


def test_a_door_left_open_does_not_travel_with_the_connection(store: Store) -> None:
    session = store.writer()
    session.connection().info[DOOR] = True
    session.close()
    with store.writer() as another, pytest.raises(JournalBypassedError):
        another.execute(text("DELETE FROM office"))


@pytest.mark.parametrize(
    "statement",
    [
        "-- a remark\nDELETE FROM office",
        "/* a remark */ UPDATE office SET name=''",
        "REPLACE INTO office (id) VALUES ('x')",
        "VACUUM",
        "ATTACH DATABASE ':memory:' AS aside",
        "with x as (select 1) insert into office select * from office",
    ],
)
def test_disguised_writes_are_refused(store: Store, statement: str) -> None:
    with store.writer() as session, pytest.raises(JournalBypassedError):
        session.execute(text(statement))


@pytest.mark.parametrize("kind", [Person, JournalEntry])
def test_bulk_writes_through_the_orm_are_refused(store: Store, kind: type) -> None:
    with store.writer() as session, pytest.raises(JournalBypassedError):
        session.execute(insert(kind), [])


def test_an_error_of_the_engine_carries_no_parameters(store: Store) -> None:
    with store.writer() as session, open_door(session) as connection:
        connection.execute(insert(Office), OFFICE)
        with pytest.raises(IntegrityError) as clash:
            connection.execute(insert(Office), OFFICE)
    assert "秘密姓名" not in str(clash.value)


def test_two_writers_do_not_meet(store: Store) -> None:
    with store.writer() as first:
        first.execute(select(Office.id))
        raw = store.engine.raw_connection()
        driver = raw.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA busy_timeout=10")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            driver.execute("BEGIN IMMEDIATE")
        raw.close()


def test_a_reader_sees_one_state_however_long_it_looks(store: Store) -> None:
    raw = store.engine.raw_connection()
    driver = raw.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA journal_mode=WAL")
    raw.close()
    with store.read() as reader:
        assert reader.scalars(select(Office.id)).all() == []

        def write() -> None:
            with store.writer() as session:
                with open_door(session) as connection:
                    connection.execute(insert(Office), OFFICE)
                session.commit()

        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        assert reader.scalars(select(Office.id)).all() == []
    with store.read() as reader:
        assert reader.scalars(select(Office.id)).all() == ["o"]


def test_a_reader_cannot_be_talked_into_writing(store: Store) -> None:
    with (
        store.read() as session,
        open_door(session) as connection,
        pytest.raises(OperationalError, match="readonly"),
    ):
        connection.execute(insert(Office), OFFICE)


def test_a_connection_that_the_server_dropped_says_so(postgres_database: str) -> None:
    """Not that some transaction has to be rolled back: what lost a server is no fault of ours."""
    store = Store.at(postgres_database)
    try:
        with (
            pytest.raises(OperationalError),
            store.writer() as session,
            open_door(session) as connection,
        ):
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    finally:
        store.dispose()


def test_on_a_server_too_a_reader_may_only_read(postgres_database: str) -> None:
    store = Store.at(postgres_database, pool_size=1)  # one connection, now this way, now that
    asked = text("SHOW transaction_read_only")
    try:
        for way, said in ((store.read, "on"), (store.writer, "off"), (store.read, "on")):
            with way() as session:
                assert session.connection().execute(asked).scalar_one() == said
    finally:
        store.dispose()
