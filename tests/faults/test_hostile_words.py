"""Hostile receipts, rosters, holdings, grants and requests: none is believed, nothing breaks.

What a hostile county, a hostile target or a stranger may leave. HOSTILE_SEGMENTS sets how many, as
for segments; a full run has 10,000.
"""

from __future__ import annotations

import os
import random
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import zstandard

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.county_word import RECEIPT, ROSTER
from corrdesk.sync.core.enrolment import Grant, Request, read_grant, read_request
from corrdesk.sync.core.frame import HEAD, Kind, frame
from corrdesk.sync.core.membership import Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import receipt_name, roster_name
from corrdesk.sync.core.receipt import Held, Holdings
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.core.wire import LARGEST_SEALED, dumps, unpack
from tests.sync.core.parties import Exchange, PlainBox, certificate, me
from tests.sync.worlds import COUNTY, OFFICE, public, run_fact, signing

FULL = bool(os.environ.get("PROOF_FULL"))
SIZE = int(os.environ.get("HOSTILE_SEGMENTS", "10000" if FULL else "1000"))
pytestmark = pytest.mark.timeout(180 + SIZE // 100)  # seconds, for whatever size
MOST_MEMORY = 6 * LARGEST_SEALED  # with its sealed form and what it is compared to
ROOT, STRANGER = signing("county"), signing("stranger")
A, C, X = (derived_id("device", name) for name in ("a", "county", "stranger"))


class Ground:
    """An office in the middle of its exchange, and the genuine words that are spoken there."""

    def __init__(self) -> None:
        self.random = random.Random(20261129)
        self.world: Any = Exchange()
        self.world.desks["a"].write(A, [run_fact("f1"), run_fact("f2")], 1)
        for _time in range(2):
            self.world.sync("a")
            self.world.serve()
        self.world.sync("a")
        self.desk = self.world.desks["a"]
        receipt = self.world.county_side().receipt(7)
        chains = {A: Held(1, b"h" * 32)}
        holdings = Holdings(COUNTY, OFFICE, 1 << 40, self.world.roster.epoch, chains)
        many = {f"{n:032x}": Held(1, b"h" * 32) for n in range(300)}
        # By kind: who speaks with which key to whom, and bodies that say too much or to others.
        self.spoken: dict[Kind, tuple[str, Any, str, Any, list[bytes]]] = {
            kind: (
                sender, key, reader, said.body(),
                [
                    replace(said, county="f" * 32).body(),
                    replace(said, office="f" * 12).body(),
                    replace(said, chains=many).body(),
                    replace(said, number=0).body(),
                    replace(said, epoch="nowhere").body(),
                ],
            )
            for kind, sender, key, reader, said in (
                (Kind.RECEIPT, C, ROOT, "age-a", receipt),
                (Kind.HOLDINGS, A, signing("a"), "age-county", holdings),
            )
        }  # fmt: skip

    def flipped(self, raw: bytes) -> bytes:
        damaged = bytearray(raw)
        damaged[self.random.randrange(len(raw))] ^= 1 << self.random.randrange(8)
        return bytes(damaged)

    def cut(self, raw: bytes) -> bytes:
        return raw[: self.random.randrange(len(raw))]

    def longer(self, raw: bytes) -> bytes:
        return raw + self.random.randbytes(self.random.randint(1, 9))

    def nonsense(self) -> bytes:
        deep = b"\x81" * self.random.randint(50, 5000) + b"\x00"
        return self.random.choice([self.random.randbytes(self.random.randint(0, 400)), deep])

    def damaged(self, raw: bytes) -> bytes:
        """In one of the ways that any bytes can be damaged."""
        way = self.random.choice([self.flipped, self.cut, self.longer])
        return way(raw)

    def framed(self, kind: Kind) -> bytes:
        """A sealed word of this kind that is not what it should be."""
        sender, key, reader, body, others = self.spoken[kind]
        genuine = frame(kind, sender, body, key.sign)
        other_kind = self.random.choice([each for each in Kind if each is not kind])
        version = bytearray(genuine)
        version[6] = self.random.choice([0, 2, 255])
        raw = self.random.choice([
            self.damaged(genuine),
            bytes(version),
            frame(kind, sender, body, STRANGER.sign),
            frame(kind, X, body, STRANGER.sign),
            frame(other_kind, sender, body, key.sign),
            frame(kind, sender, self.nonsense() or b"\x00", key.sign),
            *(frame(kind, sender, other, key.sign) for other in others),
        ])  # fmt: skip
        if self.random.random() < 0.1:
            reader, raw = "age-another", genuine
        return PlainBox("").seal(raw, [reader])

    def roster(self) -> bytes:
        """A roster that the county did not make for this office, or no roster."""
        made: Roster = replace(self.world.roster, number=99)
        false = replace(certificate("b", Side.OFFICE), key=public(STRANGER))
        forged = (*made.members, Member(false.signed(STRANGER.sign)))
        return self.random.choice([
            self.damaged(made.signed(ROOT.sign).packed()),
            made.signed(STRANGER.sign).packed(),
            replace(made, county="f" * 32).signed(ROOT.sign).packed(),
            replace(made, office="f" * 12).signed(ROOT.sign).packed(),
            replace(made, members=forged).signed(ROOT.sign).packed(),
            replace(made, members=made.members * 200).signed(ROOT.sign).packed(),
            replace(made, number=0).signed(ROOT.sign).packed(),
            self.nonsense(),
        ])  # fmt: skip

    def grant(self) -> bytes:
        made = Grant(
            COUNTY, "县", public(ROOT), certificate("a", Side.OFFICE),
            replace(self.world.roster, number=9).signed(ROOT.sign),
        )  # fmt: skip
        other = replace(made, certificate=certificate("a", Side.OFFICE).signed(STRANGER.sign))
        return self.random.choice([
            self.damaged(made.packed(ROOT.sign)), made.packed(STRANGER.sign),
            other.packed(ROOT.sign), self.nonsense(),
        ])  # fmt: skip

    def request(self) -> bytes:
        asked = Request(OFFICE, "所", A, "前台", public(signing("a")), "age1", "2026-06-10")
        return self.random.choice([
            self.damaged(asked.framed(signing("a").sign)), asked.framed(STRANGER.sign),
            replace(asked, device=X).framed(STRANGER.sign),
            frame(Kind.REQUEST, X, asked.body(), signing("a").sign), self.nonsense(),
        ])  # fmt: skip


@pytest.fixture
def ground() -> Ground:
    """A ground of its own for each test: what one leaves lying there another would believe."""
    return Ground()


def _believed(ground: Ground) -> tuple[Any, ...]:
    desk, county = ground.desk, ground.world.county
    return (
        desk.recall(ROSTER), desk.recall(RECEIPT), desk.heads(),
        county.heads(), county.recall(f"holdings:{A}"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.RECEIPT, Kind.ROSTER])
def test_a_desk_believes_no_word_that_is_not_its_countys(ground: Ground, kind: Kind) -> None:
    before = _believed(ground)
    lying = dict(ground.world.mailbox.content)
    for number in range(max(1, SIZE // 5)):
        if kind is Kind.ROSTER:
            name, content = roster_name(OFFICE, 1000), ground.roster()
        else:
            name, content = receipt_name(OFFICE, 1000), ground.framed(kind)
        ground.world.mailbox.content = {**lying, name: content}
        side = ground.world.side("a", confirmed=frozenset(Guard))
        with suppress(Stopped):
            report = ground.world.mailbox.talk(side.exchange())
            assert name in report.refused, (number, content[:80])
        assert _believed(ground) == before, (number, content[:80])
    ground.world.mailbox.content = lying


def test_a_county_hears_no_holdings_that_are_not_its_desks(ground: Ground) -> None:
    before = _believed(ground)
    for _number in range(max(1, SIZE // 5)):
        with pytest.raises(Refused):
            ground.world.county_side().heard.hear(ground.framed(Kind.HOLDINGS))
    assert _believed(ground) == before


@pytest.mark.parametrize(("read", "make"), [(read_grant, "grant"), (read_request, "request")])
def test_no_paper_of_enrolment_that_was_touched_is_read(
    ground: Ground, read: Callable[[bytes], object], make: str
) -> None:
    for _number in range(max(1, SIZE // 5)):
        with pytest.raises(Refused):
            read(getattr(ground, make)())


def test_the_genuine_words_are_believed_all_the_same(ground: Ground) -> None:
    """So that it is the checks that refused the others, and not everything."""
    for kind in (Kind.RECEIPT, Kind.HOLDINGS):
        sender, key, reader, body, _others = ground.spoken[kind]
        sealed = PlainBox("").seal(frame(kind, sender, body, key.sign), [reader])
        assert len(sealed) > HEAD
        if kind is Kind.HOLDINGS:
            assert ground.world.county_side().heard.hear(sealed).number == 1 << 40
        else:
            ground.world.mailbox.content[receipt_name(OFFICE, 7)] = sealed
            assert ground.world.sync("a").receipt.number == 7


def test_the_largest_of_them_fill_no_memory(ground: Ground) -> None:
    """16 MB of nonsense, the same nested, and what unpacks to much more than it is."""
    nothing = bytes(LARGEST_SEALED - 1000)
    packed = zstandard.ZstdCompressor(level=1).compress(bytes(1 << 28))
    nested = b"\x81" * (LARGEST_SEALED - 1000) + b"\x00"
    key = signing("a")
    bodies = [nothing, nested, dumps([nothing])]
    tracemalloc.start()
    try:
        for body in bodies:
            sealed = PlainBox("").seal(frame(Kind.HOLDINGS, A, body, key.sign), ["age-county"])
            with pytest.raises(Refused):
                ground.world.county_side().heard.hear(sealed)
            for read in (read_grant, read_request):
                with pytest.raises(Refused):
                    read(body)
        with pytest.raises(Refused):
            unpack(packed)
        with pytest.raises(Refused):
            me("a").box.open(nested)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY, f"{peak >> 20} MB"
