"""Files that records name, on their way: sealed chunks, after the records, resumable.

A side says by name which files it lacks: the county in its receipt, a device in its holdings. So
what is left for the county is always of a record that its receipt proves it holds. Devices leave
for the county and fetch from the county only, which seals anew for those who serve by then: a
device that was revoked meanwhile reads nothing of it.

A chunk counts for nothing by itself. Only the whole that has the digest of the record is kept.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from corrdesk.sync.core.frame import Kind, Sign, frame, read_frame
from corrdesk.sync.core.membership import KEY, Roster, allow
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import chunk_name, chunks, file_name, files_folder
from corrdesk.sync.core.receipt import MOST_NAMES, Receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.room import fits, fitting, need_of
from corrdesk.sync.core.talk import Clear, Get, List, Me, Put, Room, Talk
from corrdesk.sync.core.wire import Fields, dumps, loads

VERSION: Final = 1
CHUNK: Final = 256 << 10
AROUND: Final = 64 << 10  # frame and seals around the content of a chunk, for the most readers
LARGEST_CHUNK: Final = CHUNK + AROUND
LARGEST_FILE: Final = 50 << 20
REFUSALS: Final = 2  # after so many a name is given up: it may lie there damaged for ever
ATTEMPTS: Final = 8
BATCH: Final = 64  # chunks, before the county is asked again what it lacks
DIGEST: Final = 32
NAMING: Final = b"corrdesk-naming/1\n"
NAMES: Final = "names"  # in a receipt's digests, where a former program passes over it


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file as records name it: its digest, the sizes that they state, whether it is here.

    `refused`: how often what came for it was of no use.
    """

    sha256: str
    sizes: frozenset[int]
    here: bool
    refused: int = 0

    @property
    def attempt(self) -> int:
        """Under which of its names it is asked for."""
        return min(self.refused // REFUSALS, ATTEMPTS - 1)

    @property
    def is_blocked(self) -> bool:
        """Whether under each of its names something lay that was of no use."""
        return self.refused >= REFUSALS * ATTEMPTS


@dataclass(frozen=True, slots=True)
class Begun:
    """How many chunks of a file are here, and how large the file is said to be."""

    count: int = 0
    size: int = 0


class FileShelf(Protocol):
    """One office's files, as one side keeps them.

    `chunk`: bytes in a chunk; a file is cut alike on both sides.
    """

    chunk: int

    def cards(self) -> Sequence[FileCard]:
        """Every file that a record names, those named first before the others."""
        ...

    def lacking(self) -> Sequence[FileCard]:
        """Those of them that are not here whole."""
        ...

    def content(self, sha256: str) -> bytes | None:
        """The whole of a file that is here; None when it turns out to be lost or damaged."""
        ...

    def begun(self, sha256: str) -> Begun:
        """What is here of a file that is not here whole."""
        ...

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The chunks that are here of it, in order, as they were kept."""
        ...

    def keep(self, sha256: str, index: int, size: int, raw: bytes) -> None:
        """Keeps the next chunk of a file of this size, durably."""
        ...

    def put(self, sha256: str, content: bytes) -> None:
        """Keeps the whole, durably; its chunks are needed no more."""
        ...

    def refuse(self, sha256: str, *, drop: bool) -> None:
        """Counts that something was of no use, and with `drop` forgets the chunks."""
        ...


@dataclass(slots=True)
class Moved:
    """What was done with files: chunks left and fetched, files now whole, by name what was refused.

    The name is a chunk's, or a file's where only the whole was wrong. `no_room`: by digest the size
    of files that are to go this way, either way, and for which the target has no room.
    """

    sent: int = 0
    received: int = 0
    whole: int = 0
    refused: dict[str, Reason] = field(default_factory=dict)
    no_room: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk that was read: of which file, how large that is, which part of it."""

    sha256: str
    size: int
    index: int
    content: bytes

    @property
    def body(self) -> list[object]:
        """What travels of it, beside whom it is for."""
        return [bytes.fromhex(self.sha256), self.size, self.index, self.content]


def secret_key(sign: Sign, roster: Roster) -> bytes:
    """The key that names an office's files: the county alone can make it, from the roster's.

    The roster lies at a target for everybody to read. With its key alone somebody who has a file
    could find out that the office has it too; so it names files only for programs that were made
    before this one. A new key on the roster, after a PC was lost, makes this one new as well.
    """
    said = f"{roster.county} {roster.office} ".encode() + roster.naming
    return hashlib.sha256(sign(NAMING + said)).digest()


def told_keys(receipt: Receipt | None, roster: Roster) -> list[bytes]:
    """The key that the county's last word tells; from a former program there is the roster's.

    None before a word of the county: nothing is asked for by a name that everybody can make.
    """
    if receipt is None:
        return []
    told = receipt.digests.get(NAMES, b"")
    return [told if len(told) == KEY else roster.naming]


def wanted_names(shelf: FileShelf, keys: Sequence[bytes], side: Side) -> tuple[str, ...]:
    """The names of what is lacking at this side, as many as fit into one word."""
    lacking = shelf.lacking()[: MOST_NAMES // max(len(keys), 1)]
    return tuple(
        file_name(key, card.sha256, side, card.attempt) for key in keys for card in lacking
    )


class FileTalk:
    """One side's part in moving files at one target."""

    def __init__(
        self,
        shelf: FileShelf,
        me: Me,
        roster: Roster,
        side: Side,
        *,
        keys: Sequence[bytes],
        now: str,
        told: Callable[[str, int], None] = lambda _what, _count: None,
    ) -> None:
        """`side` is this one's; `now` ISO time. `keys`: what names files here, all of them asked
        for and understood.

        `told` hears "files" with how many chunks are to be moved next, and "file" after each.
        """
        self._shelf = shelf
        self._me = me
        self._roster = roster
        self._side = side
        self._keys = keys
        self._now = now
        self._chunk = shelf.chunk
        self._told = told
        self._refused_at = math.inf  # bytes: what was as large as that found no room a moment ago
        self.moved = Moved()

    def wanted(self) -> tuple[str, ...]:
        """The names of what is lacking here, as many as fit into one word."""
        return wanted_names(self._shelf, self._keys, self._side)

    def resolve(self, wanted: Iterable[str], to: Side) -> dict[str, FileCard]:
        """The known files among names that the other side said, in the order in which it did."""
        asked = list(dict.fromkeys(wanted))
        unknown, known = set(asked), dict[str, FileCard]()
        cards = self._shelf.cards() if asked else ()
        for attempt in range(ATTEMPTS):
            if not unknown:
                break
            by_name = {name: card for card in cards for name in self._names(card, attempt, to)}
            known |= {name: by_name[name] for name in unknown & set(by_name)}
            unknown -= set(known)
        return {name: known[name] for name in asked if name in known}

    # Fetching

    def take(self) -> Talk[int]:
        """Fetches what lies there of the files lacking here; returns how many chunks came."""
        lacking = self._shelf.lacking()
        if not lacking:
            return 0
        there = chunks((yield List(files_folder(self._roster.office))))
        before = self.moved.received
        named = [(card, self._names(card, card.attempt, self._side)) for card in lacking]
        self._told("files", sum(
            len(there.get(name, ())) for _card, names in named for name in names
        ))  # fmt: skip
        for card, names in named:
            known = [name for name in names if name in there]
            if not known and self._shelf.begun(card.sha256).count:
                known = names[:1]
            for name in known:
                if (yield from self._take_file(card, name, there.get(name, set()))):
                    break
        yield from self._tell_what_cannot_come(there)
        return self.moved.received - before

    def _tell_what_cannot_come(self, there: Mapping[str, set[int]]) -> Talk[None]:
        """Whoever lacks a file can say as well that it is too large for this target.

        Whoever has it may be somewhere where nobody looks at a screen.
        """
        room: int | None = yield Room()
        if room is None:
            return
        for card in self._shelf.lacking():
            names = self._names(card, card.attempt, self._side)
            need = self._need(card, max(len(there.get(name, ())) for name in names))
            if not fits(need, room):
                self.moved.no_room[card.sha256] = max(card.sizes)

    def _take_file(self, card: FileCard, name: str, there: set[int]) -> Talk[bool]:
        """Whether there is no more to be looked for of it this time."""
        begun = self._shelf.begun(card.sha256)
        index, size = begun.count, begun.size
        while index == 0 or index < self._count(size):
            if index not in there:
                return False
            full_name = chunk_name(self._roster.office, name, index)
            raw = yield Get(full_name)
            if raw is None:
                return False
            try:
                piece = self._read(raw, card, index)
            except Refused as refusal:
                self.moved.refused[full_name] = refusal.reason
                self._shelf.refuse(card.sha256, drop=False)
                yield from self._free(card, name, there)
                return True
            self._shelf.keep(card.sha256, index, piece.size, raw)
            self.moved.received += 1
            self._told("file", 1)
            index, size = index + 1, piece.size
        if not self._finish(card, name):
            yield from self._free(card, name, there)
        return True

    def _finish(self, card: FileCard, name: str) -> bool:
        """Puts the chunks together; what is not the file of the record is thrown away."""
        try:
            found = [
                self._read(raw, card, index)
                for index, raw in enumerate(self._shelf.pieces(card.sha256))
            ]
        except Refused:  # kept by this vault in another machine's name
            self._shelf.refuse(card.sha256, drop=True)
            return False
        content = b"".join(piece.content for piece in found)
        if hashlib.sha256(content).hexdigest() != card.sha256:
            self.moved.refused[name] = Reason.CONTENT
            self._shelf.refuse(card.sha256, drop=True)
            return False
        self._shelf.put(card.sha256, content)
        self.moved.whole += 1
        return True

    def _free(self, card: FileCard, name: str, there: set[int]) -> Talk[None]:
        """Lets a target forget what was of no use, where there is no other name to ask under.

        Where it cannot forget, the file waits until a person has made room: `waiting` tells it.
        """
        if replace(card, refused=card.refused + 1).is_blocked and there:
            office = self._roster.office
            yield Clear(tuple(chunk_name(office, name, index) for index in sorted(there)))

    def _read(self, raw: bytes, card: FileCard, index: int) -> Piece:
        """The chunk, if it is the one that was asked for. Raises `Refused`."""
        if len(raw) > LARGEST_CHUNK:
            raise Refused(Reason.SIZE)
        opened = read_frame(self._me.box.open(raw), self._senders(), Kind.CHUNK)
        allow(self._roster, opened.sender, last=0, today=self._now[:10])
        fields = Fields(loads(opened.body), 7)
        if fields.number() != VERSION:
            raise Refused(Reason.VERSION)
        if (fields.hex(), fields.text(12)) != (self._roster.county, self._roster.office):
            raise Refused(Reason.AUDIENCE)
        sha256, size = fields.octets(DIGEST).hex(), fields.number(1)
        piece = Piece(sha256, size, fields.number(), fields.octets())
        if (sha256, piece.index) != (card.sha256, index):
            raise Refused(Reason.CONTENT)
        if size > LARGEST_FILE or size not in card.sizes:
            raise Refused(Reason.SIZE)
        if len(piece.content) != min(self._chunk, size - index * self._chunk):
            raise Refused(Reason.SIZE)
        return piece

    def _senders(self) -> dict[str, bytes]:
        other = Side.OFFICE if self._side is Side.COUNTY else Side.COUNTY
        return {
            member.certificate.device: member.certificate.key
            for member in self._roster.members
            if member.certificate.side is other
        }

    # Leaving

    def leave(self, wanted: Iterable[str], *, most: int = BATCH) -> Talk[int]:
        """Leaves what the other side lacks and this one has; returns how many chunks that were.

        Stops at the first whole file after `most` chunks. What lies there is not left again.
        """
        to = Side.OFFICE if self._side is Side.COUNTY else Side.COUNTY
        recipients = self._roster.recipients(to)
        known = self.resolve(wanted, to)
        here = {name: card for name, card in known.items() if card.here}
        if not here or not recipients:
            return 0
        there = chunks((yield List(files_folder(self._roster.office))))
        here = yield from self._fitting(here, there)
        self._told("files", sum(
            self._count(max(known[name].sizes)) - len(there.get(name, ())) for name in here
        ))  # fmt: skip
        count = 0
        for name, card in here.items():
            if count >= most:
                break
            count += yield from self._leave_file(name, card, there.get(name, set()), recipients)
        return count

    def _fitting(
        self, here: Mapping[str, FileCard], there: Mapping[str, set[int]]
    ) -> Talk[dict[str, FileCard]]:
        """Those for which the target has room; the others are told."""
        room: int | None = yield Room()
        needs = {name: self._need(card, len(there.get(name, ()))) for name, card in here.items()}
        names = fitting(needs, room, self._refused_at)
        for name in needs.keys() - set(names):
            self.moved.no_room[here[name].sha256] = max(here[name].sizes)
        return {name: here[name] for name in names}

    def _need(self, card: FileCard, chunks_there: int) -> int:
        """About how many bytes of room the rest of a file takes."""
        size = max(card.sizes)
        lacking = max(0, self._count(size) - chunks_there)
        return need_of(size, lacking, self._chunk)

    def _leave_file(
        self, name: str, card: FileCard, there: set[int], recipients: list[str]
    ) -> Talk[int]:
        sha256 = card.sha256
        content = self._shelf.content(sha256)
        if not content:
            return 0
        count = 0
        for index in range(self._count(len(content))):
            if index in there:
                continue
            start = index * self._chunk
            piece = Piece(sha256, len(content), index, content[start : start + self._chunk])
            body = dumps([VERSION, self._roster.county, self._roster.office, *piece.body])
            raw = frame(Kind.CHUNK, self._me.device, body, self._me.sign)
            sealed = self._me.box.seal(raw, recipients)
            put = Put(chunk_name(self._roster.office, name, index), sealed, spare=True)
            if (yield put) is False:
                self._refused_at = self._need(card, len(there) + count)
                self.moved.no_room[sha256] = len(content)
                return count
            count += 1
            self.moved.sent += 1
            self._told("file", 1)
        self.moved.no_room.pop(sha256, None)
        return count

    def hand_on(self, wanted: Mapping[str, Sequence[str]], *, room: int) -> Talk[None]:
        """The county leaves for each device what it lacks, up to about `room` chunks.

        `wanted`: by device the names that it said. The room is each device's own, so that one that
        never comes takes nothing from the others.
        """
        for names in wanted.values():
            if not names:
                continue
            there = chunks((yield List(files_folder(self._roster.office))))
            lying = sum(len(there.get(name, ())) for name in names)
            if lying >= room:
                lying = self._whole(names, there)
            if lying < room:
                yield from self.leave(names, most=room - lying)

    def _whole(self, names: Sequence[str], there: Mapping[str, set[int]]) -> int:
        """The chunks of those files for devices that lie there whole.

        Where a target lost some of a file's chunks nobody fetches the others to the end: they would
        take the room for ever, and what they lack would never find any.
        """
        known = self.resolve(names, Side.OFFICE)
        counts = {name: self._count(max(card.sizes)) for name, card in known.items()}
        return sum(
            count
            for name, count in counts.items()
            if there.get(name, set()).issuperset(range(count))
        )

    def clear(self, wanted: Iterable[str]) -> Talk[None]:
        """The county lets a target forget the chunks of files that nobody lacks any more."""
        needed = {*wanted, *self.wanted()}
        there = chunks((yield List(files_folder(self._roster.office))))
        names = [
            chunk_name(self._roster.office, name, index)
            for name, indexes in sorted(there.items())
            if name not in needed
            for index in sorted(indexes)
        ]
        if names:
            yield Clear(tuple(names))

    def _names(self, card: FileCard, attempt: int, to: Side) -> list[str]:
        return [file_name(key, card.sha256, to, attempt) for key in self._keys]

    def _count(self, size: int) -> int:
        return -(-size // self._chunk)
