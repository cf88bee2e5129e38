"""A corpus of hostile segments: none is taken, nothing breaks, nothing is written.

HOSTILE_SEGMENTS sets how many; a full run has 10,000.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import zstandard

from corrdesk.base.ids import derived_id
from corrdesk.store.engine import Store
from corrdesk.sync.box import AgeBox, new_identity
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.frame import HEAD, Kind, frame
from corrdesk.sync.core.membership import Certificate, Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.segment import CONTEXT, claim_run, packed_run, write_segment
from corrdesk.sync.core.talk import Me
from corrdesk.sync.core.wire import dumps, loads, pack, unpack
from corrdesk.sync.replica import Replica
from tests.sync.worlds import (
    COUNTY,
    OFFICE,
    SCHEMA,
    Device,
    contents,
    memory_store,
    officer,
    public,
    run_fact,
    signing,
)

FULL = bool(os.environ.get("PROOF_FULL"))
SIZE = int(os.environ.get("HOSTILE_SEGMENTS", "10000" if FULL else "1000"))
pytestmark = pytest.mark.timeout(180 + SIZE // 100)  # seconds, for whatever size
A, STRANGER, REVOKED = Device("a"), Device("stranger"), Device("revoked")
ROOT = signing("county")


class Ground:
    """A county with one honest office, and everything that is needed to attack it."""

    def __init__(self) -> None:
        self.random = random.Random(20261128)
        self.store: Store = memory_store()
        self.box = AgeBox(new_identity())
        self.device = derived_id("county device", "1")
        self.honest = Device("a")
        for number in range(12):
            self.honest.act(officer(f"r{number}"), run_fact(f"f{number}"))
        self.ledger = Replica(self.store, OFFICE)
        self.ledger.take(self.honest.segment(1, 4), {})
        members = [
            self._member(self.device, Side.COUNTY, "county", self.box.recipient),
            self._member(A.id, Side.OFFICE, "a", self.box.recipient),
            replace(
                self._member(REVOKED.id, Side.OFFICE, "revoked", self.box.recipient), revoked=0
            ),
        ]
        roster = Roster(COUNTY, OFFICE, 1, derived_id("epoch", "1"), b"n" * 32, tuple(members))
        self.side = CountySide(
            self.ledger, Me(self.device, ROOT.sign, self.box), roster.signed(ROOT.sign),
            root=public(ROOT), schema=SCHEMA, now="2026-06-10T09:00:00+08:00",
        )  # fmt: skip

    def _member(self, device: str, side: Side, name: str, recipient: str) -> Member:
        office = OFFICE if side is Side.OFFICE else ""
        made = Certificate(
            COUNTY, office, device, side, name, public(signing(name)), recipient, "2030-01-01"
        )
        return Member(made.signed(ROOT.sign))

    def seal(self, raw: bytes) -> bytes:
        return self.box.seal(raw, [self.box.recipient])

    def _flip(self, raw: bytes) -> bytes:
        damaged = bytearray(raw)
        damaged[self.random.randrange(len(raw))] ^= 1 << self.random.randrange(8)
        return bytes(damaged)

    def _framed(self, body: bytes) -> bytes:
        return self.seal(frame(Kind.SEGMENT, A.id, body, A.sign))

    def _next_entry(self, sign: Callable[[bytes], bytes]) -> bytes:
        chain = Device("a")
        chain.entries = list(self.honest.entries[:4])
        chain.act(run_fact(f"x{self.random.random()}"))
        run = packed_run(chain.entries[4:])
        return write_segment(claim_run(run, COUNTY, SCHEMA, sign), run.body)

    def _claimed(self, **other: str) -> bytes:
        entries = self.honest.entries[4:]
        claim = replace(claim_run(packed_run(entries), COUNTY, SCHEMA, A.sign).claim, **other)  # type: ignore[arg-type]
        signed = A.sign(CONTEXT + claim.raw())
        _claim, _signature, packed = loads(self.honest.body(5))
        return self._framed(dumps([claim.raw(), signed, packed]))


class Attacked(Ground):
    """The attacks: each returns what is left for the county."""

    def flipped_outside(self) -> bytes:
        return self._flip(self.seal(self.honest.framed(5)))

    def flipped_inside(self) -> bytes:
        return self.seal(self._flip(self.honest.framed(5)))

    def cut_outside(self) -> bytes:
        raw = self.seal(self.honest.framed(5))
        return raw[: self.random.randrange(len(raw))]

    def cut_inside(self) -> bytes:
        raw = self.honest.framed(5)
        return self.seal(raw[: self.random.randrange(len(raw))])

    def longer(self) -> bytes:
        return self.seal(self.honest.framed(5) + self.random.randbytes(self.random.randint(1, 9)))

    def for_another_reader(self) -> bytes:
        other = AgeBox(new_identity())
        return other.seal(self.honest.framed(5), [other.recipient])

    def by_a_stranger(self) -> bytes:
        chain = Device("stranger")
        chain.act(run_fact(f"x{self.random.random()}"))
        return self.seal(chain.framed())

    def by_the_revoked(self) -> bytes:
        chain = Device("revoked")
        chain.act(run_fact(f"x{self.random.random()}"))
        return self.seal(chain.framed())

    def in_anothers_name(self) -> bytes:
        forged = self._next_entry(signing("stranger").sign)
        return self.seal(frame(Kind.SEGMENT, A.id, forged, signing("stranger").sign))

    def claimed_by_another(self) -> bytes:
        forged = self._next_entry(signing("stranger").sign)
        return self.seal(frame(Kind.SEGMENT, A.id, forged, A.sign))

    def with_a_gap(self) -> bytes:
        return self.seal(self.honest.framed(self.random.randint(6, 12)))

    def another_past(self) -> bytes:
        twin = Device("a")
        for number in range(self.random.randint(1, 9)):
            twin.act(run_fact(f"other{number}{self.random.random()}"))
        return self.seal(twin.framed())

    def for_another_county(self) -> bytes:
        return self._claimed(county=derived_id("county", "other"))

    def for_another_office(self) -> bytes:
        return self._claimed(office="ffffffffffff")

    def of_another_kind(self) -> bytes:
        kind = self.random.choice([k for k in Kind if k is not Kind.SEGMENT])
        return self.seal(frame(kind, A.id, self.honest.body(5), A.sign))

    def of_another_version(self) -> bytes:
        raw = bytearray(self.honest.framed(5))
        raw[6] = self.random.choice([0, 2, 255])
        return self.seal(bytes(raw))

    def a_bomb(self) -> bytes:
        claim, signature, _packed = loads(self.honest.body(5))
        huge = zstandard.ZstdCompressor(level=9).compress(bytes(self.random.randint(20, 60) << 20))
        return self._framed(dumps([claim, signature, huge]))

    def a_false_size(self) -> bytes:
        claim, signature, packed = loads(self.honest.body(5))
        while _unpacked(other := self._flip(packed)) == unpack(packed):
            pass  # packed in another way, which anybody may do: no attack
        return self._framed(dumps([claim, signature, other]))

    def deep_nesting(self) -> bytes:
        return self._framed(b"\x81" * self.random.randint(50, 5000) + b"\x00")

    def altered_entries(self) -> bytes:
        claim, signature, packed = loads(self.honest.body(5))
        columns = loads(unpack(packed))
        column = self.random.choice([0, 1, 3, 4, 5])
        columns[column][self.random.randrange(len(columns[column]))] += "x"
        return self._framed(dumps([claim, signature, pack(dumps(columns))]))

    def fewer_entries(self) -> bytes:
        claim, signature, packed = loads(self.honest.body(5))
        columns = [column[:-1] for column in loads(unpack(packed))]
        return self._framed(dumps([claim, signature, pack(dumps(columns))]))

    def another_form(self) -> bytes:
        body = self.honest.body(5)
        longer = b"\x98\x03" + body[1:]  # the same list, its length written in two bytes
        return self._framed(longer)

    def nonsense(self) -> bytes:
        return self._framed(self.random.randbytes(self.random.randint(0, 400)))

    def plain_nonsense(self) -> bytes:
        return self.random.randbytes(self.random.randint(0, 400))


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return unpack(packed)
    except Refused:
        return None


def attacks() -> list[str]:
    """The names of the attacks."""
    own = [name for name, each in vars(Attacked).items() if callable(each)]
    return [name for name in own if not name.startswith("_") and name != "seal"]


@pytest.fixture(scope="module")
def attacked() -> Iterator[Attacked]:
    made = Attacked()
    yield made
    made.store.dispose()


@pytest.mark.parametrize("name", attacks())
def test_nothing_hostile_is_taken_and_nothing_is_written(attacked: Attacked, name: str) -> None:
    attack = getattr(attacked, name)
    before = contents(attacked.store), attacked.ledger.heads(), attacked.ledger.proofs(A.id, 0)
    for _time in range(max(1, SIZE // len(attacks()))):
        with pytest.raises(Refused):
            attacked.side.take(attack())
    after = contents(attacked.store), attacked.ledger.heads(), attacked.ledger.proofs(A.id, 0)
    assert after == before


def test_what_is_replayed_changes_nothing(attacked: Attacked) -> None:
    before = contents(attacked.store)
    for first, last in ((1, 4), (2, 3), (4, 4)):
        raw = attacked.seal(attacked.honest.framed(first, last))
        assert attacked.side.take(raw) == 0
    assert contents(attacked.store) == before


def test_the_honest_segment_is_taken_all_the_same(attacked: Attacked) -> None:
    """So that it is the checks that refused the others, and not everything."""
    world = Attacked()
    assert world.side.take(world.seal(world.honest.framed(5))) == 8
    assert len(world.honest.framed(5)) > HEAD
    world.store.dispose()
