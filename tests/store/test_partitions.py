"""A server's tables divided by office hold what they held, and the exchange goes on in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, text

from corrdesk.base.errors import UserError
from corrdesk.store.base import Base
from corrdesk.store.engine import Store
from corrdesk.store.partitions import divided, partition
from corrdesk.store.schema import upgrade
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


def test_what_was_there_is_there_and_more_comes(store: Store) -> None:
    sides = {Device("a").id: Side.OFFICE}
    device, elsewhere = Device("a"), Device("b", office=OTHER)
    born = device.act(officer("o1"))
    device.act(run_fact("f1"))
    elsewhere.act(officer("o1"))
    Replica(store, OFFICE).take(device.segment(), sides)
    Replica(store, OTHER).take(elsewhere.segment(), {})
    before = {table: sorted(rows, key=repr) for table, rows in contents(store).items()}
    keys = _keys(store)

    made = partition(store.engine, 4)

    assert set(made) == set(Base.metadata.tables)
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
    """Names and columns of keys, references and indexes; those of the parts are the server's."""
    looked = inspect(store.engine)
    return {
        name: (
            looked.get_pk_constraint(name)["constrained_columns"],
            sorted((str(f["name"]), f["referred_table"], f["options"].get("deferrable"))
                   for f in looked.get_foreign_keys(name)
                   if f["referred_table"] in Base.metadata.tables),
            sorted((str(i["name"]), i["unique"]) for i in looked.get_indexes(name)),
        )
        for name in sorted(Base.metadata.tables)
    }  # fmt: skip
