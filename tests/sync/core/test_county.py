"""The county's side: what it takes, from whom, and what it hands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core import gathering
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.holding import note_durable
from corrdesk.sync.core.ledger import Taken
from corrdesk.sync.core.membership import Member
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import inbox, numbered, receipt_name, run_name, runs
from corrdesk.sync.core.receipt import Held, Holdings
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Segment, claim_run, packed_run, write_segment
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.core.talk import Get, List
from corrdesk.sync.core.tidying import KEPT
from tests.sync.core.parties import Exchange, PlainBox, certificate
from tests.sync.worlds import COUNTY, OFFICE, SCHEMA, Device, run_fact, signing

EPOCH = derived_id("epoch", "1")
A, B = (derived_id("device", name) for name in ("a", "b"))


def sealed(raw: bytes) -> bytes:
    return PlainBox("").seal(raw, ["age-county"])


def device(name: str = "a", count: int = 2) -> Device:
    made = Device(name)
    for number in range(count):
        made.act(run_fact(f"{name}{number}"))
    return made


def refusal(world: Exchange, raw: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        world.county_side().take(sealed(raw))
    assert world.county.chains.get(A, []) == []
    return refused.value.reason


def test_a_segment_is_taken_once() -> None:
    world = Exchange()
    raw = sealed(device().framed())
    assert [world.county_side().take(raw) for _time in range(2)] == [2, 0]


def lying(world: Exchange, made: Device, *runs: tuple[int, int]) -> None:
    """Leaves these runs of a device's chain for the county."""
    for first, last in runs:
        name = run_name(inbox(OFFICE), made.segment(first, last).claim)
        world.mailbox.content[name] = sealed(made.framed(first, last))


def taken_together(world: Exchange) -> list[list[int]]:
    """Notes from now on which segments the county takes in one transaction, by first entry."""
    found: list[list[int]] = []
    take_all = world.county.take_all

    def noted(segments: Sequence[Segment], sides: Mapping[str, Side]) -> Taken:
        found.append([segment.claim.first for segment in segments])
        return take_all(segments, sides)

    world.county.take_all = noted  # type: ignore[method-assign]
    return found


def test_runs_that_follow_one_another_are_taken_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "TOGETHER", 4)
    world = Exchange()
    lying(world, device("a", 6), (1, 2), (3, 4), (5, 6))
    lying(world, device("b", 3), (1, 3))
    together = taken_together(world)
    assert world.serve().received == 9
    assert sorted(together) == [[1], [1, 3], [5]]


def test_what_is_taken_in_meanwhile_is_told_by_the_next_serving_alone() -> None:
    world = Exchange()
    made = device("a", 6)
    lying(world, made, (1, 2), (3, 4))
    before = dict(world.mailbox.content)
    side, asks = world.county_side(), list[Any]()
    assert world.mailbox.talk(side.take_in(), asks.append).received == 4
    assert {type(ask) for ask in asks} == {List, Get}
    assert world.mailbox.content == before  # no receipt, nothing handed on, nothing tidied
    lying(world, made, (5, 6))
    report = world.mailbox.talk(world.county_side().serve(4))
    assert report.received == 6
    assert report.receipt is not None
    assert report.receipt.chains[A].seq == 6


def test_what_is_taken_in_is_neither_read_nor_taken_twice() -> None:
    world = Exchange()
    made = device("a", 4)
    lying(world, made, (1, 2), (3, 4))
    world.mailbox.talk(world.county_side().take_in())
    asks = list[Any]()
    assert world.mailbox.talk(world.county_side().take_in(), asks.append).received == 0
    assert [type(ask) for ask in asks] == [List]


def test_what_is_refused_meanwhile_lies_there_for_the_next_serving() -> None:
    world = Exchange()
    made = device("a", 4)
    lying(world, made, (1, 2), (3, 4))
    spoilt = run_name(inbox(OFFICE), made.segment(3, 4).claim)
    world.mailbox.content[spoilt] = b"spoilt"
    report = world.mailbox.talk(world.county_side().take_in())
    assert (report.received, report.refused) == (2, {spoilt: Reason.SEALED})
    asks = list[Any]()
    assert not world.mailbox.talk(world.county_side().take_in({spoilt}), asks.append).refused
    assert [type(ask) for ask in asks] == [List]
    assert world.serve().refused == {spoilt: Reason.SEALED}


def test_another_branch_is_told_by_the_serving_and_not_meanwhile() -> None:
    world = Exchange()
    made, other = device("a", 2), device("a", 1)
    other.act(run_fact("other"))
    world.county.take(made.segment(), {})
    lying(world, other, (1, 2))
    report = world.mailbox.talk(world.county_side().take_in())
    assert (report.received, report.forks, report.refused) == (0, set(), {})
    assert world.serve().forks == {A}


def test_one_that_cannot_be_taken_keeps_none_before_it_back() -> None:
    """Its own branch of entry 3 lies there, under a name that goes on from what is here."""
    world = Exchange()
    made, other = device("a", 6), device("a", 2)
    for number in (2, 3):
        other.act(run_fact(f"other{number}"))
    world.county.take(made.segment(1, 3), {})
    lying(world, other, (1, 2), (3, 4))
    lying(world, made, (4, 6))
    together = taken_together(world)
    report = world.serve()
    assert report.forks == {A}
    assert report.received == 3
    assert list(report.refused.values()) == [Reason.FORK]
    assert world.county.hash_at(A, 3) == made.entries[2].hash
    assert [4] in together


def test_what_was_read_before_a_cut_is_taken() -> None:
    world = Exchange()
    lying(world, device("a", 6), (1, 2), (3, 4), (5, 6))
    talk = world.county_side().serve()
    ask: Any = talk.send(None)
    while not (isinstance(ask, Get) and "0000000005" in ask.name):
        ask = talk.send(world.mailbox.answer(ask))
    talk.close()
    assert world.county.heads()[A].seq == 4


def test_who_may_bring_a_segment() -> None:
    world = Exchange(("a",))
    assert refusal(world, device("z").framed()) is Reason.STRANGER
    by_stranger = frame(Kind.SEGMENT, Device("z").id, device().body(), Device("z").sign)
    assert refusal(world, by_stranger) is Reason.STRANGER
    forged = frame(Kind.SEGMENT, A, device().body(), signing("z").sign)
    assert refusal(world, forged) is Reason.SIGNATURE
    by_county = frame(Kind.SEGMENT, Device("county").id, device().body(), signing("county").sign)
    assert refusal(world, by_county) is Reason.STRANGER
    assert refusal(world, frame(Kind.RECEIPT, A, device().body(), Device("a").sign)) is Reason.FORM
    assert refusal(world, device().framed(2)) is Reason.GAP


def test_a_sibling_may_hand_on_what_it_holds() -> None:
    world = Exchange()
    handed = frame(Kind.SEGMENT, B, device().body(), Device("b").sign)
    assert world.county_side().take(sealed(handed)) == 2


def test_a_chain_of_the_county_itself_comes_back_after_a_restoring() -> None:
    world = Exchange()
    chain = Device("county-of-last-year")
    chain.act(run_fact("k1"))
    proof = claim_run(packed_run(chain.entries), COUNTY, SCHEMA, signing("county").sign)
    body = write_segment(proof, packed_run(chain.entries).body)
    handed = frame(Kind.SEGMENT, A, body, Device("a").sign)
    assert world.county_side().take(sealed(handed)) == 1
    assert world.county.sides[chain.id] is Side.COUNTY


def test_a_revoked_device_is_not_heard_beyond_that() -> None:
    world = Exchange()
    world.revoke("a", 1)
    assert refusal(world, device().framed()) is Reason.REVOKED
    handed = frame(Kind.SEGMENT, B, device().body(1, 1), Device("b").sign)
    assert world.county_side().take(sealed(handed)) == 1


def test_an_office_without_devices_gets_the_roster_and_no_more() -> None:
    world = Exchange(("a",))
    world.county_side().take(sealed(device().framed()))
    world.revoke("a", 2)
    world.serve()
    assert [name.rpartition("/")[2][:6] for name in world.mailbox.content] == ["roster"]


def test_an_expired_certificate_is_refused() -> None:
    world = Exchange(("a",))
    with pytest.raises(Refused) as refused:
        world.county_side(now="2030-01-02T00:00:00+08:00").take(sealed(device().framed()))
    assert refused.value.reason is Reason.EXPIRED


def test_a_fork_is_named_and_nothing_of_it_stays() -> None:
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    assert world.serve().forks == set()
    before = world.county.digest()
    twin = world.desks["a"].copy()
    twin.chains[A] = []
    twin.claims.clear()
    for number in range(2):
        twin.write(A, [run_fact(f"g{number}")], 1)
    for name in [n for n in world.mailbox.content if "/out/receipt" in n]:
        del world.mailbox.content[name]
    world.mailbox.talk(world.side("a", twin, target="u").exchange())
    assert world.serve().forks == {A}
    assert world.county.digest() == before


def test_nothing_new_leaves_no_new_receipt() -> None:
    world = Exchange()
    world.serve()
    world.serve()
    assert len(numbered(world.mailbox.content, "receipt-")) == 1
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    assert [number for number, _n in numbered(world.mailbox.content, "receipt-")] == [2, 1]


def test_a_new_desk_gets_a_receipt_that_it_can_open() -> None:
    world = Exchange(("a",))
    world.serve()
    late = Member(certificate("b", Side.OFFICE))
    world.roster = replace(world.roster, number=2, members=(*world.roster.members, late)).signed(
        signing("county").sign
    )
    world.serve()
    world.serve()
    (_number, name), _old = numbered(world.mailbox.content, "receipt-")
    assert PlainBox("age-b").open(world.mailbox.content[name])


def test_only_what_somebody_lacks_is_handed_on() -> None:
    world = Exchange(("a",))
    world.county.chains[A] = device(count=3).entries
    side = world.county_side()
    assert side.lacking(A) == 3  # the writer itself has said nothing of a loss
    head = world.county.hash_at(A, 2)
    assert head is not None
    for number, held, least in ((1, Held(2, head), 2), (2, Held(2, b"x" * 32), 0), (3, None, 0)):
        chains = {} if held is None else {A: held}
        body = Holdings(COUNTY, OFFICE, number, EPOCH, chains).body()
        side.heard.hear(sealed(frame(Kind.HOLDINGS, A, body, Device("a").sign)))
        assert side.lacking(A) == least


@pytest.mark.parametrize(("clone", "other"), [("a", "b"), ("b", "a")])
def test_another_branch_is_seen_beside_a_device_that_holds_less(clone: str, other: str) -> None:
    """A clone needs the whole chain to find where it parts, whoever else lags behind."""
    world = Exchange()
    made = device(clone, 6)
    world.county.chains[made.id] = made.entries
    side = world.county_side()

    def say(name: str, number: int, held: Held) -> None:
        body = Holdings(COUNTY, OFFICE, number, EPOCH, {made.id: held}).body()
        side.heard.hear(sealed(frame(Kind.HOLDINGS, Device(name).id, body, Device(name).sign)))

    say(other, 1, Held(2, made.entries[1].hash))
    say(clone, 1, Held(4, b"x" * 32))
    assert side.lacking(made.id) == 0
    say(clone, 2, Held(9, b"y" * 32))  # the county, put back, lost what that device holds
    assert side.lacking(made.id) == 2


def test_what_lies_under_anothers_name_hides_nothing() -> None:
    """Whoever keeps the target promises a long run of one device and puts another's there."""
    world = Exchange()
    for name, run_of in (("a", A), ("b", B)):
        world.desks[name].write(run_of, [run_fact(name)], 1)
        world.sync(name)
    of_b = next(name for name in world.mailbox.content if f"{B}/" in name)
    false = f"{OFFICE}/in/{A}/0000000001-0000000009-{'0' * 16}.seg"
    world.mailbox.content[false] = world.mailbox.content[of_b]
    served = world.serve()
    assert (served.received, served.refused) == (2, {false: Reason.FORM})


@pytest.mark.parametrize("apart", [True, False])
def test_a_run_that_was_damaged_on_its_way_comes_again(*, apart: bool) -> None:
    """Names are written once: left where it is, it would keep everything after it out for good."""
    world = Exchange(apart=apart)
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    (left,) = runs(world.mailbox.content)
    for damage in (b"half of it", b"other half", b""):
        world.mailbox.content[left.name] = damage
        assert world.serve().refused == {left.name: Reason.SEALED}
    kept = {name: raw for name, raw in world.mailbox.content.items() if "/unread/" in name}
    assert sorted(kept.values()) == [b"half of it", b"other half"]  # nothing is thrown away
    assert runs(kept) == []
    world.desks["a"].write(A, [run_fact("f2")], 2)
    assert world.sync("a").sent == 2
    assert (world.serve().received, world.sync("a").waiting) == (2, 0)


def test_a_name_from_far_ahead_does_not_use_up_the_numbers_of_receipts() -> None:
    world = Exchange(("a",))
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.mailbox.content[receipt_name(OFFICE, 10**12 - 1)] = b"nothing"
    world.sync("a", confirmed=frozenset(Guard))
    world.serve()
    assert world.sync("a", confirmed=frozenset(Guard)).held == 1


def test_a_new_desk_gets_everything() -> None:
    world = Exchange(("a",))
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    assert world.serve().sent == 0
    late = Member(certificate("b", Side.OFFICE))
    world.roster = replace(world.roster, number=2, members=(*world.roster.members, late)).signed(
        signing("county").sign
    )
    assert world.serve().sent == 1


def test_durable_never_exceeds_what_is_held() -> None:
    world = Exchange()
    world.county_side().take(sealed(device().framed()))
    assert world.county_side().receipt(1).chains[A].durable == 0
    note_durable(world.county, {A: 99})
    assert world.county_side().receipt(1).chains[A].durable == 2


def several_exchanges(world: Exchange, count: int) -> None:
    for number in range(count):
        for name in ("a", "b"):
            fact = run_fact(f"{name}{number}")
            world.desks[name].write(derived_id("device", name), [fact], number)
            world.sync(name)
            world.serve()


def lying_at(world: Exchange) -> dict[str, int]:
    """How many names lie there, by what they are of."""
    kinds = (".seg", ".own", ".rct")
    return {kind: sum(1 for n in world.mailbox.content if n.endswith(kind)) for kind in kinds}


def test_names_do_not_grow_with_the_years() -> None:
    world = Exchange()
    several_exchanges(world, 3)
    before = lying_at(world)
    several_exchanges(world, 30)
    after = lying_at(world)
    assert all(after[kind] <= before[kind] for kind in (".seg", ".own"))
    assert after[".rct"] <= KEPT + 1
    for name in ("a", "b"):
        assert world.sync(name).agrees is True
    assert world.desks["a"].facts() == world.desks["b"].facts() == world.county.facts()


def test_what_lies_at_another_place_stays_until_a_backup_holds_it() -> None:
    world = Exchange(apart=True)
    several_exchanges(world, 3)
    assert [run.last for run in runs(world.mailbox.content) if "/in/" in run.name] == [1, 2, 3] * 2
    note_durable(world.county, {A: 2})
    world.serve()
    left = [(r.device, r.last) for r in runs(world.mailbox.content) if "/in/" in r.name]
    assert left == sorted([(A, 3), (B, 1), (B, 2), (B, 3)])


def test_a_branch_that_lies_there_stays() -> None:
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    other = Device("a")
    other.act(run_fact("another"))
    lying(world, other, (1, 1))
    for _time in range(2):
        assert world.serve().forks == {A}
    assert [run for run in runs(world.mailbox.content) if "/in/" in run.name]


def test_what_one_desk_lacks_stays_for_it() -> None:
    world = Exchange()
    for _time in range(2):
        world.serve()
        world.sync("b")
    for number in range(3):
        world.desks["a"].write(A, [run_fact(f"f{number}")], number)
        world.sync("a")
        world.serve()
        world.sync("a")
    assert [run.last for run in runs(world.mailbox.content) if "/out/" in run.name] == [1, 2, 3]
    assert world.sync("b").received == 3
    world.serve()
    assert not [run for run in runs(world.mailbox.content) if "/out/" in run.name]


def test_a_name_that_has_gone_meanwhile_is_no_refusal() -> None:
    """Two processes serve one office: the other one has taken it in and cleared it away."""
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    world.sync("a")

    def swept(ask: object) -> None:
        if isinstance(ask, Get) and "/in/" in ask.name:
            world.mailbox.content.pop(ask.name, None)

    report = world.mailbox.talk(world.county_side().serve(), swept)
    assert (report.received, report.refused) == (0, {})
    assert world.sync("a").sent == 1
    assert world.serve().received == 1


def test_a_device_that_joins_finds_a_receipt_that_it_can_read() -> None:
    world = Exchange(("a", "b"))
    whole = world.roster
    world.roster = replace(whole, members=whole.members[:-1]).signed(signing("county").sign)
    world.serve()
    world.roster = replace(whole, number=whole.number + 1).signed(signing("county").sign)
    world.serve()
    assert world.sync("b").refused == {}


def test_a_device_that_joins_is_handed_what_was_sealed_to_the_others_before() -> None:
    world = Exchange(("a", "b", "c"))
    whole = world.roster
    world.roster = replace(whole, members=whole.members[:-1]).signed(signing("county").sign)
    world.desks["a"].write(derived_id("device", "a"), [run_fact("f1")], 1)
    world.sync("a")
    world.serve()
    world.roster = replace(whole, number=whole.number + 1).signed(signing("county").sign)
    world.serve()
    report = world.sync("c")
    assert (report.received, report.refused) == (1, {})
    assert world.desks["c"].digest() == world.county.digest()
