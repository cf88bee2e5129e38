"""Doubles of several columns, and of three devices."""

from __future__ import annotations

from corrdesk.sync.replica import Replica
from tests.sync.test_replica import person
from tests.sync.worlds import OFFICE, Device, contents, memory_store


def test_three_of_one_thing_are_one_entry_of_the_list() -> None:
    store = memory_store()
    replica = Replica(store, OFFICE)
    for name in "abc":
        device = Device(name)
        device.act(person(f"p-{name}"))
        replica.take(device.segment(), {})
    (double,) = contents(store)["sync_conflict"]
    assert [row_id for _entry, row_id in double["versions"]] == ["p-a", "p-b", "p-c"]
    store.dispose()
