"""Runs for an office that a stick or a line has damaged: said by the desk, left anew by the county.

Names are written once, so what is damaged under a name keeps a device out there for good. Nothing
is lost with it: the county holds every entry of what it hands on. For the other direction, where a
run may be the only copy, see `CountySide`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.names import outbox, runs
from corrdesk.sync.core.receipt import Holdings
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.talk import Clear, Get, List, Talk
from corrdesk.sync.core.wire import dumps, loads

SPOILT: Final = "spoilt"  # in a word's digests, where a former program passes over it
KEY: Final = "spoilt"
LEFT: Final = "spoilt-left"
SHORT: Final = 8
TRIES: Final = 3  # a device that has lost its key reads nothing, however often it is left
MOST: Final = 50  # names in one word

Marks = Mapping[str, bytes]
"""By name the beginning of the digest of what lies there."""


def mark_of(content: bytes) -> bytes:
    """By what one content under a name is told from another."""
    return hashlib.sha256(content).digest()[:SHORT]


def note(ledger: Ledger, name: str, content: bytes, marks: dict[str, bytes]) -> None:
    """Adds a run that did not open to what is said, unless it was left anew often enough."""
    if not content:
        return  # it was taken away since it was listed
    raw = ledger.recall(KEY)
    known = dict(loads(raw)) if raw else {}
    mark, before = mark_of(content), known.pop(name, [])
    if mark not in before:
        if len(before) >= TRIES:
            return
        latest = [*known.items()][1 - MOST :]
        ledger.remember({KEY: dumps(dict([*latest, (name, [*before, mark])]))})
    marks[name] = mark


def leave(ledger: Ledger, name: str, content: bytes, reason: Reason) -> None:
    """As `note`, for the next word: after a fork nothing is taken, only looked at."""
    if reason is Reason.SEALED:
        marks = left(ledger)
        note(ledger, name, content, marks)
        ledger.remember({LEFT: dumps(marks)})


def left(ledger: Ledger) -> dict[str, bytes]:
    """What was left for this word."""
    raw = ledger.recall(LEFT)
    return dict(loads(raw)) if raw else {}


def said(marks: Marks) -> dict[str, bytes]:
    """What a word about holdings adds to say so; nothing where all was readable."""
    return {SPOILT: dumps(dict(sorted(marks.items())[:MOST]))} if marks else {}


def told(words: Iterable[Holdings]) -> dict[str, set[bytes]]:
    """By name what devices could not read there."""
    found: dict[str, set[bytes]] = {}
    for word in words:
        raw = word.digests.get(SPOILT)
        for name, mark in _parsed(raw).items() if raw else ():
            found.setdefault(name, set()).add(mark)
    return found


def make_room(words: Iterable[Holdings], listed: list[str], office: str) -> Talk[list[str]]:
    """Takes away the runs that devices could not read; returns what lies there then.

    Only what was meant: what was left anew meanwhile has another content. A target that lets
    nothing be taken away keeps them, and people are told what to do.
    """
    marks = told(words)
    ours = {run.name for run in runs(listed) if run.name.startswith(outbox(office))}
    gone = []
    for name in sorted(marks.keys() & ours):
        content = yield Get(name)
        if content is not None and mark_of(content) in marks[name]:
            gone.append(name)
    if not gone:
        return listed
    yield Clear(tuple(gone))
    there: list[str] = yield List(outbox(office))
    return there


def _parsed(raw: bytes) -> dict[str, bytes]:
    """A device's word, which is not believed to have any form."""
    try:
        values = loads(raw)
    except Refused:
        return {}
    if type(values) is not dict or not _are_marks(values.items()):
        return {}
    return values


def _are_marks(values: Collection[tuple[object, object]]) -> bool:
    return all(type(name) is str and type(mark) is bytes for name, mark in values)
