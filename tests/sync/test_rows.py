"""Many records are asked for together, and those of one office only."""

from __future__ import annotations

from corrdesk.base.batches import NAMED
from corrdesk.sync.replica import Replica
from corrdesk.sync.rows import known_ids
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
