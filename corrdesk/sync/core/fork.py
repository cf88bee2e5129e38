"""Two continuations of one chain: where they part, and one of them said anew by a new device.

A vault that was put back and went on, or a copied one, has written entries under numbers that the
county knows otherwise. What it wrote is kept: word for word, in a chain of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import GENESIS, SEVERAL, Entry, digest, entry_uid
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.wire import dumps, loads


def successor(device: str, head: bytes) -> str:
    """The name under which a device goes on after a fork; another branch gets another name."""
    return derived_id("successor", device, head.hex())


def said_anew(branch: Sequence[Entry], device: str) -> list[Entry]:
    """The entries of a branch as the chain of a new device.

    What they replaced among themselves is renamed with them; everything else is as it was.
    """
    names = {
        entry_uid(entry.device_id, entry.seq): entry_uid(device, number)
        for number, entry in enumerate(branch, start=1)
    }
    found: list[Entry] = []
    previous = GENESIS
    for number, entry in enumerate(branch, start=1):
        renamed = entry._replace(
            device_id=device, seq=number, previous=previous, body=_renamed(entry.body, names)
        )
        renamed = renamed._replace(hash=digest(renamed))
        found.append(renamed)
        previous = renamed.hash
    return found


def _renamed(body: bytes, names: dict[str, str]) -> bytes:
    try:
        changes = loads(body)
    except Refused:
        return body  # nobody could read it before either
    if type(changes) is not list:
        return body
    return dumps([_renamed_change(change, names) for change in changes])


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
