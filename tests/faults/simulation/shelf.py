"""Files in memory: what a vault or a county keeps of them, without either.

Records of the kind "file" name them, with a digest and a size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corrdesk.store.chain import Change, Entry
from corrdesk.sync.core.files import Begun, FileCard
from corrdesk.sync.items import Item, items_of
from tests.faults.simulation.ledger import MemoryLedger

CHUNK = 16  # bytes: many chunks of little


def content_of(number: int, size: int) -> bytes:
    """The content of an invented file."""
    block = hashlib.sha256(str(number).encode()).digest()
    return (block * (size // len(block) + 1))[:size]


def naming(row_id: str, content: bytes) -> Change:
    """The record that names a file."""
    told = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return Change("file", row_id, told, {})


@lru_cache(maxsize=200_000)
def named_in(entry: Entry) -> tuple[tuple[str, int], ...]:
    """Digest and size of the files that an entry names."""
    return tuple(
        (str(item.fields["sha256"]), int(item.fields["size"]))
        for item in items_of(entry)
        if isinstance(item, Item) and item.kind == "file"
    )


@dataclass
class MemoryShelf:
    """The files of one side. `files` by digest; `kept`: chunks by digest."""

    ledger: MemoryLedger
    chunk: int = CHUNK
    files: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    def copy(self, ledger: MemoryLedger) -> MemoryShelf:
        """What a backup of it holds, beside a copy of the ledger."""
        kept = {sha256: list(pieces) for sha256, pieces in self.kept.items()}
        return MemoryShelf(ledger, self.chunk, dict(self.files), kept, dict(self.refused))

    def add(self, content: bytes) -> str:
        """Keeps a file as somebody at this side adds it."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        return sha256

    def cards(self) -> Sequence[FileCard]:
        sizes: dict[str, set[int]] = {}
        for _device, chain in sorted(self.ledger.chains.items()):
            for entry in chain:
                for sha256, size in named_in(entry):
                    sizes.setdefault(sha256, set()).add(size)
        return [
            FileCard(sha256, frozenset(found), sha256 in self.files, self.refused.get(sha256, 0))
            for sha256, found in sizes.items()
        ]

    def lacking(self) -> Sequence[FileCard]:
        return [card for card in self.cards() if not card.here]

    def content(self, sha256: str) -> bytes | None:
        return self.files.get(sha256)

    def begun(self, sha256: str) -> Begun:
        pieces = self.kept.get(sha256, [])
        return Begun(len(pieces), max((size for size, _raw in pieces), default=0))

    def pieces(self, sha256: str) -> Iterator[bytes]:
        yield from [raw for _size, raw in self.kept.get(sha256, [])]

    def keep(self, sha256: str, index: int, size: int, raw: bytes) -> None:
        pieces = self.kept.setdefault(sha256, [])
        if index == len(pieces):
            pieces.append((size, raw))

    def put(self, sha256: str, content: bytes) -> None:
        self.files[sha256] = content
        self.kept.pop(sha256, None)
        self.refused.pop(sha256, None)

    def refuse(self, sha256: str, *, drop: bool) -> None:
        self.refused[sha256] = self.refused.get(sha256, 0) + 1
        if drop:
            self.kept.pop(sha256, None)
