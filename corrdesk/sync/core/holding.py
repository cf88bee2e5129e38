"""What an office holds beside what the county says it holds: by chain and by hash, never by number.

Pure questions to a ledger; the exchange that asks them is in `office`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.receipt import Held, Receipt
from corrdesk.sync.core.wire import dumps, loads

DURABLE: Final = "durable"


def proven(ledger: Ledger, receipt: Receipt | None, device: str) -> int:
    """Up to which entry the county holds this very chain, by its word; 0 without one."""
    held = receipt.chains.get(device) if receipt else None
    if held is None or ledger.hash_at(device, held.seq) != held.head:
        return 0
    return held.seq


def unproven(ledger: Ledger, receipt: Receipt | None, me: str) -> dict[str, int]:
    """By chain the first entry that the county is not known to hold; all proven chains left out.

    Without a word of the county only one's own: nobody knows what it holds of the others.
    """
    found = {}
    for device, head in sorted(ledger.heads().items()):
        first = proven(ledger, receipt, device) + 1
        if first <= head.seq and (device == me or receipt is not None):
            found[device] = first
    return found


def judged(ledger: Ledger, receipt: Receipt | None) -> dict[str, Held]:
    """Where each chain ends here, but no further than the county can judge it."""
    found = {}
    for device, head in ledger.heads().items():
        theirs = receipt.chains.get(device) if receipt else None
        seq = min(head.seq, theirs.seq) if theirs else head.seq
        here = ledger.hash_at(device, seq)
        if seq and here is not None:
            found[device] = Held(seq, here)
    return found


def note_durable(ledger: Ledger, ends: Mapping[str, int]) -> None:
    """Remembers by chain up to which entry a backup holds it that was read back and proven."""
    ledger.remember({DURABLE: dumps(dict(ends))})


def durable(ledger: Ledger) -> dict[str, int]:
    """By chain up to which entry a proven backup holds it; none before the first."""
    raw = ledger.recall(DURABLE)
    return dict(loads(raw)) if raw else {}
