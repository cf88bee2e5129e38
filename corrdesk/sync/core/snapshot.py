"""How a new PC of an office begins: with all of the office's journal at once, signed by the county.

What is handed over is every entry, in large pieces of packed runs, and one signed word that names
them; records are made from it on arrival. Why none travel stands at `Whole` in `ledger`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from corrdesk.base.batches import batches
from corrdesk.store.chain import GENESIS
from corrdesk.store.runs import run_of
from corrdesk.sync.core.frame import Kind, frame, read_frame
from corrdesk.sync.core.ledger import Ledger, Whole
from corrdesk.sync.core.membership import MOST_DEVICES, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import numbered, piece_name, snapshot_lead, snapshot_name
from corrdesk.sync.core.receipt import NOTHING, Held, Holdings, Receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import HASH, Proof, entries_of, read_claim
from corrdesk.sync.core.sending import Sender, vouch
from corrdesk.sync.core.talk import Get, Me, Put, Talk
from corrdesk.sync.core.wire import Fields, dumps, loads, pack, unpack

VERSION: Final = 2  # the first one had entries in pieces, this one has packed runs
ASK: Final = "ask"  # in a word about holdings: how often a snapshot could not be taken
TRIES: Final = "snapshot"
DONE: Final = "snapshot-taken"  # the name of the last one: it has no more news
OFFERED: Final = "offered:"
PIECE: Final = "piece:"
MOST_TRIES: Final = 3
LATEST: Final = 5  # so many of those that lie there for a device are looked at
WORTH: Final = 2_000  # entries: fewer go as segments, unless there is nothing here at all
PIECE_BYTES: Final = 512 << 10  # of packed runs in one piece; it may be one run more
MOST_RUNS: Final = 1 << 10
PIECE_PROOFS: Final = 10_000
MOST_PIECES: Final = 50_000
RUNS: Final = "runs"
PROOFS: Final = "proofs"

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The county's word about a snapshot for one device. `pieces`: SHA-256 of each, in order."""

    county: str
    office: str
    device: str
    number: int
    at: str
    chains: Mapping[str, Held]
    pieces: tuple[bytes, ...]

    def body(self) -> bytes:
        """The body of a snapshot frame."""
        chains = {device: [held.seq, held.head] for device, held in self.chains.items()}
        return dumps([
            VERSION, self.county, self.office, self.device, self.number, self.at, chains,
            list(self.pieces),
        ])  # fmt: skip


def read_manifest(body: bytes, *, county: str, office: str, device: str) -> Manifest:
    """The manifest in a frame's body. Raises `Refused`, also for one meant for somebody else."""
    fields = Fields(loads(body), 8)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    if (fields.hex(), fields.text(12), fields.hex()) != (county, office, device):
        raise Refused(Reason.AUDIENCE)
    number, at = fields.number(1), fields.text(40)
    chains = {}
    for name, values in fields.mapping(MOST_DEVICES).items():
        Fields([name], 1).hex()
        held = Fields(values, 2)
        chains[name] = Held(held.number(1), held.octets(HASH))
    pieces = tuple(Fields([each], 1).octets(HASH) for each in fields.items(MOST_PIECES))
    return Manifest(county, office, device, number, at, chains, pieces)


# The device


def asks(ledger: Ledger, receipt: Receipt | None) -> dict[str, bytes]:
    """What a device adds to its word when it lacks more of the county's journal than it has."""
    tries = ledger.recall(TRIES) or b"0"
    heads = {device: head.seq for device, head in ledger.heads().items()}
    if int(tries) >= MOST_TRIES:
        return {}
    if receipt is None:  # those before its enrolment a new device cannot read
        return {} if any(heads.values()) else {ASK: tries}
    if not receipt.digests:
        return {}  # an earlier version, which has no snapshots
    lacking = sum(max(0, h.seq - heads.get(d, 0)) for d, h in receipt.chains.items())
    nothing = not any(heads.get(device) for device in receipt.chains)
    wanted = lacking > sum(heads.values()) and (nothing or lacking >= WORTH)
    return {ASK: tries} if wanted else {}


def fetch(
    ledger: Ledger,
    me: Me,
    county: str,
    roster: Roster,
    receipt: Receipt | None,
    listed: list[str],
    told: Told,
    *,
    before: Callable[[Whole], None] = lambda _whole: None,
) -> Talk[tuple[int, dict[str, Reason]]]:
    """Takes the snapshot that lies there for this device, if it stands and brings anything.

    `receipt`: the county's present word. `before` may raise what stops it. Returns the new entries,
    and by name why it was not taken.
    Pieces that arrived are kept, so that a cut costs one of them at the most.
    """
    if receipt is None or int(ledger.recall(TRIES) or b"0") >= MOST_TRIES:
        return 0, {}
    done = (ledger.recall(DONE) or b"").decode()
    lying = yield from _latest(me, county, roster, receipt, listed, done)
    manifest, name = lying.manifest, lying.name
    if manifest is None:
        if lying.refused and not lying.done:
            _count_try(ledger)
        return 0, lying.refused
    if not _brings_news(ledger, manifest):
        ledger.remember({DONE: name.encode()})
        return 0, lying.refused
    try:
        pieces = []
        for index, sha in enumerate(manifest.pieces):
            sealed = yield from _piece(ledger, manifest, index)
            if hashlib.sha256(sealed).digest() != sha:
                raise Refused(Reason.CHAIN)
            pieces.append(unpack(me.box.open(sealed)))
        whole = whole_of(manifest, pieces, roster.keys())
        before(whole)
        taken = ledger.take_whole(whole, roster.sides())
    except Refused as refusal:
        _count_try(ledger)
        return 0, {**lying.refused, name: refusal.reason}
    ledger.remember({TRIES: b"0", DONE: name.encode()})
    told("received", taken.entries)
    return taken.entries, lying.refused


def whole_of(manifest: Manifest, pieces: Sequence[bytes], keys: Mapping[str, bytes]) -> Whole:
    """The journal in these pieces, checked whole. Raises `Refused`."""
    found = Whole()
    for piece in pieces:
        kind, *content = _parts(piece)
        if kind == RUNS:
            _add_runs(found, manifest, content)
        elif kind == PROOFS:
            found.proofs += [_proof(each, manifest, keys) for each in content]
        else:
            raise Refused(Reason.FORM)
    ends = {device: Held(chain[-1].seq, chain[-1].hash) for device, chain in found.chains.items()}
    if ends != manifest.chains:
        raise Refused(Reason.CHAIN)
    for proof in found.proofs:
        chain = found.chains.get(proof.claim.device, [])
        if proof.claim.last > len(chain) or chain[proof.claim.last - 1].hash != proof.claim.head:
            raise Refused(Reason.CHAIN)
    return found


@dataclass(slots=True)
class _Lying:
    """What lies there for a device: the latest snapshot that stands, and what was passed over.

    `done`: the latest is the one that was dealt with before.
    """

    manifest: Manifest | None = None
    name: str = ""
    done: bool = False
    refused: dict[str, Reason] = field(default_factory=dict)


def _latest(
    me: Me, county: str, roster: Roster, receipt: Receipt, listed: list[str], done: str
) -> Talk[_Lying]:
    """The latest snapshot of the county as it is: somebody's files from ahead hide none of it.

    One that it signed before it was restored is passed over.
    """
    found = _Lying()
    for _number, name in numbered(listed, snapshot_lead(me.device))[:LATEST]:
        if name == done:
            found.done = True  # names are written once, so it says what it said
            break
        try:
            speaker, manifest = _manifest(me, county, roster, (yield Get(name)) or b"")
        except Refused as refusal:
            found.refused[name] = refusal.reason
            continue
        if _same_epoch(speaker, receipt) and _stands(manifest, receipt):
            found.manifest, found.name = manifest, name
            break
    return found


def _same_epoch(speaker: str, receipt: Receipt) -> bool:
    """The county has a new device in every epoch, so who signed a snapshot tells of which it is.

    No number would do: in its new epoch the county may hold as many entries, and other ones.
    """
    return speaker == receipt.speaker


def _count_try(ledger: Ledger) -> None:
    tries = int(ledger.recall(TRIES) or b"0") + 1
    ledger.remember({TRIES: str(tries).encode()})


def _manifest(me: Me, county: str, roster: Roster, sealed: bytes) -> tuple[str, Manifest]:
    """The manifest, and which device of the county signed it."""
    opened = read_frame(me.box.open(sealed), roster.keys(Side.COUNTY), Kind.SNAPSHOT)
    told = read_manifest(opened.body, county=county, office=roster.office, device=me.device)
    return opened.sender, told


def _stands(manifest: Manifest, receipt: Receipt) -> bool:
    """Whether the county, by its present word, still holds all that it handed over then.

    One that was restored since may have lost some of it. Taken from the snapshot, that would be
    nobody's here: it would be said anew in this device's name and gone from where the snapshot has
    it, so the same snapshot would bring it again at the next exchange, without end.
    """
    for device, held in manifest.chains.items():
        now = receipt.chains.get(device, NOTHING)
        if now.seq < held.seq or (now.seq == held.seq and now.head != held.head):
            return False
    return True


def _brings_news(ledger: Ledger, manifest: Manifest) -> bool:
    """Whether more of it is new than is here already; an older one than what is here is not."""
    heads = {device: head.seq for device, head in ledger.heads().items()}
    new = sum(max(0, held.seq - heads.get(d, 0)) for d, held in manifest.chains.items())
    return new > 0 and new >= sum(heads.get(device, 0) for device in manifest.chains)


def _piece(ledger: Ledger, manifest: Manifest, index: int) -> Talk[bytes]:
    """A sealed piece: kept here from before, or fetched and kept."""
    key = piece_key(manifest.pieces[index])
    kept = ledger.recall(key)
    if kept:
        return kept
    sealed = (yield Get(piece_name(manifest.office, manifest.pieces[index].hex()))) or b""
    if hashlib.sha256(sealed).digest() == manifest.pieces[index]:
        ledger.remember({key: sealed})
    return bytes(sealed)


def piece_key(sha: bytes) -> str:
    """Under which a piece is kept until all are here."""
    return f"{PIECE}{sha.hex()[:48]}"


def _parts(piece: bytes) -> list[Any]:
    parts = loads(piece)
    if type(parts) is not list or not parts:
        raise Refused(Reason.FORM)
    return parts


def _add_runs(found: Whole, manifest: Manifest, content: list[Any]) -> None:
    fields = Fields(content, 2)
    device, runs = fields.hex(), fields.items(MOST_RUNS)
    chain = found.chains.setdefault(device, [])
    for packed in runs:
        raw = unpack(Fields([packed], 1).octets())
        previous = chain[-1].hash if chain else GENESIS
        entries = entries_of(manifest.office, device, len(chain) + 1, previous, raw)
        if not entries:
            raise Refused(Reason.SIZE)
        chain.extend(entries)
        found.runs.append(run_of(entries, packed))
    held = manifest.chains.get(device)
    if held is None or len(chain) > held.seq:
        raise Refused(Reason.CHAIN)


def _proof(packed: Any, manifest: Manifest, keys: Mapping[str, bytes]) -> Proof:
    fields = Fields(packed, 3)
    key = keys.get(fields.hex())
    if key is None:
        raise Refused(Reason.STRANGER)
    proof = read_claim(fields.octets(), fields.octets(64), key)
    if (proof.claim.county, proof.claim.office) != (manifest.county, manifest.office):
        raise Refused(Reason.AUDIENCE)
    return proof


# The county


def offered(ledger: Ledger, device: str, said: Holdings | None) -> Mapping[str, int]:
    """Up to where a device will be by the snapshot that lies ready for it."""
    raw = ledger.recall(OFFERED + device)
    if raw is None or said is None or ASK not in said.digests:
        return {}
    number, seqs = loads(raw)
    return dict(seqs) if number == said.number else {}


def offer(
    ledger: Ledger,
    sender: Sender,
    roster: Roster,
    said: Mapping[str, Holdings],
    listed: list[str],
    now: str,
) -> Talk[int]:
    """Leaves a snapshot for each device that asks for one; returns how many were left."""
    count, me = 0, sender.me
    for device, holdings in sorted(said.items()):
        name = snapshot_name(roster.office, device, holdings.number)
        if ASK not in holdings.digests or name in listed:
            continue
        heads = _held(ledger, sender)
        seqs = {d: held.seq for d, held in heads.items()}
        ledger.remember({OFFERED + device: dumps([holdings.number, seqs])})
        readers = [
            m.certificate.recipient for m in roster.members if m.certificate.device == device
        ]
        pieces = []
        for content in _content(ledger, seqs, roster.keys()):
            sealed = me.box.seal(pack(content), readers)
            sha = hashlib.sha256(sealed).digest()
            pieces.append(sha)
            yield Put(piece_name(roster.office, sha.hex()), sealed)
        manifest = Manifest(
            roster.county, roster.office, device, holdings.number, now, heads, tuple(pieces)
        )
        raw = frame(Kind.SNAPSHOT, me.device, manifest.body(), me.sign)
        yield Put(name, me.box.seal(raw, readers))
        count += 1
    return count


def _held(ledger: Ledger, sender: Sender) -> dict[str, Held]:
    """What is handed over of each chain; of the county's own as much as it signs for.

    Without its word a desk could not give an entry back to a county that was restored and has lost
    it: it would say it anew in its own name, and a decision of the county's were the office's.
    """
    own = {sender.me.device, *sender.also}
    found = {}
    for device, head in ledger.heads().items():
        last = vouch(ledger, sender, device) if device in own else head.seq
        at = ledger.hash_at(device, last)
        if last and at is not None:
            found[device] = Held(last, at)
    return found


def _content(ledger: Ledger, seqs: Mapping[str, int], keys: Mapping[str, bytes]) -> Iterator[bytes]:
    """The journal up to these entries in pieces, then what its devices have vouched for."""
    proofs = []
    for device, last in sorted(seqs.items()):
        piece: list[bytes] = []
        for packed in ledger.packed(device, 1, last):
            piece.append(packed)
            if sum(map(len, piece)) > PIECE_BYTES or len(piece) == MOST_RUNS:
                yield dumps([RUNS, device, piece])
                piece = []
        if piece:
            yield dumps([RUNS, device, piece])
        if device in keys:
            proofs += [
                [device, proof.claim.raw(), proof.signature]
                for proof in ledger.proofs(device, 0)
                if proof.claim.last <= last
            ]
    for some in batches(proofs, PIECE_PROOFS):
        yield dumps([PROOFS, *some])
