"""Branches of others that are here alone: which they are, and how they go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import unpack_changes
from corrdesk.sync.core.receipt import Held, Receipt
from corrdesk.sync.core.rescue import Rescue
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import Exchange
from tests.sync.worlds import OFFICE, Device, run_fact

ME = derived_id("device", "mine")


def branches() -> tuple[MemoryLedger, Device, Device]:
    """A desk with three entries of a chain of which the county knows the last two otherwise."""
    here, county = Device("a"), Device("a")
    for number in range(3):
        here.act(run_fact(f"f{number}"))
        county.act(run_fact(f"f{number}" if number < 1 else f"g{number}"))
    return MemoryLedger(OFFICE, {here.id: list(here.entries)}), here, county


def receipt(device: Device, last: int) -> Receipt:
    """The county's word that it holds this much of a chain."""
    said = Exchange(("a",)).county_side().receipt(1)
    chains = {device.id: Held(last, device.entries[last - 1].hash, 0)} if last else {}
    return replace(said, chains=chains)


@pytest.mark.parametrize(("last", "parts"), [(1, False), (2, True), (3, True)])
def test_a_chain_parts_where_another_entry_is_held_under_its_number(last: int, parts: bool) -> None:
    ledger, _here, county = branches()
    assert Rescue(ledger, ME).parted(receipt(county, last)) == ({county.id} if parts else set())
    assert Rescue(ledger, county.id).parted(receipt(county, last)) == set()  # its own is a fork


def test_what_turned_out_to_part_is_looked_at_without_a_receipt_too() -> None:
    ledger, here, _county = branches()
    rescue = Rescue(ledger, ME)
    assert rescue.parted(None) == set()
    rescue.forked.add(here.id)
    assert rescue.parted(None) == {here.id}


def test_a_branch_goes_on_in_this_devices_name_from_where_it_parts() -> None:
    ledger, here, county = branches()
    assert Rescue(ledger, ME).branch(county.segment()) == 2
    assert [entry.hash for entry in ledger.chains[here.id]] == [here.entries[0].hash]
    said = [unpack_changes(entry.body)[0].row_id for entry in ledger.chains[ME]]
    assert said == ["f1", "f2"]
    assert Rescue(ledger, ME).branch(county.segment()) == 0


@pytest.mark.parametrize(("held", "rescued"), [(0, 3), (1, 2), (3, 0)])
def test_an_end_that_nobody_vouched_for_goes_on_in_this_devices_name(
    held: int, rescued: int
) -> None:
    ledger, here, _county = branches()
    assert Rescue(ledger, ME).tails(receipt(here, held)) == rescued
    assert len(ledger.chains.get(ME, [])) == rescued
    assert Rescue(ledger, ME).tails(receipt(here, held)) == 0


def test_what_was_vouched_for_stays_its_writers() -> None:
    ledger, here, _county = branches()
    ledger.keep_proof(here.segment(2).proof)
    assert Rescue(ledger, ME).tails(receipt(here, 1)) == 0
    assert len(ledger.chains[here.id]) == 3


def test_a_branch_that_the_county_knows_otherwise_is_no_tail() -> None:
    ledger, here, county = branches()
    assert Rescue(ledger, ME).tails(receipt(county, 2)) == 0
    assert Rescue(ledger, here.id).tails(receipt(here, 1)) == 0  # its own end is simply sent
