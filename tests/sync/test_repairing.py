"""Which ranges are looked at, what the journal says of them, and what is kept of what was found."""

from __future__ import annotations

from unittest.mock import patch

from corrdesk.sync.core.digests import Leaf
from corrdesk.sync.repairing import (
    AT_ONCE,
    Evidence,
    Found,
    Outcome,
    Ranges,
    Repairing,
    count_repairs,
    repairs,
    report,
)
from corrdesk.sync.replica import Replica
from corrdesk.sync.state import writing
from tests.sync.worlds import OFFICE, Device, change, memory_store, officer, run_fact, sides

AT = "2026-06-10T09:00:00+08:00"
LEAVES = [Leaf("duty_run", "", 1, 1), Leaf("duty_run", "m", 1, 1), Leaf("officer", "", 1, 1)]


def test_a_range_ends_where_the_next_of_its_table_begins() -> None:
    first = Ranges(LEAVES[:1], LEAVES)
    assert first.holds("duty_run", "a")
    assert not first.holds("duty_run", "m")
    assert not first.holds("officer", "a")
    last = Ranges(LEAVES[1:2], LEAVES)
    assert last.holds("duty_run", "z")
    assert not last.holds("duty_run", "a")


def test_evidence_is_of_these_ranges_and_no_entry_is_read_twice() -> None:
    store, device = memory_store(), Device("a")
    born = device.act(run_fact("a"), run_fact("n"), officer("r1"))
    replica = Replica(store, OFFICE)
    replica.take(device.segment(), sides([device]))
    evidence = Evidence(Ranges([LEAVES[0], LEAVES[2]], LEAVES))
    with writing(store, OFFICE) as (_session, connection):
        evidence.read(connection, OFFICE)
    assert set(evidence.items) == {("duty_run", "a"), ("officer", "r1")}
    device.act(change("officer", "r1", {"name": "乙"}, born))
    replica.take(device.segment(2), sides([device]))
    with writing(store, OFFICE) as (_session, connection):
        evidence.read(connection, OFFICE)
    assert [len(items) for items in evidence.items.values()] == [1, 2]
    store.dispose()


def test_a_sound_table_is_left_as_it_is() -> None:
    store, device = memory_store(), Device("a")
    device.act(run_fact("a"), officer("r1"))
    Replica(store, OFFICE).take(device.segment(), sides([device]))
    ranges = Ranges(LEAVES, LEAVES)
    evidence = Evidence(ranges)
    with writing(store, OFFICE) as (_session, connection):
        evidence.read(connection, OFFICE)
        assert Repairing(connection, OFFICE, {}, ranges, evidence).mend() == []
    store.dispose()


def test_a_record_without_origin_that_others_need_is_left_for_a_person() -> None:
    store, device = memory_store(), Device("a")
    device.act(officer("r1"))
    Replica(store, OFFICE).take(device.segment(), sides([device]))
    ranges = Ranges(LEAVES, LEAVES)
    evidence = Evidence(ranges)
    with writing(store, OFFICE) as (_session, connection):
        connection.exec_driver_sql("UPDATE officer SET id = 'ghost', entry = 'x:1'")
        evidence.read(connection, OFFICE)
        repairing = Repairing(connection, OFFICE, {}, ranges, evidence)
        with patch.object(Repairing, "_is_referred_to", return_value=True):
            found = {each.row_id: each.outcome for each in repairing.mend()}
    assert found == {"ghost": Outcome.STANDS, "r1": Outcome.MISSING}
    store.dispose()


def test_a_report_is_kept_whole_the_latest_first_and_read_in_parts() -> None:
    """What was taken out is nowhere but in the report: none of it may be left away."""
    store = memory_store()
    many = [
        Found("officer", f"r{n}", Outcome.ADDED, [["name", n, None]]) for n in range(AT_ONCE + 5)
    ]
    with writing(store, OFFICE) as (_session, connection):
        report(connection, OFFICE, AT, many)
        report(connection, OFFICE, AT, [Found("officer", "last", Outcome.MISSING)])
    with store.read() as session:
        kept = repairs(session, OFFICE)
        assert count_repairs(session, OFFICE) == len(kept)
        assert count_repairs(session, "other") == 0
        part = repairs(session, OFFICE, 3, 2)
    assert (len(kept), kept[0].row_id) == (AT_ONCE + 6, "last")
    assert {each.fields[0][1] for each in kept[1:]} == set(range(AT_ONCE + 5))
    assert [each.number for each in part] == [each.number for each in kept[3:5]]
    store.dispose()
