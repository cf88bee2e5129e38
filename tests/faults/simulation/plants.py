"""Bugs that somebody might put into the rules one day, each behind a switch: the play finds them.

Nothing of this is in what ships: a plant replaces a function of the rules while it is on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from corrdesk.store.chain import GENESIS, Head
from corrdesk.sync import items as changes
from corrdesk.sync.core import (
    closing,
    county,
    frame,
    membership,
    merge,
    office,
    segment,
    sending,
    snapshot,
)
from corrdesk.sync.core.closing import Closed
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.ledger import Taken, Whole
from corrdesk.sync.core.merge import Touch
from corrdesk.sync.core.office import OfficeSide
from corrdesk.sync.core.receipt import Held, Receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Segment
from corrdesk.sync.core.wire import loads
from tests.faults.simulation.file_plants import FILE_PLANTS
from tests.faults.simulation.ledger import MemoryLedger, read

Plant = tuple[Any, str, Any]


@dataclass(frozen=True)
class Bug:
    """What somebody did, and which functions are other ones then."""

    says: str
    plants: Callable[[], list[Plant]]
    from_seed: int = 0  # where it is first found, for those that few schedules show


def _no_check(*_arguments: object, **_named: object) -> None:
    """A check that checks nothing."""


def _merge_by(rank: Callable[[Touch], Any], *, conflicts: bool = True) -> Callable[..., Any]:
    real = merge.merge

    def other(touches: Any, owners: Mapping[str, str]) -> Any:
        known = list(touches)
        found = real(known, owners)
        if found is None:
            return None
        fields, versions = {}, {}
        for name in found.fields:
            last = max((t for t in known if name in t.fields), key=rank)
            fields[name] = last.fields[name]
            versions[name] = last.uid
        kept = found.conflicts if conflicts else {}
        return replace(found, fields=fields, versions=versions, conflicts=kept)

    return other


def _in_ledger(function: Callable[..., Any]) -> list[Plant]:
    from tests.faults.simulation import ledger

    return [(ledger, "merge", function)]


def _take(change: Callable[[MemoryLedger, Segment], Segment | None]) -> list[Plant]:
    real = MemoryLedger.take

    def take(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
        other = change(self, found)
        return Taken(0) if other is None else real(self, other, sides)

    return [(MemoryLedger, "take", take)]


def _take_over(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    """A fork is not looked for: whatever comes takes the place of what stands."""
    chain = self.chains.setdefault(found.claim.device, [])
    if found.claim.first > len(chain) + 1:
        raise Refused(Reason.GAP)
    del chain[found.claim.first - 1 :]
    chain.extend(found.entries)
    self.keep_proof(found.proof)
    self.sides |= sides
    return Taken(len(found.entries))


def _append_twice(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    chain = self.chains.setdefault(found.claim.device, [])
    chain.extend(found.entries)
    self.keep_proof(found.proof)
    self.sides |= sides
    return Taken(len(found.entries))


def _over_gaps(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    chain = self.chains.setdefault(found.claim.device, [])
    chain.extend(entry for entry in found.entries if entry.seq > len(chain))
    self.keep_proof(found.proof)
    self.sides |= sides
    return Taken(len(found.entries))


def _claims_more(self: CountySide, number: int) -> Receipt:
    """The receipt says what was asked for, not what is held: acknowledged before it was stored."""
    said = REAL_RECEIPT(self, number)
    ahead = {
        device: Held(held.seq + 1, held.head, held.durable) for device, held in said.chains.items()
    }
    return replace(said, chains=ahead)


def _one_short(self: CountySide, number: int) -> Receipt:
    said = REAL_RECEIPT(self, number)
    return replace(said, chains=dict(sorted(said.chains.items())[:1]))


REAL_RECEIPT = CountySide.receipt
REAL_PULL = OfficeSide._pull
REAL_READ = segment.read_segment
REAL_MISSING = sending.missing


def _believes_number(self: OfficeSide, device: str) -> int:
    """A receipt is believed by its number: hole 2 of the first draft."""
    receipt = self.report.receipt
    held = receipt.chains.get(device) if receipt else None
    head = self._ledger.heads().get(device, Head(0, GENESIS, 0))
    return min(held.seq, head.seq) if held else 0


def _remembers_acknowledged(self: OfficeSide, device: str) -> int:
    """What was once acknowledged is never offered again: hole 1 of the first draft."""
    key = f"acknowledged:{device}"
    before = int((self._ledger.recall(key) or b"0").decode())
    now = max(before, REAL_PROVEN(self, device))
    self._ledger.remember({key: str(now).encode()})
    return min(now, self._ledger.heads().get(device, Head(0, GENESIS, 0)).seq)


REAL_PROVEN = OfficeSide.proven


def _only_own(self: OfficeSide, *_rest: Any) -> Any:
    """A desk offers its own chain only: what only a sibling holds is lost with the county."""
    real = self._ledger.heads

    def mine() -> Any:
        return {d: head for d, head in real().items() if d == self._me.device}

    with patch.object(self._ledger, "heads", mine):
        yield from REAL_PUSH(self)


REAL_PUSH = OfficeSide._push


def _by_name(ledger: Any, sender: Any, device: str, first: int, present: Any) -> Any:
    """A run that lies there counts as sent whatever its hash: another branch hides this one."""
    with patch.object(sending, "_is_ours", lambda _ledger, _run: True):
        yield from REAL_MISSING(ledger, sender, device, first, present)


def _skips_first(ledger: Any, sender: Any, device: str, first: int, present: Any) -> Any:
    """The watermark stands one too high."""
    yield from REAL_MISSING(ledger, sender, device, first + (first > 1), present)


def _without_rescue(self: OfficeSide, _segment: Any) -> None:
    """Another's branch is left where it is."""


def _dropped(self: MemoryLedger, device: str, first: int, heir: str) -> int:
    """A branch is thrown away instead of being said anew."""
    branch = self.chains[device][first - 1 :]
    self.chains[device] = self.chains[device][: first - 1]
    self.claims[device] = [p for p in self.claims.get(device, []) if p.claim.last < first]
    self.chains.setdefault(heir, [])
    return len(branch)


def _only_present_members(found: Any) -> dict[str, bytes]:
    """The keys of revoked devices are forgotten, and what they said before with them."""
    return {m.certificate.device: m.certificate.key for m in found.members if m.revoked is None}


def _poison_blocks(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    """A body that nobody can read stops the chain for ever."""
    from corrdesk.sync.items import Item, items_of

    for entry in found.entries:
        if not all(isinstance(each, Item) for each in items_of(entry)):
            raise Refused(Reason.FORM)
    return REAL_TAKE(self, found, sides)


REAL_TAKE = MemoryLedger.take


def _known_only(self: Any, found: Segment) -> Segment:
    """Fields that are not known here are taken out on the way."""
    from corrdesk.store.chain import Change, pack_changes, unpack_changes

    entries = []
    for entry in found.entries:
        if b"of_the_future" in entry.body:
            changes = [
                Change(
                    c.table, c.row_id,
                    {k: v for k, v in c.fields.items() if k != "of_the_future"}, c.replaced,
                )
                for c in unpack_changes(entry.body)
            ]  # fmt: skip
            entries.append(entry._replace(body=pack_changes(changes)))
        else:
            entries.append(entry)
    return Segment(found.proof, tuple(entries))


def _unsigned(body: bytes, keys: Any, *, county: str, office: str) -> Segment:
    with patch.object(segment, "check", _no_check):
        return REAL_READ(body, keys, county=county, office=office)


def _unverified(raw: bytes, _keys: Any, _wanted: Any) -> Any:
    kind, sender = frame.peek(raw)
    return frame.Frame(kind, sender, raw[frame.HEAD :])


def _whole_row(touches: Any, owners: Mapping[str, str]) -> Any:
    """The last writer takes the whole record."""
    known = list(touches)
    found = merge.merge(known, owners)
    if found is None:
        return None
    last = max(known, key=lambda touch: touch.rank)
    names = set(last.fields)
    return replace(
        found,
        fields={n: v if n not in names else last.fields[n] for n, v in found.fields.items()},
        conflicts={},
    )


PLANTS: dict[str, Bug] = {
    "silent-lww": Bug(
        "the last writer wins and nobody is told",
        lambda: _in_ledger(_merge_by(lambda t: t.rank, conflicts=False)),
    ),
    "wall-clock": Bug(
        "the clock goes before knowledge", lambda: _in_ledger(_merge_by(lambda t: t.rank))
    ),
    "arrival-order": Bug(
        "the shown value depends on names, not on knowledge",
        lambda: _in_ledger(_merge_by(lambda t: t.uid)),
    ),
    "whole-row": Bug("conflicts are settled by record", lambda: _in_ledger(_whole_row)),
    "owner-ignored": Bug(
        "nobody owns a field",
        lambda: _in_ledger(lambda touches, _owners, real=merge.merge: real(touches, {})),
    ),
    "conflicts-dropped": Bug(
        "what stands beside is not listed",
        lambda: _in_ledger(
            lambda touches, owners, real=merge.merge: (
                (found := real(touches, owners)) and replace(found, conflicts={})
            )
        ),
    ),
    "fork-unchecked": Bug(
        "a fork takes the place of what stood", lambda: [(MemoryLedger, "take", _take_over)]
    ),
    "no-dedupe": Bug(
        "what comes again is added again", lambda: [(MemoryLedger, "take", _append_twice)]
    ),
    "gap-accepted": Bug("a gap is skipped", lambda: [(MemoryLedger, "take", _over_gaps)]),
    "poison-blocks": Bug(
        "an unreadable entry stops its chain", lambda: [(MemoryLedger, "take", _poison_blocks)]
    ),
    "unknown-fields-dropped": Bug("what is not known is dropped", lambda: _take(_known_only)),
    "half-taken": Bug(
        "a segment is taken in part and counted whole",
        lambda: _take(lambda _l, s: Segment(s.proof, s.entries[: max(1, len(s.entries) - 1)])),
    ),
    "ack-before-commit": Bug(
        "a receipt says more than is held", lambda: [(CountySide, "receipt", _claims_more)]
    ),
    "partial-ack": Bug(
        "a receipt speaks of one chain only", lambda: [(CountySide, "receipt", _one_short)]
    ),
    "ack-without-hash": Bug(
        "a receipt is believed by number",
        lambda: [
            (OfficeSide, "proven", _believes_number),
            (OfficeSide, "_require_no_fork", _no_check),
        ],
    ),
    "no-re-offer": Bug(
        "what was acknowledged is never offered again",
        lambda: [(OfficeSide, "proven", _remembers_acknowledged)],
    ),
    "own-chain-only": Bug(
        "siblings' and the county's chains are not offered",
        lambda: [(OfficeSide, "_push", _only_own)],
    ),
    "hidden-by-name": Bug(
        "another branch hides one's own",
        lambda: [(sending, "_is_ours", lambda _ledger, _run: True)],
    ),
    "cursor-early": Bug(
        "the watermark is one too high", lambda: [(office, "missing", _skips_first)]
    ),
    "relay-early": Bug(
        "the county hands on one entry too late", lambda: [(county, "missing", _skips_first)]
    ),
    "no-signature": Bug(
        "signatures of claims are not checked",
        lambda: [
            (office, "read_segment", _unsigned),
            (county, "read_segment", _unsigned),
            (office, "read_frame", _unverified),
            (county, "read_frame", _unverified),
        ],
    ),
    "epoch-ignored": Bug(
        "a restored county's roster is not taken",
        lambda: [
            (
                OfficeSide,
                "_supersedes",
                lambda _self, found, known: (
                    found.number > known.number and found.epoch == known.epoch
                ),
            )
        ],
    ),
    "no-rescue": Bug(
        "another's lost branch is left", lambda: [(OfficeSide, "_rescue", _without_rescue)]
    ),
    "branch-dropped": Bug(
        "a branch is thrown away", lambda: [(MemoryLedger, "say_anew", _dropped)]
    ),
    "revoked-forgotten": Bug(
        "what a revoked device said before is refused",
        lambda: [(membership.Roster, "keys", _only_present_members)],
        from_seed=90,
    ),
    "holdings-blind": Bug(
        "the county never hands a chain back to its writer",
        lambda: [(CountySide, "lacking", _never_own(CountySide.lacking))],
    ),
    "relay-nothing": Bug(
        "the county hands nothing on",
        lambda: [(CountySide, "lacking", lambda self, chain: self._ledger.heads()[chain].seq)],
    ),
    "holdings-silent": Bug(
        "a desk never says what it holds", lambda: [(OfficeSide, "_say_holdings", _says_nothing)]
    ),
    "name-believed": Bug(
        "what lies under a segment's name is taken for what the name says",
        lambda: [(office, "require_named", _no_check), (county, "require_named", _no_check)],
        from_seed=530,
    ),
    "receipts-by-name": Bug(
        "the number of a receipt follows whatever name lies there",
        lambda: [(county, "LONGEST_LEAP", 1 << 62)],
        from_seed=20,
    ),
    "word-by-number": Bug(
        "a word about holdings is told from another by its number alone",
        lambda: [(office, "_word_number", lambda latest, _content: latest + 1)],
        from_seed=40,
    ),
    "proofs-not-kept": Bug(
        "what others vouched for is not kept", lambda: [(MemoryLedger, "keep_proof", _no_check)]
    ),
    "tails-left": Bug(
        "what came in a copy is left to the device that wrote it",
        lambda: [(OfficeSide, "_rescue_tails", _no_check)],
        from_seed=295,
    ),
    "former-chains-silent": Bug(
        "the county does not vouch for its chains of earlier epochs",
        lambda: [(county, "Sender", _without_also)],
    ),
    "digests-unread": Bug(
        "the desk does not compare what its records come to",
        lambda: [(office, "close", lambda *_given, **_named: Closed())],
    ),
    "complaint-unheard": Bug(
        "the county does not look through its records when a desk says that they differ",
        lambda: [(county, "hear", lambda *_given, **_named: 0)],
    ),
    "digests-out-of-step": Bug(
        "digests are compared though the journals are not the same",
        lambda: [(closing, "same_journal", lambda _ledger, _chains: True)],
    ),
    "mended-silently": Bug(
        "a record is put right and nobody is told",
        lambda: [(MemoryLedger, "repair", _mends_silently)],
    ),
    "snapshot-over-own": Bug(
        "a snapshot takes the place of what the device wrote itself",
        lambda: [(MemoryLedger, "take_whole", _take_over_own)],
    ),
    "snapshot-believed": Bug(
        "a snapshot that was offered once counts as held, whatever the device says",
        lambda: [(county, "offered", _offered_for_ever)],
        from_seed=50,
    ),
    "snapshot-outlived": Bug(
        "a snapshot is taken although the county has lost some of it since",
        lambda: [(snapshot, "_stands", lambda _manifest, _receipt: True)],
        from_seed=930,
    ),
    "former-names-forgotten": Bug(
        "what was said anew is not known by its former name",
        lambda: [(changes, "former_names", lambda _body: frozenset())],
        from_seed=80,
    ),
}


def _mends_silently(self: MemoryLedger, *_word: object) -> int:
    count = len(self.harmed)
    self.harmed.clear()
    return count


def _take_over_own(self: MemoryLedger, whole: Whole, sides: Any) -> Taken:
    self.chains = {device: list(chain) for device, chain in whole.chains.items()}
    for proof in whole.proofs:
        self.keep_proof(proof)
    self.sides |= sides
    return Taken(sum(len(chain) for chain in whole.chains.values()))


def _offered_for_ever(ledger: MemoryLedger, device: str, _said: object) -> dict[str, int]:
    raw = ledger.recall(snapshot.OFFERED + device)
    return dict(loads(raw)[1]) if raw else {}


def _says_nothing(_self: OfficeSide) -> Any:
    return
    yield


def _without_also(*arguments: Any, **named: Any) -> sending.Sender:
    named.pop("also", None)
    return sending.Sender(*arguments, **named)


def _never_own(real: Callable[[CountySide, str], int]) -> Callable[[CountySide, str], int]:
    def lacking(self: CountySide, chain: str) -> int:
        if chain in self._roster.devices(merge.Side.OFFICE):
            others = [d for d in self._roster.devices(merge.Side.OFFICE) if d != chain]
            with patch.object(membership.Roster, "devices", lambda _self, _side: others):
                return real(self, chain)
        return real(self, chain)

    return lacking


PLANTS |= {name: Bug(says, plants) for name, (says, plants) in FILE_PLANTS.items()}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Plays with this bug in the rules."""
    with ExitStack() as stack:
        for owner, attribute, value in PLANTS[name].plants():
            stack.enter_context(patch.object(owner, attribute, value))
        stack.callback(read.cache_clear)  # what was read with the bug is not read without it
        read.cache_clear()
        yield
