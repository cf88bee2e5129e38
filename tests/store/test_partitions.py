"""A server's tables divided by office hold what they held, and the exchange goes on in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.config import Config
from sqlalchemy import Column, String, Table, inspect, text

from corrdesk.base.errors import UserError
from corrdesk.store import partitions, schema
from corrdesk.store.base import Base, Merge, merges, refers_to
from corrdesk.store.engine import Store
from corrdesk.store.partitions import divided, partition, parts_of
from corrdesk.store.schema import latest_revision, upgrade
from corrdesk.sync.core.merge import Side
from corrdesk.sync.replica import Replica
from tests.sync.worlds import OFFICE, Device, change, contents, memory_store, officer, run_fact

OTHER = "ffffffffffff"


@pytest.fixture
def store(postgres_database: str) -> Iterator[Store]:
    made = Store.at(postgres_database)
    upgrade(made.engine)
    yield made
    made.dispose()


def test_only_a_server_in_a_sound_number_of_parts(store: Store) -> None:
    alone = memory_store()
    with pytest.raises(UserError) as refused:
        partition(alone.engine)
    assert refused.value.field == "database"
    alone.dispose()
    for parts in (1, 257):
        with pytest.raises(UserError) as refused:
            partition(store.engine, parts)
        assert refused.value.field == "parts"


@pytest.mark.parametrize("half", [False, True], ids=["at once", "in two goes"])
def test_what_was_there_is_there_and_more_comes(
    store: Store, monkeypatch: pytest.MonkeyPatch, half: bool
) -> None:
    sides = {Device("a").id: Side.OFFICE}
    device, elsewhere = Device("a"), Device("b", office=OTHER)
    born = device.act(officer("o1"))
    device.act(run_fact("f1"))
    elsewhere.act(officer("o1"))
    Replica(store, OFFICE).take(device.segment(), sides)
    Replica(store, OTHER).take(elsewhere.segment(), {})
    before = {table: sorted(rows, key=repr) for table, rows in contents(store).items()}
    keys = _keys(store)

    some: list[str] = []
    if half:  # every other table, so that both kinds refer to each other
        with monkeypatch.context() as patch:
            other = SimpleNamespace(get_table_names=lambda: sorted(Base.metadata.tables)[::2])
            patch.setattr(partitions, "inspect", lambda _connection: other)
            some = partition(store.engine, 4)
        assert some
    made = partition(store.engine, 8 if half else 4)

    assert sorted([*some, *made]) == sorted(Base.metadata.tables)
    with store.engine.connect() as connection:
        assert set(parts_of(connection).values()) == {4}
    after = {table: sorted(rows, key=repr) for table, rows in contents(store).items()}
    assert after == before
    assert _keys(store) == keys
    assert partition(store.engine, 4) == []  # once is enough
    device.act(change("officer", "o1", {"name": "乙"}, born))
    device.act(run_fact("f2"))
    assert Replica(store, OFFICE).take(device.segment(), sides).entries == 2
    with store.engine.connect() as connection:
        assert divided(connection) == set(Base.metadata.tables)
        names = connection.execute(text("SELECT office_id, name FROM officer ORDER BY 1")).all()
        where = connection.execute(text("SELECT DISTINCT tableoid FROM officer")).all()
    assert [tuple(row) for row in names] == [(OFFICE, "乙"), (OTHER, "甲")]
    assert len(where) == 2  # the two offices lie in different parts


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """A later program, which has one more step and a table that the step makes."""
    steps = tmp_path / "migrations"
    shutil.copytree(Path(schema.__file__).with_name("migrations"), steps)
    (steps / "versions" / "9999_later.py").write_text(STEP.format(latest=latest_revision()))
    config = Config()
    config.set_main_option("script_location", str(steps))
    table = Table(
        "later", Base.metadata, Column("office_id", String(12), primary_key=True),
        Column("id", String(32), primary_key=True), Column("officer_id", String(32)),
        refers_to("officer", "officer_id"), info=merges(Merge.LOCAL),
    )  # fmt: skip
    monkeypatch.setattr(schema, "_config", lambda: config)
    yield table
    Base.metadata.remove(table)


STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{latest}", None, None

def upgrade():
    op.create_table(
        "later", sa.Column("office_id", sa.String(12)), sa.Column("id", sa.String(32)),
        sa.Column("officer_id", sa.String(32)),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_later")),
        sa.ForeignKeyConstraint(
            ["office_id", "officer_id"], ["officer.office_id", "officer.id"], deferrable=True,
            initially="DEFERRED", name=op.f("fk_later_office_id_officer_id"),
        ),
    )
    op.execute("INSERT INTO later VALUES ('{office}', 'x', NULL)")
""".replace("{office}", OFFICE)


@pytest.mark.parametrize("parts", [0, 4])
def test_a_table_of_a_later_program_is_divided_like_the_others(
    store: Store, request: pytest.FixtureRequest, parts: int
) -> None:
    if parts:
        partition(store.engine, parts)
    request.getfixturevalue("later")
    upgrade(store.engine)
    with store.engine.connect() as connection:
        assert parts_of(connection) == dict.fromkeys(Base.metadata.tables if parts else (), parts)
        assert connection.execute(text("SELECT office_id, id FROM later")).all() == [(OFFICE, "x")]
    assert inspect(store.engine).get_foreign_keys("later") == []  # as of all tables of a server


def test_every_key_and_unique_index_of_the_server_holds_the_office(store: Store) -> None:
    """What a cluster asks for, read from the server itself rather than from our mapping."""
    with store.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT c.relname, i.relname, a.attname FROM pg_index x "
                "JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
                "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0] "
                "WHERE x.indisunique AND c.relname <> 'alembic_version'"
            )
        ).all()
    assert {row[0] for row in found} == set(Base.metadata.tables)
    assert {row[2] for row in found} == {"office_id"}


def _keys(store: Store) -> dict[str, object]:
    """Names and columns of keys and indexes; those of the parts are the server's."""
    looked = inspect(store.engine)
    return {
        name: (
            looked.get_pk_constraint(name)["constrained_columns"],
            sorted((str(i["name"]), i["unique"]) for i in looked.get_indexes(name)),
        )
        for name in sorted(Base.metadata.tables)
    }  # fmt: skip
