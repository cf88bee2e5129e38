"""What the protocol needs of whoever keeps a journal: a vault, a county's database, a simulation.

An office's side and the county's are the same kind of ledger: both are replicas of one casework.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from corrdesk.store.chain import Entry, Head
from corrdesk.store.runs import PackedRun
from corrdesk.sync.core.hiding import Losing
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.receipt import Aside
from corrdesk.sync.core.segment import Proof, Segment


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a segment did: new entries, and changes that were set aside."""

    entries: int
    set_aside: int = 0


@dataclass(slots=True)
class Whole:
    """A journal from its beginning, every chain of it checked; `proofs` are its devices' words.

    `runs` are the same chains, packed as they came.

    Records do not travel with it: they are a function of the journal alone, are made from it in one
    pass and one transaction, and the exchange that follows compares their digests (`closing`). So a
    county with a damaged table cannot hand the damage on, tables of another version are no
    obstacle, and since every chain begins at its first entry, whatever verifies journals (anchors,
    doctor, the second reader) needs to know of no exception.
    """

    chains: dict[str, list[Entry]] = field(default_factory=dict)
    runs: list[PackedRun] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)


class Ledger(Protocol):
    """One office's journal with its records, as one side keeps it."""

    office: str

    def heads(self) -> dict[str, Head]:
        """Where each device's chain ends here."""
        ...

    def hash_at(self, device: str, seq: int) -> bytes | None:
        """The hash of one entry, the zero hash for number 0, None for one that is not here."""
        ...

    def hashes(self, device: str, seqs: Collection[int]) -> Mapping[int, bytes]:
        """The hashes of many entries of one chain, those that are here."""
        ...

    def packed_run(self, device: str, first: int, most: int, largest: int) -> PackedRun:
        """Entries from `first` on packed together: one, then no more than about `largest` bytes."""
        ...

    def packed(self, device: str, first: int, last: int) -> Iterator[bytes]:
        """A part of a chain as runs in order, each packed: those that lie so are as they came."""
        ...

    def proofs(self, device: str, after: int) -> list[Proof]:
        """Signed claims about runs that end after an entry, in order."""
        ...

    def keep_proof(self, proof: Proof) -> None:
        """Keeps a claim that was made here, durably."""
        ...

    def take(self, segment: Segment, sides: Mapping[str, Side]) -> Taken:
        """Applies what is new in a checked segment, in one transaction; known entries are skipped.

        Raises `Refused` (gap, fork) and leaves everything as it was.
        """
        ...

    def take_all(self, segments: Sequence[Segment], sides: Mapping[str, Side]) -> Taken:
        """As `take`, for several segments of one chain of which each follows the one before it.

        In one transaction: all of them, or none.
        """
        ...

    def take_whole(self, whole: Whole, sides: Mapping[str, Side]) -> Taken:
        """Takes a whole journal at once, in one transaction; what is here beyond it stays.

        Raises `Refused` (fork, or nothing new in it) and leaves everything as it was.
        """
        ...

    def say_anew(self, device: str, first: int, heir: str) -> int:
        """Moves a branch, from entry `first` of a chain on, to the end of the heir's own chain.

        In one transaction: the entries are said anew there, with the records that they made. What
        the branch was is kept aside. Returns how many entries it had.
        """
        ...

    def hides(self, entries: Sequence[Entry]) -> Mapping[str, Losing]:
        """By kind what these entries would hide of the records that are in sight."""
        ...

    def asides(self) -> Sequence[Aside]:
        """The changes that were set aside and still are."""
        ...

    def digests(self, schema: str, look: int) -> dict[str, bytes]:
        """What the records come to, in the form of `core.digests`, under this schema of tables.

        `look`: how many of them are read anew although nothing is known to have changed them.
        """
        ...

    def repair(self, theirs: Mapping[str, bytes], schema: str, at: str) -> int:
        """The other side has the same journal and other records: puts right what is wrong here.

        What was found is kept for people, also that nothing was. Returns how many records.
        """
        ...

    def recall(self, key: str) -> bytes | None:
        """What was remembered under a key."""
        ...

    def remember(self, values: Mapping[str, bytes]) -> None:
        """Remembers values durably, all or none."""
        ...
