"""A branch is said anew word for word: only names of devices change."""

from __future__ import annotations

from corrdesk.store.chain import Head, check_chains, unpack_changes
from corrdesk.sync.core.fork import former_names, parting, said_anew, successor
from corrdesk.sync.core.wire import loads
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.worlds import OFFICE, Device, change, officer, run_fact


def test_a_branch_becomes_a_chain_of_its_own() -> None:
    device = Device("a")
    born = device.act(officer("r1"))
    second = device.act(change("officer", "r1", {"name": "乙"}, born), run_fact("f1"))
    device.act(change("officer", "r1", {"name": "丙"}, f"{second} x:7"))
    device.act(body=b"\xff")
    heir = successor(device.id, device.entries[-1].hash)
    anew = said_anew(device.entries[1:], heir)
    assert list(check_chains(anew)) == []
    assert [entry.seq for entry in anew] == [1, 2, 3]
    assert {entry.device_id for entry in anew} == {heir}
    first, other = (unpack_changes(entry.body) for entry in anew[:2])
    assert first[0].replaced == {"name": born}
    assert first[1].fields == unpack_changes(device.entries[1].body)[1].fields
    assert other[0].replaced == {"name": f"{heir}:1 x:7"}
    assert anew[2].body == b"\xff"
    assert former_names(loads(anew[0].body)) == {second}
    assert [e.hlc for e in anew] == [e.hlc for e in device.entries[1:]]
    other_chain = Device("b")
    other_chain.act(run_fact("g1"), hlc=99)
    tail = other_chain.entries[0]
    after = said_anew(device.entries[1:], other_chain.id, Head(1, tail.hash, tail.hlc))
    assert list(check_chains([tail, *after])) == []
    assert [e.hlc for e in after] == [100, 101, 102]


def test_where_two_chains_part() -> None:
    mine, theirs = Device("a"), Device("a")
    for each in (mine, theirs):
        each.act(officer("r1"))
    mine.act(run_fact("f1"))
    for number in range(3):
        theirs.act(run_fact(f"g{number}"))
    ledger = MemoryLedger(OFFICE, {mine.id: list(mine.entries)})
    assert parting(ledger, theirs.segment()) == 2
    assert parting(ledger, theirs.segment(2)) == 2
    assert parting(ledger, theirs.segment(3)) == 0
    assert parting(ledger, mine.segment()) == 0


def test_another_branch_gets_another_name() -> None:
    assert successor("a" * 32, b"1" * 32) != successor("a" * 32, b"2" * 32)
    assert len(successor("a" * 32, b"1" * 32)) == 32
