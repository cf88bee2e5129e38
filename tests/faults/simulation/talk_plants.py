"""Bugs in what a desk and its county say to each other, and in what they believe of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from corrdesk.store.chain import GENESIS, Head
from corrdesk.sync.core import (
    closing,
    county,
    county_word,
    frame,
    holding,
    membership,
    office,
    segment,
    sending,
    snapshot,
)
from corrdesk.sync.core.closing import Closed
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.county_word import CountyWord
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.office import OfficeSide
from corrdesk.sync.core.receipt import Held, Receipt
from corrdesk.sync.core.rescue import Rescue
from corrdesk.sync.core.segment import Segment
from corrdesk.sync.core.wire import loads
from tests.faults.simulation.bugs import Bug, no_check, says_nothing
from tests.faults.simulation.ledger import MemoryLedger


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
REAL_READ = segment.read_segment
REAL_MISSING = sending.missing


def _believes_number(ledger: Any, receipt: Receipt | None, device: str) -> int:
    """A receipt is believed by its number: hole 2 of the first draft."""
    held = receipt.chains.get(device) if receipt else None
    head = ledger.heads().get(device, Head(0, GENESIS, 0))
    return int(min(held.seq, head.seq)) if held else 0


def _remembers_acknowledged(ledger: Any, receipt: Receipt | None, device: str) -> int:
    """What was once acknowledged is never offered again: hole 1 of the first draft."""
    key = f"acknowledged:{device}"
    before = int((ledger.recall(key) or b"0").decode())
    now = max(before, REAL_PROVEN(ledger, receipt, device))
    ledger.remember({key: str(now).encode()})
    return int(min(now, ledger.heads().get(device, Head(0, GENESIS, 0)).seq))


REAL_PROVEN = holding.proven


def _proven_by(judge: Callable[..., int]) -> list[tuple[Any, str, Any]]:
    """Wherever it is asked."""
    return [(holding, "proven", judge), (office, "proven", judge)]


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


def _without_rescue(*_arguments: Any) -> int:
    """Another's branch is left where it is."""
    return 0


def _only_present_members(found: Any) -> dict[str, bytes]:
    """The keys of revoked devices are forgotten, and what they said before with them."""
    return {m.certificate.device: m.certificate.key for m in found.members if m.revoked is None}


def _unsigned(body: bytes, keys: Any, *, county: str, office: str) -> Segment:
    with patch.object(segment, "check", no_check):
        return REAL_READ(body, keys, county=county, office=office)


def _unverified(raw: bytes, _keys: Any, _wanted: Any) -> Any:
    kind, sender = frame.peek(raw)
    return frame.Frame(kind, sender, raw[frame.HEAD :])


def _offered_for_ever(ledger: MemoryLedger, device: str, _said: object) -> dict[str, int]:
    raw = ledger.recall(snapshot.OFFERED + device)
    return dict(loads(raw)[1]) if raw else {}


def _without_also(*arguments: Any, **named: Any) -> sending.Sender:
    named.pop("also", None)
    return sending.Sender(*arguments, **named)


def _never_own(real: Callable[[CountySide, str], int]) -> Callable[[CountySide, str], int]:
    def lacking(self: CountySide, chain: str) -> int:
        if chain in self._roster.devices(Side.OFFICE):
            others = [d for d in self._roster.devices(Side.OFFICE) if d != chain]
            with patch.object(membership.Roster, "devices", lambda _self, _side: others):
                return real(self, chain)
        return real(self, chain)

    return lacking


TALK_PLANTS: dict[str, Bug] = {
    "ack-before-commit": Bug(
        "a receipt says more than is held", lambda: [(CountySide, "receipt", _claims_more)]
    ),
    "partial-ack": Bug(
        "a receipt speaks of one chain only", lambda: [(CountySide, "receipt", _one_short)]
    ),
    "ack-without-hash": Bug(
        "a receipt is believed by number",
        lambda: [
            *_proven_by(_believes_number),
            (OfficeSide, "_require_no_fork", no_check),
        ],
    ),
    "no-re-offer": Bug(
        "what was acknowledged is never offered again",
        lambda: _proven_by(_remembers_acknowledged),
    ),
    "own-chain-only": Bug(
        "siblings' and the county's chains are not offered",
        lambda: [(OfficeSide, "_push", _only_own)],
    ),
    "hidden-by-name": Bug(
        "another branch hides one's own",
        lambda: [(sending, "_is_ours", lambda _ledger, _run: True)],
        from_seed=15,
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
            (county_word, "read_frame", _unverified),
            (county, "read_frame", _unverified),
        ],
    ),
    "epoch-ignored": Bug(
        "a restored county's roster is not taken",
        lambda: [
            (
                CountyWord,
                "_supersedes",
                lambda _self, found, known: (
                    found.number > known.number and found.epoch == known.epoch
                ),
            )
        ],
    ),
    "no-rescue": Bug(
        "another's lost branch is left",
        lambda: [(Rescue, "branch", _without_rescue)],
        from_seed=60,
    ),
    "revoked-forgotten": Bug(
        "what a revoked device said before is refused",
        lambda: [(membership.Roster, "keys", _only_present_members)],
        from_seed=105,
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
        "a desk never says what it holds", lambda: [(OfficeSide, "_say_holdings", says_nothing)]
    ),
    "name-believed": Bug(
        "what lies under a segment's name is taken for what the name says",
        lambda: [(office, "require_named", no_check), (county, "require_named", no_check)],
        from_seed=280,
    ),
    "receipts-by-name": Bug(
        "the number of a receipt follows whatever name lies there",
        lambda: [(county, "LONGEST_LEAP", 1 << 62)],
        from_seed=130,
    ),
    "word-by-number": Bug(
        "a word about holdings is told from another by its number alone",
        lambda: [(office, "_word_number", lambda latest, _content: latest + 1)],
        from_seed=90,
    ),
    "tails-left": Bug(
        "what came in a copy is left to the device that wrote it",
        lambda: [(Rescue, "tails", _without_rescue)],
        from_seed=160,
    ),
    "former-chains-silent": Bug(
        "the county does not vouch for its chains of earlier epochs",
        lambda: [(county, "Sender", _without_also)],
        from_seed=50,
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
    "snapshot-believed": Bug(
        "a snapshot that was offered once counts as held, whatever the device says",
        lambda: [(county, "offered", _offered_for_ever)],
        from_seed=60,
    ),
}
