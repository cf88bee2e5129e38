"""A ledger in memory: what a vault or a county's database does, without either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from corrdesk.base.batches import batches
from corrdesk.store.chain import GENESIS, Change, Entry, Head, digest, entry_uid, pack_changes
from corrdesk.store.runs import PackedRun
from corrdesk.sync.core.digests import Leaf, digests_of, say
from corrdesk.sync.core.fork import EMPTY, said_anew
from corrdesk.sync.core.gathering import require_following
from corrdesk.sync.core.hiding import Losing
from corrdesk.sync.core.ledger import Taken, Whole
from corrdesk.sync.core.merge import Merged, Side, Touch, merge
from corrdesk.sync.core.receipt import Aside
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Proof, Segment, packed_run
from corrdesk.sync.core.snapshot import PIECE
from corrdesk.sync.core.wire import dumps
from corrdesk.sync.items import Item, items_of


def moment(wall: int) -> str:
    """A moment as a machine's clock shows it. `wall`: in milliseconds."""
    return datetime.fromtimestamp(wall / 1000, UTC).isoformat()


HIDE = "hide"  # an entry that takes a fact back
OPEN = ""  # the report that two sides differ and nothing is wrong here
OWNERS = {"court": "county", "phone": "office"}


@lru_cache(maxsize=1 << 14)
def read(entry: Entry) -> tuple[Item | int, ...]:
    """What an entry says, read once: the same entry stands in many ledgers of a play."""
    return tuple(items_of(entry))


@dataclass(frozen=True)
class Reckoned:
    """The by-field records, and from what they were reckoned: entry for entry the same again."""

    chains: dict[str, list[Entry]]
    sides: dict[str, Side]
    records: dict[str, Merged]

    def is_of(self, ledger: MemoryLedger) -> bool:
        """Whether nothing has come or gone since."""
        return self.chains == ledger.chains and self.sides == ledger.sides


@dataclass
class MemoryLedger:
    """One office's chains and proofs; records are reckoned from them when asked for."""

    office: str
    chains: dict[str, list[Entry]] = field(default_factory=dict)
    claims: dict[str, list[Proof]] = field(default_factory=dict)
    state: dict[str, bytes] = field(default_factory=dict)
    sides: dict[str, Side] = field(default_factory=dict)
    harmed: dict[str, str] = field(default_factory=dict)  # by record what stands in its place
    harms: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    arrived: dict[bytes, int] = field(default_factory=dict)  # for the oracle: when, by its clock
    _reckoned: Reckoned | None = field(default=None, compare=False)

    def copy(self) -> MemoryLedger:
        """What a backup of it holds."""
        return MemoryLedger(
            self.office,
            {device: list(chain) for device, chain in self.chains.items()},
            {device: list(claims) for device, claims in self.claims.items()},
            dict(self.state),
            dict(self.sides),
            dict(self.harmed),
            list(self.harms),
            list(self.reports),
            dict(self.arrived),
        )

    # The ledger of the protocol

    def heads(self) -> dict[str, Head]:
        return {
            device: Head(chain[-1].seq, chain[-1].hash, chain[-1].hlc)
            for device, chain in self.chains.items()
            if chain
        }

    def hash_at(self, device: str, seq: int) -> bytes | None:
        if seq == 0:
            return GENESIS
        chain = self.chains.get(device, [])
        return chain[seq - 1].hash if 0 < seq <= len(chain) else None

    def hashes(self, device: str, seqs: Collection[int]) -> Mapping[int, bytes]:
        found = {seq: self.hash_at(device, seq) for seq in seqs}
        return {seq: hashed for seq, hashed in found.items() if hashed is not None}

    def packed(self, device: str, first: int, last: int) -> Iterator[bytes]:
        for some in batches(self.chains[device][first - 1 : last], 3):
            yield packed_run(some).body

    def packed_run(self, device: str, first: int, most: int, largest: int) -> PackedRun:
        return packed_run(self.chains[device][first - 1 : first - 1 + most])

    def proofs(self, device: str, after: int) -> list[Proof]:
        found = [proof for proof in self.claims.get(device, []) if proof.claim.last > after]
        return sorted(found, key=lambda proof: proof.claim.first)

    def keep_proof(self, proof: Proof) -> None:
        claims = self.claims.setdefault(proof.claim.device, [])
        for position, each in enumerate(claims):
            if each.claim.first == proof.claim.first:
                if each.claim.last < proof.claim.last:
                    claims[position] = proof
                return
        claims.append(proof)

    def take(self, segment: Segment, sides: Mapping[str, Side]) -> Taken:
        claim = segment.claim
        chain = self.chains.setdefault(claim.device, [])
        if claim.first > len(chain) + 1:
            raise Refused(Reason.GAP)
        if self.hash_at(claim.device, claim.first - 1) != claim.previous:
            raise Refused(Reason.FORK)
        known = min(len(chain), claim.last) - claim.first + 1
        if known > 0:
            last = segment.entries[known - 1]
            if self.hash_at(claim.device, last.seq) != last.hash:
                raise Refused(Reason.FORK)
        new = segment.entries[max(known, 0) :]
        chain.extend(new)
        self.keep_proof(segment.proof)
        self.sides |= sides
        return Taken(len(new))

    def take_all(self, segments: Sequence[Segment], sides: Mapping[str, Side]) -> Taken:
        device = segments[0].claim.device
        require_following(segments)
        before = list(self.chains.get(device, [])), list(self.claims.get(device, []))
        try:
            taken = [self.take(segment, sides) for segment in segments]
        except Refused:
            self.chains[device], self.claims[device] = before
            raise
        return Taken(sum(each.entries for each in taken))

    def take_whole(self, whole: Whole, sides: Mapping[str, Side]) -> Taken:
        for device, chain in whole.chains.items():
            common = min(len(chain), len(self.chains.get(device, [])))
            if common and self.hash_at(device, common) != chain[common - 1].hash:
                raise Refused(Reason.FORK)
        ahead = {
            device: chain[len(self.chains.get(device, [])) :]
            for device, chain in whole.chains.items()
        }
        if not any(ahead.values()):
            raise Refused(Reason.OLD)
        for device, entries in ahead.items():
            self.chains.setdefault(device, []).extend(entries)
        for proof in whole.proofs:
            self.keep_proof(proof)
        self.state = {k: v for k, v in self.state.items() if not k.startswith(PIECE)}
        self.sides |= sides
        return Taken(sum(len(entries) for entries in ahead.values()))

    def hides(self, entries: Sequence[Entry]) -> Mapping[str, Losing]:
        """A fact is hidden by an entry that takes it back; both stay."""
        named = {each.row_id for entry in entries for each in read(entry)
                 if isinstance(each, Item) and each.kind == HIDE}  # fmt: skip
        if not named:
            return {}
        sight = in_sight(self)
        seen = {fact: uids for fact, uids in self.facts().items() if fact in sight}
        return {"fact": Losing({n: seen[n] for n in sorted(named & seen.keys())}, len(seen))}

    def asides(self) -> Sequence[Aside]:
        found = []
        for device, chain in sorted(self.chains.items()):
            for entry in chain:
                found += [
                    Aside(device, entry.seq, each, "form")
                    for each in read(entry)
                    if not isinstance(each, Item)
                ]
        return found

    def digests(self, schema: str, look: int) -> dict[str, bytes]:
        said = sorted(self.table().items())
        digests = digests_of(dumps([row_id, values]).hex() for row_id, values in said)
        leaves = [
            Leaf("record", row_id, int.from_bytes(digest, "big"), 1)
            for (row_id, _values), digest in zip(said, digests, strict=True)
        ]
        return say(leaves, schema)

    def repair(self, theirs: Mapping[str, bytes], schema: str, at: str) -> int:
        found = dict(self.harmed)
        self.harmed.clear()
        self.reports += sorted(found) or [OPEN]
        return len(found)

    def recall(self, key: str) -> bytes | None:
        return self.state.get(key)

    def remember(self, values: Mapping[str, bytes]) -> None:
        self.state |= values

    # What a simulated desk does

    def write(
        self, device: str, changes: list[Change], wall: int, body: bytes | None = None
    ) -> Entry:
        """One act on this device, as the unit of work writes it."""
        chain = self.chains.setdefault(device, [])
        newest = max((head.hlc for head in self.heads().values()), default=0)
        entry = Entry(
            self.office, device, len(chain) + 1, "sim.act", "0" * 32, max(newest + 1, wall << 16),
            moment(wall), moment(wall), "", pack_changes(changes) if body is None else body,
            chain[-1].hash if chain else GENESIS, b"",
        )  # fmt: skip
        entry = entry._replace(hash=digest(entry))
        chain.append(entry)
        return entry

    def say_anew(self, device: str, first: int, heir: str) -> int:
        branch = self.chains[device][first - 1 :]
        self.chains[device] = self.chains[device][: first - 1]
        self.claims[device] = [
            proof for proof in self.claims.get(device, []) if proof.claim.last < first
        ]
        after = self.heads().get(heir, EMPTY)
        self.chains.setdefault(heir, []).extend(said_anew(branch, heir, after))
        return len(branch)

    def items(self) -> list[Item]:
        """Every change of every chain that can be read."""
        return [
            each
            for _device, chain in sorted(self.chains.items())
            for entry in chain
            for each in read(entry)
            if isinstance(each, Item)
        ]

    def records(self) -> dict[str, Merged]:
        """The by-field records as they hold."""
        if self._reckoned is None or not self._reckoned.is_of(self):
            chains = {device: list(chain) for device, chain in self.chains.items()}
            self._reckoned = Reckoned(chains, dict(self.sides), reckon(self))
        return dict(self._reckoned.records)

    def table(self) -> dict[str, str]:
        """What stands in the tables: what the journal makes of it, and what was harmed since."""
        said = {row_id: repr(merged) for row_id, merged in self.records().items()}
        said |= {fact: repr(min(uids)) for fact, uids in self.facts().items()}
        return said | self.harmed

    def facts(self) -> dict[str, list[str]]:
        """By fact the entries that made it."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.items():
            if item.kind == "fact":
                found[item.row_id].append(item.uid)
        return found

    def digest(self) -> dict[str, Any]:
        """What two ledgers of one office have to agree on."""
        return {
            "heads": {device: head.hash.hex() for device, head in self.heads().items()},
            "records": self.table(),
        }


def in_sight(ledger: MemoryLedger) -> set[str]:
    """The facts that nobody has taken back."""
    return set(ledger.facts()) - {item.row_id for item in ledger.items() if item.kind == HIDE}


def harm(ledger: MemoryLedger, row_id: str, value: str) -> None:
    """A bad disk, or a program that writes past the journal."""
    ledger.harmed[row_id] = value
    ledger.harms.append(row_id)


def uid_of(entry: Entry) -> str:
    """The name of an entry."""
    return entry_uid(entry.device_id, entry.seq)


def reckon(ledger: MemoryLedger) -> dict[str, Merged]:
    """The by-field records as the entries of a ledger make them."""
    touches: dict[str, list[Touch]] = defaultdict(list)
    for item in ledger.items():
        if item.kind == "form":
            side = ledger.sides.get(item.device, Side.OFFICE)
            touches[item.row_id].append(
                Touch(
                    item.uid,
                    item.hlc,
                    side,
                    item.fields,
                    item.replaced,
                    birth=item.birth,
                    former=item.former,
                )
            )
    found = {row_id: merge(each, OWNERS) for row_id, each in touches.items()}
    return {row_id: merged for row_id, merged in found.items() if merged is not None}


def versions_of(ledger: MemoryLedger, row_id: str) -> dict[str, str]:
    """By field of a record the version that a desk would name as replaced."""
    merged = ledger.records().get(row_id)
    if merged is None:
        return {}
    return {name: merged.versions.get(name, merged.entry) for name in merged.fields}
