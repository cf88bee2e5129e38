"""A record reckoned from its whole history leaves out what its table cannot hold."""

from __future__ import annotations

from corrdesk.sync.core.merge import Side
from corrdesk.sync.history import History
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import shape_of
from tests.sync.worlds import OFFICE, Device, change, memory_store, officer


def test_history_of_a_record() -> None:
    store = memory_store()
    a, county = Device("a"), Device("c", Side.COUNTY)
    born = a.act(officer("r1"), hlc=1)
    said = county.act(change("officer", "r1", {"role": "head"}, born), hlc=2)
    a.act(change("officer", "r1", {"name": "x" * 99}, born), hlc=3)
    replica = Replica(store, OFFICE)
    replica.take(a.segment(), {})
    replica.take(county.segment(), {county.id: Side.COUNTY})
    shape = shape_of("officer")
    assert shape is not None
    with store.engine.connect() as connection:
        history = History(connection, OFFICE, {county.id: Side.COUNTY})
        merged = history.merged(shape, "r1")
        assert history.merged(shape, "nobody") is None
    assert merged is not None
    assert (merged.entry, merged.versions) == (born, {"role": said})
    assert merged.fields == {"name": "甲", "role": "head", "active": True}
    store.dispose()


def test_changes_by_their_places() -> None:
    store, device = memory_store(), Device("a")
    device.act(officer("r1"), officer("r2"))
    Replica(store, OFFICE).take(device.segment(), {})
    with store.engine.connect() as connection:
        found = History(connection, OFFICE, {}).items([(device.id, 1, 1), (device.id, 7, 0)])
    assert [item.row_id for item in found] == ["r2"]
    store.dispose()
