"""Which runs of a chain have to be left at a target, and leaving them: the same for both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.names import SHORT, Run, run_name
from corrdesk.sync.core.segment import LARGEST_RUN, Claim, Proof, claim_run, write_segment
from corrdesk.sync.core.talk import Me, Put, Talk

RUN: Final = 2_000  # entries of a run: a line that breaks twice a minute takes few of them along
BRISK: Final = 1.0  # seconds: where a run is through so soon, the next may be twice as long
MOST: Final = "most"  # entries of a run, since one did not arrive
LEAST: Final = 250  # entries: smaller runs are packed too badly
LARGEST_BODY = 2 << 20  # bytes of entries that one segment should not exceed by much


@dataclass(slots=True)
class Pace:
    """How many entries the next run has: each request costs both sides as much as many entries."""

    most: int = RUN

    def note(self, count: int, seconds: float | None) -> None:
        """A run of so many entries went through in this time, if that is known."""
        if seconds is not None and seconds <= BRISK and count >= self.most:
            self.most = min(2 * self.most, max(self.most, LARGEST_RUN))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the county's name, the speaking device, the revision of its tables.

    `also`: other chains that its key speaks for, as the county's key does for those of its epochs.
    """

    county: str
    me: Me
    schema: str
    pace: Pace = field(default_factory=Pace)
    also: frozenset[str] = frozenset()


def may_lie_there(ledger: Ledger, count: int) -> bool:
    """Whether it is worth asking what lies at a target of so many entries that have to be left.

    One run is left again for less than asking takes, unless a line broke over the last one.
    """
    return count > RUN or _shrunk(ledger) > 0


def missing(
    ledger: Ledger, sender: Sender, device: str, first: int, present: Sequence[Run]
) -> Iterator[tuple[Proof, bytes]]:
    """The runs from entry `first` on that are not there yet: each one's signed claim, and packed.

    A run counts as there only when the hash in its name is the hash of that entry here. Of one's
    own chain new claims are made; of others only what their devices have vouched for is handed on.
    A run that a broken line kept from arriving is tried in halves the next time; on a line that is
    fast they grow.
    """
    own = device == sender.me.device or device in sender.also
    end = ledger.heads()[device].seq
    there = [
        run
        for run in present
        if run.device == device and run.last >= first and _is_ours(ledger, run)
    ]
    known = ledger.proofs(device, first - 1)
    shrunk = _shrunk(ledger) if own else 0
    following, tried = first, b""
    while following <= end:
        last = max((r.last for r in there if r.first <= following <= r.last), default=0)
        if last:
            following = last + 1
            continue
        proof = next((p for p in known if p.claim.first <= following <= p.claim.last), None)
        if proof is None:
            if not own:
                return
            before = min((p.claim.first for p in known if p.claim.first > following), default=0)
            most = min(sender.pace.most, before - following) if before else sender.pace.most
            proof, packed = _claimed(ledger, sender, device, following, min(most, shrunk or most))
            ledger.keep_proof(proof)
        elif shrunk and proof.claim.count > shrunk:
            most = min(shrunk, proof.claim.last - following + 1)
            proof, packed = _claimed(ledger, sender, device, following, most)
        else:
            packed = _packed(ledger, proof.claim)
        half = str(max(LEAST, proof.claim.count // 2)).encode()
        if own and proof.claim.count > LEAST and half != tried:
            # Should this be the last that is heard of it; nobody is told that a line broke.
            ledger.remember({MOST: half})
            tried = half
        yield proof, packed
        following = proof.claim.last + 1
    if tried or shrunk:
        ledger.remember({MOST: b"0"})


def _shrunk(ledger: Ledger) -> int:
    return int(ledger.recall(MOST) or b"0")


def _claimed(
    ledger: Ledger, sender: Sender, device: str, first: int, most: int
) -> tuple[Proof, bytes]:
    """A run of one's own, signed for now, and packed."""
    run = ledger.packed_run(device, first, most, LARGEST_BODY)
    return claim_run(run, sender.county, sender.schema, sender.me.sign), run.body


def _packed(ledger: Ledger, claim: Claim) -> bytes:
    """A run that was signed for before; mostly it lies packed as it came."""
    pieces = list(ledger.packed(claim.device, claim.first, claim.last))
    if len(pieces) == 1:
        return pieces[0]
    return ledger.packed_run(claim.device, claim.first, claim.count, 1 << 62).body


def vouched(ledger: Ledger, device: str, after: int) -> int:
    """Up to which entry signed claims lead without a gap, from this entry on."""
    last = after
    for proof in ledger.proofs(device, after):
        if proof.claim.first <= last + 1:
            last = max(last, proof.claim.last)
    return last


def vouch(ledger: Ledger, sender: Sender, device: str) -> int:
    """Signs for all that a chain of one's own holds; returns up to which entry that leads."""
    last = vouched(ledger, device, 0)
    for proof, _packed_run in missing(ledger, sender, device, last + 1, ()):
        last = proof.claim.last
    return last


def _is_ours(ledger: Ledger, run: Run) -> bool:
    held = ledger.hash_at(run.device, run.last)
    return held is not None and held.hex()[:SHORT] == run.head


def leave(
    runs: Iterator[tuple[Proof, bytes]],
    sender: Sender,
    folder: str,
    recipients: list[str],
    told: Callable[[int], None] = lambda _count: None,
) -> Talk[int]:
    """Leaves these runs in a folder of the target; returns how many entries they hold."""
    count = 0
    for proof, packed in runs:
        raw = frame(Kind.SEGMENT, sender.me.device, write_segment(proof, packed), sender.me.sign)
        seconds = yield Put(run_name(folder, proof.claim), sender.me.box.seal(raw, recipients))
        sender.pace.note(proof.claim.count, seconds)
        count += proof.claim.count
        told(proof.claim.count)
    return count
