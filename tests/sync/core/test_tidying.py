"""Nothing is taken away but what was taken in, replaced, or is held by everybody."""

from __future__ import annotations

from dataclasses import replace

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.names import (
    holdings_name,
    inbox,
    piece_name,
    receipt_name,
    roster_name,
    run_name,
    runs,
    snapshot_name,
)
from corrdesk.sync.core.tidying import (
    KEPT,
    spent_receipts,
    spent_rosters,
    spent_runs,
    spent_snapshots,
    spent_words,
)
from tests.sync.core.parties import Exchange
from tests.sync.worlds import OFFICE, Device, run_fact, signing

A, B = derived_id("device", "a"), derived_id("device", "b")
STRANGE = ["notes.txt", f"{OFFICE}/out/receipt-1.rct", f"{OFFICE}/in/{A}/1-2-3.seg"]


def test_the_latest_receipts_stay_and_names_from_ahead_make_none_old() -> None:
    numbers = [*range(1, 13), 10**12 - 1]
    listed = [receipt_name(OFFICE, number) for number in numbers]
    spent = spent_receipts([*listed, *STRANGE, roster_name(OFFICE, 1)], 12)
    assert sorted(spent) == [receipt_name(OFFICE, number) for number in range(1, 13 - KEPT)]
    assert spent_receipts(listed, 0) == []  # a county that has said nothing yet


def test_the_latest_rosters_stay_and_names_from_ahead_make_none_old() -> None:
    listed = [roster_name(OFFICE, number) for number in [*range(1, 13), 10**12 - 1]]
    spent = spent_rosters([*listed, *STRANGE, receipt_name(OFFICE, 1)], 12)
    assert sorted(spent) == [roster_name(OFFICE, number) for number in range(1, 13 - KEPT)]
    assert spent_rosters(listed, 0) == []  # of a county that has left none


def test_a_device_that_was_away_for_years_needs_the_latest_roster_alone() -> None:
    """Also where the county was restored meanwhile, more than once, and counts anew."""
    world = Exchange()
    world.sync("a")
    world.sync("b")
    world.serve()
    far = roster_name(OFFICE, 10**12 - 1)
    world.mailbox.content[far] = b"somebody's"
    for year in range(1, 4):
        ended = (*world.roster.ended, world.roster.epoch)
        for number in range(1, 9):
            world.roster = replace(
                world.roster, number=number, epoch=f"{year:032x}", ended=ended
            ).signed(signing("county").sign)
            world.serve()
    left = [name for name in world.mailbox.content if "/roster-" in name and name != far]
    assert len(left) == KEPT
    assert far in world.mailbox.content
    world.sync("b")
    assert world.side("b").roster() == world.roster


def test_the_latest_word_of_each_device_stays() -> None:
    listed = [holdings_name(OFFICE, device, number) for device in (A, B) for number in (1, 2, 3)]
    spent = spent_words([*listed, *STRANGE], {A: 2, B: 3})
    assert sorted(spent) == sorted(
        holdings_name(OFFICE, device, number) for device, number in ((A, 1), (B, 1), (B, 2))
    )
    assert spent_words(listed, {}) == []


def test_runs_go_as_far_as_they_are_safe_and_the_same_as_here() -> None:
    device = Device("a")
    for number in range(4):
        device.act(run_fact(f"f{number}"))
    listed = [
        run_name(inbox(OFFICE), device.segment(first, last).claim)
        for first, last in ((1, 2), (3, 3), (4, 4))
    ]
    found = runs([*listed, *STRANGE])
    hashes = {device.id: {e.seq: e.hash for e in device.entries}}
    assert spent_runs(found, {device.id: 3}, hashes) == listed[:2]
    assert spent_runs(found, {}, hashes) == []
    assert spent_runs(found, {device.id: 4}, {device.id: {2: bytes(32)}}) == []
    assert spent_runs(found, {device.id: 4}, {}) == []


def test_snapshots_go_when_nobody_asks() -> None:
    listed = [snapshot_name(OFFICE, A, 7), piece_name(OFFICE, "a" * 64)]
    others = [*STRANGE, receipt_name(OFFICE, 1), f"{OFFICE}/out/snapshot/x.pce"]
    assert spent_snapshots([*listed, *others], asked=False) == listed
    assert spent_snapshots([*listed, *others], asked=True) == []
