"""People who came in are found; those of other offices are left alone."""

from __future__ import annotations

from corrdesk.casework.caseload.search import find_person_ids
from corrdesk.sync.derived import index_received
from corrdesk.sync.replica import Replica
from tests.sync.test_replica import person
from tests.sync.worlds import OFFICE, Device, change, memory_store


def test_keys_follow_the_record() -> None:
    store, device = memory_store(), Device("a")
    born = device.act(person("p1"))
    replica = Replica(store, OFFICE, after=(index_received,))
    replica.take(device.segment(), {})
    device.act(change("person", "p1", {"name": "欧阳乘风"}, born))
    replica.take(device.segment(), {})
    with store.read() as session:
        assert find_person_ids(session, OFFICE, "乘风") == ["p1"]
        assert find_person_ids(session, OFFICE, "无名") == []
        assert find_person_ids(session, "ffffffffffff", "乘风") == []
    store.dispose()
