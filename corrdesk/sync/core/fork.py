"""Two continuations of one chain: where they part, and one of them said anew by a new device.

A vault that was put back and went on, or a copied one, has written entries under numbers that the
county knows otherwise. What it wrote is kept: word for word, in a chain of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import GENESIS, SEVERAL, Entry, Head, digest, entry_uid
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.segment import Segment
from corrdesk.sync.core.wire import dumps, loads

FORMER: Final = "@former"  # in place of a table: no change, only a name
EMPTY: Final = Head(0, GENESIS, 0)


def successor(device: str, head: bytes) -> str:
    """The name under which a device goes on after a fork; another branch gets another name."""
    return derived_id("successor", device, head.hex())


def said_anew(branch: Sequence[Entry], heir: str, after: Head = EMPTY) -> list[Entry]:
    """The entries of a branch as the continuation of another device's chain.

    What they replaced among themselves is renamed with them and their clock follows the chain that
    they continue; everything else is as it was.
    """
    names = {
        entry_uid(entry.device_id, entry.seq): entry_uid(heir, number)
        for number, entry in enumerate(branch, start=after.seq + 1)
    }
    found: list[Entry] = []
    previous, clock = after.hash, after.hlc
    for number, entry in enumerate(branch, start=after.seq + 1):
        clock = max(entry.hlc, clock + 1)
        renamed = entry._replace(
            device_id=heir,
            seq=number,
            hlc=clock,
            previous=previous,
            body=_renamed(entry, names),
        )
        renamed = renamed._replace(hash=digest(renamed))
        found.append(renamed)
        previous = renamed.hash
    return found


def parting(ledger: Ledger, segment: Segment) -> int:
    """The first entry of a run that is another one here; 0 if the chains do not part in it."""
    claim = segment.claim
    mine = ledger.hashes(claim.device, range(claim.first - 1, claim.last + 1))
    if mine.get(claim.first - 1) != claim.previous:
        return 0  # they part before it
    for entry in segment.entries:
        if mine.get(entry.seq, entry.hash) != entry.hash:
            return entry.seq
    return 0


def is_former(change: Any) -> bool:
    """Whether this is no change, but the name that the entry had in another chain."""
    return type(change) is list and len(change) == 4 and change[0] == FORMER


def former_names(body: Any) -> frozenset[str]:
    """The names that an entry had before it was said anew, from its body."""
    if type(body) is not list:
        return frozenset()
    return frozenset(str(change[1]) for change in body if is_former(change))


def _renamed(entry: Entry, names: dict[str, str]) -> bytes:
    """The body with its own former name, and with the present names of what it replaced."""
    try:
        changes = loads(entry.body)
    except Refused:
        return entry.body  # nobody could read it before either
    if type(changes) is not list:
        return entry.body
    former = [FORMER, entry_uid(entry.device_id, entry.seq), {}, {}]
    return dumps([*(_renamed_change(change, names) for change in changes), former])


def _renamed_change(change: Any, names: dict[str, str]) -> Any:
    if type(change) is not list or len(change) != 4 or type(change[3]) is not dict:
        return change
    replaced = {
        field: SEVERAL.join(names.get(uid, uid) for uid in value.split(SEVERAL))
        if type(value) is str
        else value
        for field, value in change[3].items()
    }
    return [*change[:3], replaced]
