"""Digests at the end of an exchange: compared where the journals are the same, and only there."""

from __future__ import annotations

from dataclasses import replace

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import Change
from corrdesk.sync.core.closing import Closed, close, hear
from corrdesk.sync.core.receipt import read_holdings, read_receipt
from tests.faults.simulation.ledger import OPEN, harm
from tests.sync.core.parties import NOW, Exchange
from tests.sync.worlds import COUNTY, OFFICE, SCHEMA


def settled() -> Exchange:
    """An office of one device and its county, which hold the same."""
    exchange = Exchange(("a",))
    desk = exchange.desks["a"]
    for number in range(3):
        fact = Change("fact", f"f{number}", {"n": number}, {})
        desk.write(derived_id("device", "a"), [fact], number)
    exchange.sync("a")
    exchange.serve()
    assert exchange.sync("a").agrees is True
    return exchange


def test_the_desk_finds_its_own_harm_and_says_so() -> None:
    exchange = settled()
    harm(exchange.desks["a"], "f1", "other")
    report = exchange.sync("a")
    assert (report.agrees, report.repaired) == (True, 1)
    assert exchange.desks["a"].reports == ["f1"]
    assert exchange.county.reports == []
    assert exchange.sync("a").repaired == 0


def test_the_county_finds_its_harm_when_a_desk_complains() -> None:
    exchange = settled()
    harm(exchange.county, "f2", "other")
    exchange.serve()
    report = exchange.sync("a")
    assert (report.agrees, report.repaired) == (False, 0)
    assert exchange.desks["a"].reports == [OPEN]
    assert exchange.serve().repaired == 1
    assert exchange.county.reports == ["f2"]
    assert exchange.sync("a").agrees is True
    assert exchange.serve().repaired == 0


def test_nothing_is_compared_while_the_journals_differ() -> None:
    exchange = settled()
    harm(exchange.county, "f1", "other")
    exchange.serve()
    device = derived_id("device", "a")
    exchange.desks["a"].write(device, [Change("fact", "f9", {}, {})], 9)
    assert exchange.sync("a").agrees is None
    assert exchange.desks["a"].reports == []


def test_a_county_that_reckons_no_digests_is_an_earlier_version() -> None:
    exchange = settled()
    receipt = replace(exchange.sync("a").receipt, digests={})
    ledger = exchange.desks["a"]
    assert close(ledger, receipt, schema=SCHEMA, now=NOW) == Closed()
    assert close(ledger, None, schema=SCHEMA, now=NOW) == Closed()
    other = replace(receipt, digests=ledger.digests("other", 0))
    assert close(ledger, other, schema=SCHEMA, now=NOW) == Closed()


def test_a_complaint_about_another_journal_is_not_followed() -> None:
    exchange = settled()
    receipt = exchange.sync("a").receipt
    harmed = exchange.county.copy()
    harm(harmed, "f1", "other")
    mine, theirs = harmed.digests(SCHEMA, 0), exchange.county.digests(SCHEMA, 0)
    assert hear(harmed, mine, {}, theirs, schema=SCHEMA, now=NOW) == 0
    assert hear(harmed, mine, receipt.chains, {}, schema=SCHEMA, now=NOW) == 0
    assert hear(harmed, mine, receipt.chains, theirs, schema=SCHEMA, now=NOW) == 1


def test_what_says_no_digests_reads_as_earlier_versions_wrote_it() -> None:
    exchange = settled()
    said = [name for name in exchange.mailbox.content if "/holdings-" in name]
    assert said
    for name in said:
        raw = exchange.mailbox.content[name]
        from corrdesk.sync.core.frame import HEAD
        from tests.sync.core.parties import PlainBox

        body = PlainBox("age-county").open(raw)[HEAD:]
        holdings = read_holdings(body, county=COUNTY, office=OFFICE)
        assert holdings.digests == {}
        complaining = replace(holdings, digests={"all": b"x" * 16})
        assert read_holdings(complaining.body(), county=COUNTY, office=OFFICE) == complaining
        assert complaining.body() != body
    receipt = exchange.sync("a").receipt
    assert read_receipt(receipt.body(), county=COUNTY, office=OFFICE) == receipt
