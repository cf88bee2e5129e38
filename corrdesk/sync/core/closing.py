"""The end of an exchange: where both sides hold the same journal, their records come to the same.

If they do not, one of them is not what the journal makes of it. The desk looks through its own
first; if the difference stays, its word about what it holds tells the county to do so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corrdesk.sync.core.digests import LOOK, agree, comparable
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.receipt import Held, Receipt


@dataclass(frozen=True, slots=True)
class Closed:
    """`agrees`: None where it cannot be told. `complaint`: this side's digests if they differ."""

    agrees: bool | None = None
    repaired: int = 0
    complaint: Mapping[str, bytes] = field(default_factory=dict)


def close(ledger: Ledger, receipt: Receipt | None, *, schema: str, now: str) -> Closed:
    """Compares the desk's records with the county's last word, and puts right what is wrong."""
    if receipt is None or not receipt.digests or not same_journal(ledger, receipt.chains):
        return Closed()
    theirs = receipt.digests
    mine = ledger.digests(schema, LOOK)
    if not comparable(mine, theirs):
        return Closed()
    if agree(mine, theirs):
        return Closed(agrees=True)
    repaired = ledger.repair(theirs, schema, now)
    mine = ledger.digests(schema, 0)
    agrees = agree(mine, theirs)
    return Closed(agrees, repaired, {} if agrees else mine)


def hear(
    ledger: Ledger,
    mine: Mapping[str, bytes],
    chains: Mapping[str, Held],
    theirs: Mapping[str, bytes],
    *,
    schema: str,
    now: str,
) -> int:
    """A desk's complaint at the county, if it is one. Returns how many records were put right.

    `mine`: the county's digests. `chains`, `theirs`: what the desk said of itself.
    """
    if not comparable(mine, theirs) or agree(mine, theirs) or not same_journal(ledger, chains):
        return 0
    return ledger.repair(theirs, schema, now)


def same_journal(ledger: Ledger, chains: Mapping[str, Held]) -> bool:
    """Whether every chain ends here with the very entry that it ends with there."""
    here = {device: head.hash for device, head in ledger.heads().items() if head.seq}
    return here == {device: held.head for device, held in chains.items() if held.seq}
