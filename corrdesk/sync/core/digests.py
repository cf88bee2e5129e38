"""What an office's records come to, by ranges, so that two sides can tell whether they agree.

A range's digest is the sum of its records' digests: it does not depend on their order, and not on
how either side cut its tables into ranges. Reading records from a database is not done here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from operator import add
from typing import Final

from corrdesk.store.base import ID_LENGTH

SIZE: Final = 16  # bytes of a sum
SHORT: Final = 8  # bytes of it that travel for one range
WRAP: Final = 1 << (8 * SIZE)
WAY: Final = b"/2"  # in which digests are reckoned; another way's are not compared
LEAF: Final = "00"  # how the ids end that begin a range: one in 256
SHARE: Final = 2 * SIZE  # bytes of one record's share: whose it is, and its digest
SPAN: Final = "000"  # how the ids end that begin a range that travels: one in 4,096
LOOK: Final = 2_000  # records read anew at each exchange, though nothing is known to change them

SCHEMA: Final = "schema"
ALL: Final = "all"
SPANS: Final = "spans"

Said = Mapping[str, bytes]
"""A side's word: its schema, the sum of everything, the short sums of its spans one by one."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The records of one table from `first` up to the next leaf; `first` is empty for the first.

    `total` is the sum of their digests, None when it has to be reckoned anew.
    """

    kind: str
    first: str
    total: int | None
    rows: int


class Shares:
    """What each record of a range adds to its sum, so that one can be renewed without the others.

    `raw` is in one form, whatever the order in which records came and went.
    """

    def __init__(self, raw: bytes = b"") -> None:
        self._raw = bytearray(raw)

    @property
    def raw(self) -> bytes:
        """As it is kept."""
        return bytes(self._raw)

    def put(self, row_id: str, digest: bytes | None) -> int:
        """Gives a record its digest, None when it is gone; returns by how much the sum changes."""
        name, count = _name(row_id), len(self._raw) // SHARE
        at = SHARE * bisect_left(range(count), name, key=self._name_at)
        end = at + SHARE if self._raw[at : at + SIZE] == name else at
        before = self._raw[at + SIZE : end]
        self._raw[at:end] = b"" if digest is None else name + digest
        return int.from_bytes(digest or b"", "big") - int.from_bytes(before, "big")

    def _name_at(self, place: int) -> bytes:
        return bytes(self._raw[place * SHARE : place * SHARE + SIZE])


def shares_of(ids: Sequence[str], digests: Iterable[bytes]) -> list[bytes]:
    """What each of these records adds: whose it is, and its digest."""
    return list(map(add, _names(ids), digests))


def summed(shares: Iterable[bytes]) -> tuple[int, bytes]:
    """The sum of a range of which these are all shares, and they as `Shares` keeps them."""
    kept = sorted(shares)
    return sum([int.from_bytes(each[SIZE:], "big") for each in kept]) % WRAP, b"".join(kept)


def regrown(raw: bytes, digests: Mapping[str, bytes]) -> list[tuple[str, int, bytes]]:
    """A range's shares with those of new records, in as many ranges as it has become.

    By range the id that begins it (none for the first), its sum and its shares. Ids are ordered.
    """
    shares = {raw[at : at + SIZE]: raw[at : at + SHARE] for at in range(0, len(raw), SHARE)}
    new = shares_of(list(digests), digests.values())
    shares |= zip([share[:SIZE] for share in new], new, strict=True)
    begins = sorted(row_id for row_id in digests if row_id[-2:] == LEAF)
    kept = sorted(shares.values())
    cuts = [0, *(bisect_left(kept, bytes.fromhex(row_id)) for row_id in begins), len(kept)]
    return [
        (first, *summed(kept[start:end]))
        for first, (start, end) in zip(["", *begins], pairwise(cuts), strict=True)
    ]


def digests_of(lines: Iterable[str]) -> list[bytes]:
    """The digests of records, whose contents are one line each, the same on every machine."""
    return [blake2b(line.encode(), digest_size=SIZE).digest() for line in lines]


def begins_leaf(row_id: str) -> bool:
    """Whether a record begins a new range: told by its id alone, so both sides cut alike.

    The end of an id is random, whoever made it.
    """
    return row_id[-2:] == LEAF and are_ordered([row_id])


def are_ordered(ids: Collection[str]) -> bool:
    """Whether every engine puts these ids in the same order: those that a program of ours makes."""
    return _octets(ids) is not None


def spans_of(leaves: Iterable[Leaf]) -> list[list[Leaf]]:
    """Leaves in the order of tables and ids, gathered into the ranges that travel."""
    found: list[list[Leaf]] = []
    for leaf in leaves:
        if not found or leaf.first.endswith(SPAN):
            found.append([])
        found[-1].append(leaf)
    return found


def say(leaves: Iterable[Leaf], schema: str) -> dict[str, bytes]:
    """The word of one side about its records."""
    sums = [_sum(span) for span in spans_of(leaves)]
    return {
        SCHEMA: schema.encode() + WAY,
        ALL: (sum(sums) % WRAP).to_bytes(SIZE, "big"),
        SPANS: b"".join(_short(each) for each in sums),
    }


def comparable(mine: Said, theirs: Said) -> bool:
    """Whether both spoke, and of the same tables: a later program knows fields that another lacks.

    A version that reckons no digests says nothing.
    """
    return bool(mine) and bool(theirs) and mine.get(SCHEMA) == theirs.get(SCHEMA)


def agree(mine: Said, theirs: Said) -> bool:
    """Whether two comparable words are the same."""
    return mine.get(ALL) == theirs.get(ALL)


def suspects(leaves: Sequence[Leaf], theirs: Said) -> list[Leaf]:
    """The ranges in which this side differs from the other; all where no single one shows it."""
    said = theirs.get(SPANS, b"")
    known = {said[at : at + SHORT] for at in range(0, len(said), SHORT)}
    found = [leaf for span in spans_of(leaves) if _short(_sum(span)) not in known for leaf in span]
    return found or list(leaves)


def _names(ids: Sequence[str]) -> list[bytes]:
    """Ids of ours are as long as a name already."""
    octets = _octets(ids)
    if octets is None:
        return [_name(row_id) for row_id in ids]
    return [octets[at : at + SIZE] for at in range(0, len(octets), SIZE)]


def _name(row_id: str) -> bytes:
    return _octets([row_id]) or blake2b(row_id.encode(), digest_size=SIZE).digest()


def _octets(ids: Collection[str]) -> bytes | None:
    """The bytes of ids that a program of ours made, one after another; None if any is another's."""
    together = "".join(ids)
    try:
        octets = bytes.fromhex(together)
    except ValueError:
        return None
    ours = octets.hex() == together  # nothing but lower-case digits
    return octets if ours and set(map(len, ids)) <= {ID_LENGTH} else None


def _sum(span: Iterable[Leaf]) -> int:
    return sum(leaf.total or 0 for leaf in span) % WRAP


def _short(total: int) -> bytes:
    return total.to_bytes(SIZE, "big")[-SHORT:]
