"""The steps lead to the tables of the program, and a newer database is left alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine.interfaces import ReflectedIndex

from corrdesk.base.errors import UserError
from corrdesk.store.base import Base
from corrdesk.store.engine import Store
from corrdesk.store.schema import latest_revision, revision_of, upgrade


def partial(index: ReflectedIndex) -> str:
    """The condition of a partial index, as text."""
    return str(index.get("dialect_options", {}).get("sqlite_where", ""))


EXPRESSIONS = pytest.mark.filterwarnings(
    # SQLAlchemy cannot read an index over an expression back; `shape` compares its statement.
    "ignore:Skipped unsupported reflection of expression-based index",
    "ignore:autogenerate skipping metadata-specified expression-based index",
)


def shape(connection: Connection) -> dict[str, object]:
    """Everything of the schema that a comparison of metadata may overlook."""
    inspector = inspect(connection)
    found: dict[str, object] = {
        "index statements": sorted(
            connection.exec_driver_sql(
                "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
            ).scalars()
        )
    }
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        found[table] = {
            "columns": [
                (each["name"], str(each["type"]), each["nullable"])
                for each in sorted(inspector.get_columns(table), key=lambda each: each["name"])
            ],
            "key": inspector.get_pk_constraint(table),
            "foreign": sorted(map(repr, inspector.get_foreign_keys(table))),
            "indexes": sorted(
                (str(each["name"]), str(each["column_names"]), each["unique"], partial(each))
                for each in inspector.get_indexes(table)
            ),
        }
    return found


@EXPRESSIONS
def test_the_steps_lead_to_the_metadata(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        migrated = shape(connection)
    fresh = create_engine("sqlite://")
    with fresh.begin() as connection:
        Base.metadata.create_all(connection)
        assert shape(connection) == migrated
    fresh.dispose()


def test_a_second_upgrade_does_nothing(store: Store) -> None:
    assert revision_of(store.engine) == latest_revision()
    upgrade(store.engine)
    assert revision_of(store.engine) == latest_revision()


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    empty = Store(lambda: sqlite3.connect(tmp_path / "x.db", isolation_level=None), sqlite3)
    assert revision_of(empty.engine) is None
    empty.dispose()


def test_a_newer_database_is_refused_and_left_as_it_is(store: Store) -> None:
    raw = store.engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    driver.execute("PRAGMA query_only=OFF")
    driver.execute("UPDATE alembic_version SET version_num='9999'")
    raw.close()
    with pytest.raises(UserError, match="更新版本"):
        upgrade(store.engine)
    assert revision_of(store.engine) == "9999"


def test_a_step_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(tmp_path / "y.db", isolation_level=None, check_same_thread=False)

    torn = Store(connect, sqlite3)
    real = Connection.execute
    seen: list[str] = []

    def fail_late(self: Connection, statement: object, *rest: object, **more: object) -> object:
        if "notice" in str(statement):
            seen.append(str(statement))
            raise sqlite3.OperationalError
        return real(self, statement, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Connection, "execute", fail_late)
    with pytest.raises(sqlite3.OperationalError):
        upgrade(torn.engine)
    monkeypatch.undo()
    assert seen
    with torn.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    torn.dispose()


@pytest.mark.timeout(120)
def test_processes_that_start_at_once_run_the_steps_once(postgres_database: str) -> None:
    stores = [Store.at(postgres_database) for _number in range(3)]
    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(lambda each: upgrade(each.engine), stores))
    assert {revision_of(each.engine) for each in stores} == {latest_revision()}
    for each in stores:
        each.dispose()
