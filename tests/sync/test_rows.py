"""Many records are asked for together, and those of one office only."""

from __future__ import annotations

from sqlalchemy import select

from corrdesk.base.batches import NAMED
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.replica import Replica
from corrdesk.sync.rows import among, known_ids
from corrdesk.sync.state import remembered, writing
from corrdesk.sync.tables import SyncState
from tests.sync.worlds import OFFICE, Device, memory_store, run_fact


def test_only_those_of_the_office_are_known() -> None:
    store, device = memory_store(), Device("a")
    device.act(*(run_fact(f"f{n}") for n in range(NAMED + 5)))
    Replica(store, OFFICE).take(device.segment(), {})
    wanted = [f"f{n}" for n in range(NAMED + 9)]
    with store.engine.connect() as connection:
        assert len(known_ids(connection, OFFICE, "duty_run", wanted)) == NAMED + 5
        assert known_ids(connection, "ffffffffffff", "duty_run", wanted) == set()
    store.dispose()


def test_any_number_of_values_is_one_parameter(postgres_database: str) -> None:
    server = Store.at(postgres_database)
    upgrade(server.engine)
    values = [f"v{n}" for n in range(NAMED + 5)]
    for store in (memory_store(), server):
        with writing(store, OFFICE) as (_session, connection):
            for value in (*values, "w"):
                remembered(connection, OFFICE, {value: b""})
            for some in ([], values[:1], values, ["w", "x"]):
                key = table_of(SyncState).c.key
                statement = select(key).where(among(connection, key, some))
                found = connection.execute(statement).scalars()
                assert set(found) == {*some} - {"x"}
        store.dispose()
