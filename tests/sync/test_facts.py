"""The same fact from two entries: the earlier stays, whichever came first."""

from __future__ import annotations

from itertools import permutations

from corrdesk.sync.replica import Replica
from tests.sync.worlds import OFFICE, Device, contents, memory_store, run_fact


def test_three_that_made_the_same_fact() -> None:
    found = []
    for order in permutations(range(3)):
        devices = [Device(name) for name in "abc"]
        for number, device in enumerate(devices):
            device.act(run_fact("f1", opened=number), hlc=10 - number)
        store = memory_store()
        replica = Replica(store, OFFICE)
        for number in order:
            replica.take(devices[number].segment(), {})
        found.append(contents(store))
        store.dispose()
    assert all(each == found[0] for each in found)
    assert [row["opened"] for row in found[0]["duty_run"]] == [2]
    assert [row["reason"] for row in found[0]["journal_aside"]] == ["double", "double"]


def test_twice_within_one_segment() -> None:
    device = Device("a")
    device.act(run_fact("f1", opened=1), hlc=2)
    device.act(run_fact("f1", opened=2), hlc=3)
    store = memory_store()
    Replica(store, OFFICE).take(device.segment(), {})
    assert [row["opened"] for row in contents(store)["duty_run"]] == [1]
    store.dispose()
