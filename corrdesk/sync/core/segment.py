"""A run of one device's journal as it travels: a signed claim about the run, and its entries.

The claim names where the run begins and ends by hash, so it vouches for every entry, and whoever
holds it may hand the run on in another packing. Everything is checked before anything is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from corrdesk.store.chain import Entry, chained
from corrdesk.store.runs import PackedRun, columns_of, run_of
from corrdesk.sync.core.frame import Sign, check
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import (
    Fields,
    dumps,
    loads,
    loads_columns,
    pack,
    require_numbers,
    require_octets,
    require_texts,
    unpack,
)

CLAIM_VERSION: Final = 1
CONTEXT: Final = b"corrdesk-claim/1\n"
LARGEST_RUN: Final = 5000
LARGEST_CLAIM: Final = 1024
HASH: Final = 32
COLUMNS: Final = 7
LONGEST_REASON: Final = 100_000


@dataclass(frozen=True, slots=True)
class Claim:
    """What a device says of a run of its chain. `schema`: the revision of its tables.

    `previous` is the hash before `first`, `head` the hash of the last entry.
    """

    county: str
    office: str
    device: str
    first: int
    count: int
    previous: bytes
    head: bytes
    schema: str

    @property
    def last(self) -> int:
        """The number of the last entry."""
        return self.first + self.count - 1

    def raw(self) -> bytes:
        """The bytes that are signed."""
        return dumps([
            CLAIM_VERSION, self.county, self.office, self.device, self.first, self.count,
            self.previous, self.head, self.schema,
        ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """A claim with its device's signature."""

    claim: Claim
    signature: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A run whose entries lead from the claim's beginning to its head.

    `packed`: the entries as they came, for keeping and for handing on; none where they did not.
    """

    proof: Proof
    entries: tuple[Entry, ...]
    packed: bytes = b""

    @property
    def claim(self) -> Claim:
        """What the device claims of the run."""
        return self.proof.claim


def claim_run(run: PackedRun, county: str, schema: str, sign: Sign) -> Proof:
    """Signs for a run of one's own chain."""
    claim = Claim(
        county, run.office_id, run.device_id, run.first, run.last - run.first + 1, run.previous,
        run.head, schema,
    )  # fmt: skip
    return Proof(claim, sign(CONTEXT + claim.raw()))


def read_claim(raw: bytes, signature: bytes, key: bytes) -> Proof:
    """A claim whose signature holds; raises `Refused`."""
    if len(raw) > LARGEST_CLAIM:
        raise Refused(Reason.SIZE)
    check(key, signature, CONTEXT + raw)
    return Proof(parse_claim(raw), signature)


def parse_claim(raw: bytes) -> Claim:
    """The claim in these bytes, whoever signed it."""
    fields = Fields(loads(raw), 9)
    if fields.number() != CLAIM_VERSION:
        raise Refused(Reason.VERSION)
    county, office, device = fields.hex(), fields.text(12), fields.hex()
    first, count = fields.number(1), fields.number(1)
    if count > LARGEST_RUN:
        raise Refused(Reason.SIZE)
    return Claim(
        county, office, device, first, count, fields.octets(HASH), fields.octets(HASH),
        fields.text(40),
    )  # fmt: skip


def pack_columns(columns: Sequence[Any]) -> bytes:
    """What entries of one run say, packed as it travels and as it is kept."""
    return pack(dumps(columns))


def packed_run(entries: Sequence[Entry]) -> PackedRun:
    """Entries that follow one another, packed together."""
    return run_of(entries, pack_columns(columns_of(entries)))


def write_segment(proof: Proof, packed: bytes) -> bytes:
    """The body of a segment frame."""
    return dumps([proof.claim.raw(), proof.signature, packed])


def claimed_by(body: bytes) -> tuple[str, bytes, bytes, bytes]:
    """Whose run it says it is, with claim, signature and packed entries; not proven yet."""
    fields = Fields(loads(body), 3)
    raw, signature, packed = fields.octets(), fields.octets(64), fields.octets()
    if len(raw) > LARGEST_CLAIM:
        raise Refused(Reason.SIZE)
    return parse_claim(raw).device, raw, signature, packed


def read_segment(body: bytes, keys: dict[str, bytes], *, county: str, office: str) -> Segment:
    """The segment in a frame's body, with every check made. Raises `Refused`.

    `keys`: the keys of the devices whose journals are taken, by device.
    """
    device, raw, signature, packed = claimed_by(body)
    key = keys.get(device)
    if key is None:
        raise Refused(Reason.STRANGER)
    proof = read_claim(raw, signature, key)
    if (proof.claim.county, proof.claim.office) != (county, office):
        raise Refused(Reason.AUDIENCE)
    return Segment(proof, _entries(proof.claim, unpack(packed)), packed)


def entries_of(office: str, device: str, first: int, previous: bytes, raw: bytes) -> list[Entry]:
    """The entries of an unpacked run, each bound to the one before it. Raises `Refused`."""
    columns = loads_columns(raw, COLUMNS, LARGEST_RUN)
    acts, actors, clocks, happened, entered, reasons, bodies = columns
    for values, longest in (
        (acts, 60), (actors, 32), (happened, 40), (entered, 40), (reasons, LONGEST_REASON)
    ):  # fmt: skip
        require_texts(values, longest)
    require_numbers(clocks)
    require_octets(bodies)
    return chained(office, device, first, previous, zip(*columns, strict=True))


def _entries(claim: Claim, raw: bytes) -> tuple[Entry, ...]:
    entries = entries_of(claim.office, claim.device, claim.first, claim.previous, raw)
    if len(entries) != claim.count:
        raise Refused(Reason.FORM)
    if not entries or entries[-1].hash != claim.head:
        raise Refused(Reason.CHAIN)
        raise Refused(Reason.CHAIN)
    return tuple(entries)
