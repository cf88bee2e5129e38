"""Branches of other devices' chains that are here and not at the county: said anew, never lost.

So it is after a device was put back, wrote on, and its earlier entries came here in a copy. What
this desk alone may hold goes on in its own name.
"""

from __future__ import annotations

from corrdesk.sync.core.fork import parting
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.receipt import NOTHING, Receipt
from corrdesk.sync.core.segment import Segment
from corrdesk.sync.core.sending import vouched


class Rescue:
    """Looks after the branches of others for one device, in one exchange.

    `forked`: chains that turned out to part from the county's; looked at from their beginning.
    """

    def __init__(self, ledger: Ledger, device: str) -> None:
        self._ledger = ledger
        self._device = device
        self.forked: set[str] = set()

    def parted(self, receipt: Receipt | None) -> set[str]:
        """Other devices of whose chains another branch is here than the county's."""
        found = set(self.forked)
        for device, held in (receipt.chains if receipt else {}).items():
            here = self._ledger.hash_at(device, held.seq)
            if device != self._device and here is not None and here != held.head:
                found.add(device)
        return found

    def branch(self, segment: Segment) -> int:
        """Says anew what is here of a chain where it parts from the county's; returns how much."""
        device = segment.claim.device
        first = parting(self._ledger, segment)
        return self._ledger.say_anew(device, first, self._device) if first else 0

    def tails(self, receipt: Receipt) -> int:
        """Says anew the ends of chains that came here in a copy and were never vouched for.

        Whether such a device will ever send it nobody here can know. Should it do so, the entries
        are known by their acts as the same words. Returns how many entries that were.
        """
        count = 0
        for device, head in self._ledger.heads().items():
            held = receipt.chains.get(device, NOTHING)
            if device == self._device or self._ledger.hash_at(device, held.seq) != held.head:
                continue
            last = vouched(self._ledger, device, held.seq)
            if head.seq > last:
                count += self._ledger.say_anew(device, last + 1, self._device)
        return count
