"""Bugs that somebody might put into the moving of files: what each says, and how it is planted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from corrdesk.sync.core import files, office
from corrdesk.sync.core.files import FileCard, FileTalk
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import chunk_name, chunks, files_folder
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.talk import Clear, List

REAL_LEAVE = FileTalk.leave
REAL_WANTED = files.wanted_names
REAL_READ = FileTalk._read
REAL_HAND_ON = FileTalk.hand_on


def _unchecked(self: FileTalk, card: FileCard, _name: str) -> bool:
    """Whatever the chunks come to is kept."""
    pieces = [self._read(raw, card, n) for n, raw in enumerate(self._shelf.pieces(card.sha256))]
    self._shelf.put(card.sha256, b"".join(piece.content for piece in pieces))
    self.moved.whole += 1
    return True


def _keeps_false_chunks(self: FileTalk, card: FileCard, name: str) -> bool:
    """The chunks of a false whole stay, and the true ones never find room."""
    pieces = [self._read(raw, card, n) for n, raw in enumerate(self._shelf.pieces(card.sha256))]
    content = b"".join(piece.content for piece in pieces)
    if hashlib.sha256(content).hexdigest() != card.sha256:
        self._shelf.refuse(card.sha256, drop=False)
        return False
    self._shelf.put(card.sha256, content)
    self.moved.whole += 1
    return True


def _never_free(*_arguments: object) -> Any:
    """What lies under a name stays there."""
    return
    yield


def _eager(self: FileTalk, wanted: Any, **options: Any) -> Any:
    """A desk leaves whatever it has, without waiting for the county to hold the record."""
    if self._side is Side.OFFICE:
        wanted = [
            name
            for card in self._shelf.cards()
            for name in self._names(card, card.attempt, Side.COUNTY)
        ]
    return (yield from REAL_LEAVE(self, wanted, **options))


def _asks_nothing(shelf: Any, keys: Any, side: Side) -> tuple[str, ...]:
    """The county takes the record for the file."""
    return () if side is Side.COUNTY else REAL_WANTED(shelf, keys, side)


def _any_part(self: FileTalk, raw: bytes, card: FileCard, index: int) -> Any:
    """A chunk that is refused counts as an empty one, and the next is asked for."""
    try:
        return REAL_READ(self, raw, card, index)
    except Refused:
        return files.Piece(card.sha256, max(card.sizes), index, b"")


def _to_one(self: FileTalk, wanted: Any, **options: Any) -> Any:
    """Only the first device is handed anything."""
    yield from REAL_HAND_ON(self, dict(list(wanted.items())[:1]), **options)


def _clears_all(self: FileTalk, _wanted: Any) -> Any:
    """What was just handed on is swept away with the rest."""
    there = chunks((yield List(files_folder(self._roster.office))))
    names = [
        chunk_name(self._roster.office, name, index)
        for name, indexes in there.items()
        for index in indexes
    ]
    yield Clear(tuple(names))


Plants = Callable[[], list[tuple[Any, str, Any]]]
FILE_PLANTS: dict[str, tuple[str, Plants]] = {
    "file-unchecked": (
        "a file is kept without comparing its digest with the record",
        lambda: [(FileTalk, "_finish", _unchecked)],
    ),
    "file-false-chunks": (
        "the chunks of a file that was false are kept",
        lambda: [(FileTalk, "_finish", _keeps_false_chunks)],
    ),
    "file-eager": (
        "files are left before the county holds their records",
        lambda: [(FileTalk, "leave", _eager)],
    ),
    "file-not-wanted": (
        "the county does not say which files it lacks",
        lambda: [(files, "wanted_names", _asks_nothing)],
    ),
    "file-readable-name": (
        "files are named by the key that everybody reads in the roster",
        lambda: [(office, "told_keys", lambda _word, roster: [roster.naming])],
    ),
    "file-one-name": (
        "a name under which something false lies is never given up",
        lambda: [
            (FileCard, "attempt", property(lambda _card: 0)),
            (FileTalk, "_free", _never_free),
        ],
    ),
    "file-refused-counts": (
        "a chunk that was refused counts as taken",
        lambda: [(FileTalk, "_read", _any_part), (FileTalk, "_finish", _unchecked)],
    ),
    "file-to-one": (
        "files are handed on to one device of an office",
        lambda: [(FileTalk, "hand_on", _to_one)],
    ),
    "file-cleared": (
        "what is handed on is cleared before anybody fetched it",
        lambda: [(FileTalk, "clear", _clears_all)],
    ),
}
