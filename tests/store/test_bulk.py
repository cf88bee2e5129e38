"""Rows in bulk come out as they went in, on both engines, and never past the door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError

from corrdesk.base.clock import CHINA
from corrdesk.casework.caseload.tables import ClassChange
from corrdesk.casework.partners.tables import Partner
from corrdesk.casework.reporting.tables import CheckIn
from corrdesk.store.base import table_of
from corrdesk.store.bulk import insert_many, prefer_keys, tell_planner, update_many
from corrdesk.store.chain import Entry
from corrdesk.store.engine import JournalBypassedError, Store, open_door
from corrdesk.store.journal import JournalEntry
from corrdesk.store.schema import upgrade
from tests.sync.worlds import OFFICE, memory_store

DAY = date(2026, 6, 10)
MORNING = datetime(2026, 6, 10, 9, tzinfo=CHINA)
NAMES = ("office_id", "id", "entry", "versions", "name", "kind", "contact", "phone", "note",
         "left_on")  # fmt: skip


@pytest.fixture(params=["file", "server"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "file":
        made = memory_store()
    else:
        made = Store.at(request.getfixturevalue("postgres_database"))
        upgrade(made.engine)
    yield made
    made.dispose()


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    session = store.writer()
    with session.begin(), open_door(session) as connection:
        yield connection
    session.close()


def partner(row_id: str, **fields: Any) -> tuple[Any, ...]:
    content: dict[str, Any] = {
        "office_id": OFFICE, "id": row_id, "entry": "d:1", "versions": {}, "name": "某\t某\\N\n厂",
        "kind": "school", "contact": "", "phone": "", "note": "", "left_on": None,
    }  # fmt: skip
    return tuple((content | fields)[name] for name in NAMES)


def content(store: Store, kind: type[Any]) -> list[tuple[Any, ...]]:
    with store.read() as session:
        rows = session.execute(select(table_of(kind)).order_by(*table_of(kind).primary_key))
        return [tuple(row) for row in rows]


def test_every_kind_of_value_comes_back(store: Store) -> None:
    rows = [partner("a", versions={"name": "d:2"}, left_on=DAY), partner("b")]
    entry = Entry(OFFICE, "d", 1, "x", "o", 1 << 62, "t", "t", "", b"\x00\xff\n\\", bytes(32),
                  bytes(32))  # fmt: skip
    seen = (OFFICE, "c", "d:1", "p", "s", None, "check_in", "x", "y", MORNING, MORNING, "", None,
            "", "o")  # fmt: skip
    names = tuple(column.key for column in table_of(CheckIn).columns)
    with writing(store) as connection:
        connection.exec_driver_sql(
            "SET CONSTRAINTS ALL DEFERRED"
            if connection.dialect.name == "postgresql"
            else "PRAGMA foreign_keys=OFF"
        )
        insert_many(connection, table_of(Partner), NAMES, rows)
        insert_many(connection, table_of(JournalEntry), Entry._fields, [entry])
        insert_many(connection, table_of(JournalEntry), Entry._fields, [])
        ordered = dict(zip(NAMES_OF_CHECK_IN, seen, strict=True))
        insert_many(connection, table_of(CheckIn), names, [[ordered[name] for name in names]])
        found = connection.execute(select(table_of(CheckIn))).one()
        connection.execute(table_of(CheckIn).delete())  # it names nobody's order
    assert found._asdict() == ordered
    mine = [tuple(row[list(NAMES).index(c.key)] for c in table_of(Partner).columns) for row in rows]
    assert content(store, Partner) == mine
    assert content(store, JournalEntry) == [tuple(entry)]


NAMES_OF_CHECK_IN = (
    "office_id", "id", "entry", "person_id", "supervision_id", "duty_id", "kind", "presence",
    "outcome", "happened_at", "entered_at", "reason", "evidence_due", "note", "officer_id",
)  # fmt: skip


def test_a_column_with_another_name_than_its_attribute(store: Store) -> None:
    assert table_of(ClassChange).c["class_"].name == "class"
    names = ("office_id", "id", "entry", "supervision_id", "class_", "from_on", "reason",
             "document")  # fmt: skip
    row = (OFFICE, "a", "d:1", "s", "strict", DAY, "", "")
    with writing(store) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        insert_many(connection, table_of(ClassChange), names, [row])
        found = connection.execute(select(table_of(ClassChange).c["class_"])).scalar_one()
        connection.execute(table_of(ClassChange).delete())
    assert found == "strict"


def test_records_get_new_values_one_office_only(store: Store) -> None:
    other = "f" * 12
    with writing(store) as connection:
        prefer_keys(connection)
        rows = [partner("a"), partner("b"), partner("a", office_id=other)]
        insert_many(connection, table_of(Partner), NAMES, rows)
        news = [("a", {"left_on": "d:9"}, DAY), ("gone", {}, None)]
        update_many(connection, table_of(Partner), OFFICE, ("versions", "left_on"), news)
        update_many(connection, table_of(Partner), OFFICE, ("note",), [])
    with store.read() as session:
        found = session.execute(select(Partner.office_id, Partner.id, Partner.left_on))
        assert {tuple(row) for row in found} == {
            (OFFICE, "a", DAY), (OFFICE, "b", None), (other, "a", None),
        }  # fmt: skip
        changed = session.execute(select(Partner.versions).where(Partner.left_on.is_not(None)))
        assert changed.scalars().all() == [{"left_on": "d:9"}]


def test_what_the_engine_refuses_is_said_without_the_content(store: Store) -> None:
    with pytest.raises(IntegrityError) as raised, writing(store) as connection:
        insert_many(connection, table_of(Partner), NAMES, [partner("a"), partner("a")])
    assert "某" not in str(raised.value)
    assert content(store, Partner) == []


def test_not_past_the_door(store: Store) -> None:
    session = store.writer()
    with session.begin():
        connection = session.connection()
        with pytest.raises(JournalBypassedError):
            insert_many(connection, table_of(Partner), NAMES, [partner("a")])
        with pytest.raises(JournalBypassedError):
            update_many(connection, table_of(Partner), OFFICE, ("note",), [("a", "x")])
    session.close()


def test_a_server_learns_what_has_come_in(store: Store) -> None:
    with writing(store) as connection:
        rows = [partner(f"{n:032d}", note="字" * 200) for n in range(2000)]
        insert_many(connection, table_of(Partner), NAMES, rows)
    tell_planner(store.engine, {"partner", "volunteer"})
    if store.engine.dialect.name == "postgresql":
        known = "SELECT relname, reltuples FROM pg_class WHERE relname IN ('partner', 'volunteer')"
        with store.engine.connect() as connection:
            found = {row.relname: row.reltuples for row in connection.execute(text(known))}
        assert found == {"partner": 2000, "volunteer": -1}  # what has not grown is left alone
