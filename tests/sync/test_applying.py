"""The same records on PostgreSQL as on SQLite; what is set aside is tried again when it can be."""

from __future__ import annotations

from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.applying import Applying
from corrdesk.sync.core.merge import Side
from corrdesk.sync.replica import Replica
from tests.sync.worlds import (
    OFFICE,
    Device,
    change,
    contents,
    memory_store,
    officer,
    run_fact,
    sides,
    statements,
)


def a_long_story() -> tuple[Device, ...]:
    """Devices that do everything that can happen to records."""
    a, b, county = Device("a"), Device("b"), Device("c", Side.COUNTY)
    born = a.act(officer("r1"), run_fact("f1"), officer("r2", badge=7), hlc=1)
    first = a.act(change("officer", "r1", {"name": "乙"}, born), hlc=2)
    a.act(change("officer", "r1", {"active": False}, born), run_fact("f9", until="x"), hlc=3)
    b.act(change("officer", "r1", {"name": "丙", "role": "head"}, born), hlc=4)
    b.act(officer("r1", name="丁"), run_fact("f1", opened=9), hlc=5)
    county.act(change("officer", "r1", {"role": "assistant"}, born), hlc=6)
    county.act(change("officer", "r1", {"name": "戊"}, first), hlc=7)
    return a, b, county


def test_both_engines_come_to_the_same(postgres_database: str) -> None:
    devices = a_long_story()
    found = []
    server = Store.at(postgres_database)
    upgrade(server.engine)
    for store, order in ((memory_store(), devices), (server, devices[::-1])):
        replica = Replica(store, OFFICE)
        for device in order:
            for seq in range(1, len(device.entries) + 1):
                replica.take(device.segment(seq, seq), sides(devices))
        found.append(contents(store))
        store.dispose()
    assert found[0] == found[1]
    assert {"sync_conflict", "journal_aside"} <= set(found[0])


def test_bulk_is_a_few_statements() -> None:
    """A thousand records must not cost a thousand round trips."""
    store = memory_store()
    device = Device("a")
    for number in range(500):
        device.act(officer(f"r{number}"), run_fact(f"f{number}"))
    with statements(store) as told:
        Replica(store, OFFICE).take(device.segment(), {})
    assert len(told) < 60
    store.dispose()


def test_nothing_to_apply_is_nothing_set_aside() -> None:
    store = memory_store()
    with store.engine.connect() as connection:
        applying = Applying(connection, OFFICE, {})
        applying.apply([])
        applying.again([])
        assert (applying.set_aside, dict(applying.changed)) == (0, {})
    store.dispose()
