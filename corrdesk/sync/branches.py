"""Entries that were moved to another chain: whether each stands there, word for word.

Witnesses of the old chain remember these entries by their hashes. Reads over a plain DB-API
connection, so that a doubtful database is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corrdesk.store.chain import Entry, digest, entry_uid
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.sync.core.fork import FORMER, former_names, is_former
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.wire import loads

Moved = dict[tuple[str, int, str], str]
"""Device, number and hash (hex) of an entry as it was, and the name that it bears now."""


def moved_entries(connection: Any) -> Moved:
    """Every entry that was kept when a branch was moved and that is said in another chain."""
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sync_branch'").fetchone()
    if there is None:
        return {}
    kept = [
        found
        for (raw,) in connection.execute("SELECT entry FROM sync_branch")
        if (found := _entry(bytes(raw))) is not None
    ]
    if not kept:
        return {}
    heirs = dict(_heirs(connection))
    moved: Moved = {}
    for entry in kept:
        for heir in heirs.get(entry_uid(entry.device_id, entry.seq), ()):
            if _says_the_same(entry, heir):
                place = entry.device_id, entry.seq, entry.hash.hex()
                moved[place] = entry_uid(heir.device_id, heir.seq)
    return moved


def _heirs(connection: Any) -> Iterable[tuple[str, list[Entry]]]:
    """By former name the entries that bear it no more."""
    found: dict[str, list[Entry]] = {}
    for entry in PlainJournal(connection).entries():
        if FORMER.encode() in entry.body:
            for name in former_names(_changes(entry)):
                found.setdefault(name, []).append(entry)
    return found.items()


def _entry(raw: bytes) -> Entry | None:
    """The entry as it was kept, None for one that is not what its hash says."""
    try:
        entry = Entry(*loads(raw))
        return entry if digest(entry) == entry.hash else None
    except (Refused, TypeError, ValueError):
        return None


def _changes(entry: Entry) -> Any:
    try:
        return loads(entry.body)
    except Refused:
        return None


def _says_the_same(entry: Entry, heir: Entry) -> bool:
    """Who did what, when and why is the same; only names of entries may differ."""
    mine = entry.act, entry.actor_id, entry.happened_at, entry.entered_at, entry.reason
    theirs = heir.act, heir.actor_id, heir.happened_at, heir.entered_at, heir.reason
    return mine == theirs and list(_said(entry)) == list(_said(heir))


def _said(entry: Entry) -> Iterator[Any]:
    """What an entry says of records, without the names of what it replaced."""
    for change in _changes(entry) or ():
        if not is_former(change):
            yield [*change[:3], sorted(change[3])] if type(change) is list else change
