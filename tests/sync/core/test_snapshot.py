"""A new PC begins with everything at once: checked whole, resumed after a cut, never forced."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import Change
from corrdesk.sync.core import segment, snapshot
from corrdesk.sync.core.frame import HEAD, Kind, frame
from corrdesk.sync.core.membership import Member
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import snapshot_name
from corrdesk.sync.core.receipt import Held
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import COLUMNS, LARGEST_RUN
from corrdesk.sync.core.snapshot import (
    ASK,
    MOST_TRIES,
    PIECE,
    TRIES,
    Manifest,
    asks,
    read_manifest,
    whole_of,
)
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.core.talk import Get
from corrdesk.sync.core.wire import dumps, loads, pack
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import Exchange, PlainBox, certificate
from tests.sync.worlds import COUNTY, OFFICE, public, signing

THE_COUNTY = derived_id("device", "county")
A, B = derived_id("device", "a"), derived_id("device", "b")


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    """A county that has the journal of `a`, and `b` that was enrolled and never heard of it."""
    monkeypatch.setattr(snapshot, "PIECE_BYTES", 1)
    monkeypatch.setattr("corrdesk.sync.core.county.WORTH", 5)
    exchange = Exchange()
    for number in range(8):
        write(exchange, number)
    for _round in range(2):
        exchange.sync("a")
        exchange.serve()
    return exchange


def write(exchange: Exchange, number: int, name: str = "a") -> None:
    fact = Change("fact", f"{name}{number}", {"n": number}, {})
    exchange.desks[name].write(derived_id("device", name), [fact], number)


def snapshots(exchange: Exchange) -> list[str]:
    return sorted(name for name in exchange.mailbox.content if name.endswith(".snp"))


def pieces(exchange: Exchange) -> list[str]:
    return sorted(name for name in exchange.mailbox.content if name.endswith(".pce"))


def test_everything_comes_at_once_and_the_exchange_goes_on(late: Exchange) -> None:
    assert not [name for name in late.mailbox.content if "/out/" in name and ".seg" in name]
    assert late.sync("b").received == 0  # asks
    late.serve()
    assert (len(snapshots(late)), len(pieces(late))) == (1, 4)  # 3 + 3 + 2 entries, proofs
    report = late.sync("b")
    assert (report.received, report.agrees, report.refused) == (8, True, {})
    assert late.desks["b"].digest() == late.desks["a"].digest()
    assert [p.claim.last for p in late.desks["b"].proofs(A, 0)] == [8]
    assert not [key for key in late.desks["b"].state if key.startswith(PIECE)]
    write(late, 9)
    write(late, 1, "b")
    for name in ("a", "b"):
        late.sync(name)
    late.serve()
    for name in ("a", "b"):
        assert late.sync(name).received == 1
    late.serve()
    assert late.sync("b").agrees is True
    assert snapshots(late) == pieces(late) == []  # it has served its turn


def test_one_that_was_dealt_with_is_not_read_again(late: Exchange) -> None:
    late.sync("b")
    late.serve()
    asked: list[Any] = []
    for _time in range(2):
        late.mailbox.talk(late.side("b").exchange(), asked.append)
    read = [ask.name for ask in asked if isinstance(ask, Get)]
    assert late.desks["b"].heads()[A].seq == 8
    assert [name for name in read if name.endswith(".snp")] == snapshots(late)


def test_what_was_written_here_before_stays(late: Exchange) -> None:
    write(late, 1, "b")
    late.sync("b")
    late.serve()
    late.sync("b")
    late.serve()
    assert late.desks["b"].heads().keys() == {A, B}
    assert late.sync("b").agrees is True
    assert set(late.county.facts()) == {"b1", *(f"a{n}" for n in range(8))}


def test_a_cut_costs_one_piece_at_the_most(late: Exchange) -> None:
    late.sync("b")
    late.serve()
    fetched: list[str] = []
    for cut_after in range(4):
        talk, answer = late.side("b").exchange(), None
        count = 0
        while True:
            try:
                ask = talk.send(answer)
            except StopIteration:
                break
            if isinstance(ask, Get) and ask.name.endswith(".pce"):
                count += 1
                if count > 1 and cut_after < 3:
                    talk.close()
                    break
                fetched.append(ask.name)
            answer = late.mailbox.answer(ask)
    assert late.desks["b"].heads()[A].seq == 8
    assert sorted(fetched) == pieces(late)  # each of them once


@pytest.mark.parametrize("what", [".snp", ".pce"])
def test_what_was_tampered_with_is_refused_and_nothing_taken(late: Exchange, what: str) -> None:
    late.sync("b")
    late.serve()
    name = (snapshots(late) if what == ".snp" else pieces(late))[0]
    recipients, content, _whole = loads(late.mailbox.content[name])
    damaged = bytes([*content[:-1], content[-1] ^ 1])
    late.mailbox.content[name] = PlainBox("").seal(damaged, recipients)
    report = late.sync("b")
    assert (report.received, list(report.refused)) == (0, snapshots(late)[:1])
    assert late.desks["b"].heads() == {}
    if what == ".pce":
        del late.mailbox.content[name]  # sealed anew, a piece has another name; not in this box
    late.serve()  # asked again, the county answers with another
    assert len(snapshots(late)) == 2
    assert late.sync("b").received == 8


def test_after_three_times_it_is_segments_again(late: Exchange) -> None:
    late.desks["b"].remember({TRIES: str(MOST_TRIES).encode()})
    late.sync("b")
    late.serve()
    assert snapshots(late) == []
    assert late.sync("b").received == 8


def test_between_two_versions_it_is_segments_in_the_end(
    late: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[Reason] = []
    for _round in range(MOST_TRIES + 2):
        monkeypatch.setattr(snapshot, "VERSION", 3)
        report = late.sync("b")
        refused += report.refused.values()
        monkeypatch.setattr(snapshot, "VERSION", 2)
        late.serve()
    assert refused == [Reason.VERSION] * MOST_TRIES
    assert late.sync("b").agrees
    assert late.desks["b"].recall(TRIES) == str(MOST_TRIES).encode()
    assert late.desks["b"].digest() == late.desks["a"].digest()


def test_nobody_asks_without_need(late: Exchange) -> None:
    receipt = late.sync("a").receipt
    assert asks(late.desks["a"], receipt) == {}
    assert asks(late.desks["a"], None) == {}
    assert asks(late.desks["b"], None) == {ASK: b"0"}  # nothing is here, and nothing can be read
    assert asks(late.desks["b"], replace(receipt, digests={})) == {}  # an earlier version
    assert asks(late.desks["b"], receipt) == {ASK: b"0"}
    for number in range(9):
        write(late, number, "b")
    assert asks(late.desks["b"], receipt) == {}  # more is here than is lacking


def test_an_older_one_than_what_is_here_is_left(late: Exchange) -> None:
    late.sync("b")
    late.serve()
    late.desks["b"] = late.desks["a"].copy()
    late.desks["b"].state = {"roster": late.roster.packed()}
    report = late.sync("b")
    assert (report.received, report.refused) == (0, {})


def test_of_a_forked_chain_nothing_is_taken(late: Exchange) -> None:
    late.sync("b")
    late.serve()
    late.desks["b"].write(A, [Change("fact", "other", {}, {})], 1)
    report = late.sync("b")
    assert Reason.FORK in report.refused.values()
    assert late.desks["b"].heads()[A].seq == 1


def county_writes(exchange: Exchange, number: int) -> None:
    exchange.county.write(THE_COUNTY, [Change("fact", f"c{number}", {"n": number}, {})], number)


def county_restored(exchange: Exchange, backup: MemoryLedger) -> None:
    exchange.county = backup
    exchange.county_shelf.ledger = backup
    exchange.county_name = "county again"
    own = Member(certificate(exchange.county_name, Side.COUNTY, key="county"))
    exchange.roster = replace(
        exchange.roster, epoch=derived_id("epoch", "2"), ended=(exchange.roster.epoch,),
        members=(own, *exchange.roster.members),
    ).signed(signing("county").sign)  # fmt: skip


def test_what_the_county_has_lost_since_is_not_taken_from_an_old_one() -> None:
    """It was taken, said anew as somebody's lost branch, and taken again, without end."""
    exchange = Exchange()
    backup = exchange.county.copy()
    county_writes(exchange, 1)
    exchange.sync("b")
    exchange.serve()
    assert len(snapshots(exchange)) == 1
    county_restored(exchange, backup)
    exchange.serve()
    for _time in range(3):
        report = exchange.sync("b")
        assert (report.sent, report.received, report.rescued) == (0, 0, 0)
        exchange.serve()
    assert exchange.desks["b"].heads() == {}
    assert exchange.county.facts() == {}


def test_an_old_one_does_not_hide_the_one_that_stands(late: Exchange) -> None:
    """A device that was put back counts its words anew, so the old one may have a later name."""
    backup = late.county.copy()
    county_writes(late, 1)
    late.sync("b")
    late.serve()
    (old,) = snapshots(late)
    later = snapshot_name(OFFICE, B, 10**12 - 1)
    copy = dict.fromkeys((old, later), late.mailbox.content[old])
    late.mailbox.content = {n: c for n, c in late.mailbox.content.items() if "/in/" not in n}
    county_restored(late, backup)
    late.serve()
    assert late.sync("b").received == 0  # asks
    late.serve()
    late.mailbox.content |= copy  # somebody brought them back
    assert len(snapshots(late)) == 3
    report = late.sync("b")
    assert (report.received, report.rescued, report.agrees) == (8, 0, True)


def test_one_from_before_the_county_was_restored_is_passed_over(late: Exchange) -> None:
    """By numbers the county holds all of it and more; by what was said there, it does not."""
    backup, desk = late.county.copy(), late.desks["a"].copy()
    for number in range(10, 13):
        write(late, number)
    late.sync("a")
    late.sync("b")
    late.serve()
    (old,) = snapshots(late)
    county_restored(late, backup)
    late.desks["a"] = desk  # put back too, and went on
    for number in range(20, 24):
        write(late, number)
    copy = {name: late.mailbox.content[name] for name in (old, *pieces(late))}
    late.mailbox.content = dict(copy)
    for _round in range(2):
        late.serve()
        late.sync("a", confirmed=[Guard.EMPTIED])
    late.serve()
    late.mailbox.content |= copy  # somebody brought them back
    assert late.county.heads()[A].seq == 12
    fetched = []
    talk, answer = late.side("b").exchange(), None
    with contextlib.suppress(StopIteration):
        while True:
            ask = talk.send(answer)
            fetched += [ask.name] if isinstance(ask, Get) else []
            answer = late.mailbox.answer(ask)
    assert old in fetched
    assert not [name for name in fetched if name.endswith(".pce")]
    for _round in range(3):
        late.serve()
        report = late.sync("b")
        assert report.rescued == 0
    assert late.desks["b"].facts() == late.county.facts()


def test_somebodys_files_from_ahead_hide_none(late: Exchange) -> None:
    late.sync("b")
    for number in range(1, 4):
        late.mailbox.content[snapshot_name(OFFICE, B, 10**12 - number)] = b"junk"
    late.serve()
    report = late.sync("b")
    assert (report.received, report.agrees) == (8, True)
    assert set(report.refused.values()) == {Reason.SEALED}
    assert late.desks["b"].recall(TRIES) == b"0"


def test_it_waits_for_the_word_that_says_the_same(late: Exchange) -> None:
    """The county stopped between the two: what nobody has said it holds would be said anew."""
    county_writes(late, 1)
    late.sync("b")
    before = set(late.mailbox.content)
    late.serve()
    left = set(late.mailbox.content) - before
    after = {name for name in left if name.endswith((".seg", ".rct"))}
    assert len(after) == 2
    rest = {name: late.mailbox.content.pop(name) for name in after}
    report = late.sync("b")
    assert (report.received, report.rescued, report.refused) == (0, 0, {})
    late.mailbox.content |= rest
    report = late.sync("b")
    assert (report.received, report.rescued, report.agrees) == (9, 0, True)


def manifest(**changes: Any) -> Manifest:
    made = Manifest(COUNTY, OFFICE, B, 7, "2026-06-10", {A: Held(2, bytes(32))}, (bytes(32),))
    return replace(made, **changes)


def test_a_manifest_is_for_one_device_of_one_office_of_one_county() -> None:
    body = manifest().body()
    assert read_manifest(body, county=COUNTY, office=OFFICE, device=B) == manifest()
    for county, office, device in (
        (derived_id("x"), OFFICE, B), (COUNTY, "ffffffffffff", B), (COUNTY, OFFICE, A),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            read_manifest(body, county=county, office=office, device=device)
        assert refused.value.reason is Reason.AUDIENCE
    with pytest.raises(Refused):
        read_manifest(body + b"x", county=COUNTY, office=OFFICE, device=B)


def test_another_countys_snapshot_is_refused(late: Exchange) -> None:
    late.sync("b")
    late.serve()
    (name,) = snapshots(late)
    raw = PlainBox("age-b").open(late.mailbox.content[name])
    forged = frame(Kind.SNAPSHOT, derived_id("device", "county"), raw[HEAD:], signing("x").sign)
    late.mailbox.content[name] = PlainBox("").seal(forged, ["age-b"])
    report = late.sync("b")
    assert report.refused == {name: Reason.SIGNATURE}
    assert late.desks["b"].heads() == {}


def test_pieces_have_to_make_exactly_what_is_signed(late: Exchange) -> None:
    county = late.county
    heads = {d: Held(head.seq, head.hash) for d, head in county.heads().items()}
    keys = {A: public(signing("a"))}
    content = list(snapshot._content(county, {A: 8}, keys))
    good = manifest(chains=heads)
    assert len(whole_of(good, content, keys).chains[A]) == 8
    for wrong in (
        content[1:], content[:2], [*content[:3], content[2]], [content[1], content[0], content[2]],
        [dumps(["rows", []])], [dumps([])], [dumps(["entries", A, []])],
    ):  # fmt: skip
        with pytest.raises(Refused):
            whole_of(good, wrong, keys)
    with pytest.raises(Refused) as refused:
        whole_of(good, content, {A: public(signing("b"))})
    assert refused.value.reason is Reason.SIGNATURE
    with pytest.raises(Refused):
        whole_of(good, content, {})


def test_a_run_has_entries_and_not_too_many(
    late: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = {d: Held(head.seq, head.hash) for d, head in late.county.heads().items()}
    content = list(snapshot._content(late.county, {A: 8}, {A: public(signing("a"))}))
    good, empty = manifest(chains=heads), dumps([snapshot.RUNS, A, [pack(dumps([[]] * COLUMNS))]])
    for runs, largest in (([empty, *content], LARGEST_RUN), (content, 2)):
        monkeypatch.setattr(segment, "LARGEST_RUN", largest)
        with pytest.raises(Refused) as refused:
            whole_of(good, runs, {A: public(signing("a"))})
        assert refused.value.reason is Reason.SIZE


def test_a_snapshot_is_sealed_to_the_one_who_asked(late: Exchange) -> None:
    late.sync("b")
    late.serve()
    for name in [*snapshots(late), *pieces(late)]:
        assert loads(late.mailbox.content[name])[0] == ["age-b"]
    before = dict(late.mailbox.content)
    late.serve()
    assert late.mailbox.content == before


def test_what_the_county_wrote_comes_back_to_it_as_its_own_word() -> None:
    """Its own entries came without its claim: a desk said them anew, and they were the office's."""
    exchange = Exchange()
    backup = exchange.county.copy()
    county_writes(exchange, 1)
    exchange.sync("b")
    exchange.serve()
    assert exchange.sync("b").received == 1
    county_restored(exchange, backup)
    for _time in range(2):
        assert exchange.sync("b").rescued == 0
        exchange.serve()
    assert exchange.county.heads().keys() == {THE_COUNTY}
    assert set(exchange.county.facts()) == {"c1"}
