"""One office's journal and records in a database, as the exchange sees them: a `Ledger` on SQL.

The same for a vault and for a county's database; each segment is taken in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.orm import Session

from corrdesk.store.base import Base, table_of
from corrdesk.store.bulk import tell_planner
from corrdesk.store.chain import Entry, Head
from corrdesk.store.engine import Store
from corrdesk.store.journal import JournalAside, JournalEntry, JournalRun
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.runs import PackedRun
from corrdesk.sync.agreement import Agreement, note_taken
from corrdesk.sync.applying import QUIET, Applying
from corrdesk.sync.core.digests import Said
from corrdesk.sync.core.fork import said_anew
from corrdesk.sync.core.gathering import require_following
from corrdesk.sync.core.hiding import Losing
from corrdesk.sync.core.ledger import Taken, Whole
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.receipt import Aside
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import (
    Proof,
    Segment,
    pack_columns,
    packed_run,
)
from corrdesk.sync.core.wire import dumps
from corrdesk.sync.hiding import hidden_by
from corrdesk.sync.journaling import cut, gather, news_of, note_end, put
from corrdesk.sync.proofs import proofs_after, put_proof
from corrdesk.sync.reading import Reads
from corrdesk.sync.state import know_sides, recalled, remembered, sides_known, writing
from corrdesk.sync.tables import SyncBranch
from corrdesk.sync.wholesale import Wholesale

_ASIDE = table_of(JournalAside)
_ASIDES = (
    select(_ASIDE.c.device_id, _ASIDE.c.seq, _ASIDE.c.position, _ASIDE.c.reason)
    .where(_ASIDE.c.office_id == bindparam("office"), _ASIDE.c.reason.not_in(QUIET))
    .order_by(_ASIDE.c.device_id, _ASIDE.c.seq, _ASIDE.c.position)
)
MANY = 1000  # entries after which a table may be another than the planner thinks

After = Callable[[Session, str, Mapping[str, set[str]]], None]
"""What has to follow changes of records in the same transaction: session, office, ids by table."""


class Replica:
    """The ledger of one office in a store."""

    def __init__(self, store: Store, office: str, *, after: Sequence[After] = ()) -> None:
        """`after`: what has to follow when records were changed."""
        self.office = office
        self.reads = Reads(store)
        self._store = store
        self._after = tuple(after)
        self.changed: dict[str, set[str]] = {}

    def heads(self) -> dict[str, Head]:
        """Where each device's chain ends here."""
        return dict(self.reads.once("heads", lambda session: self._journal(session).heads()))

    def hash_at(self, device: str, seq: int) -> bytes | None:
        """The hash of one entry; the zero hash for number 0."""
        return self.reads.once(
            ("hash", device, seq), lambda session: self._journal(session).hash_at(device, seq)
        )

    def hashes(self, device: str, seqs: Collection[int]) -> Mapping[int, bytes]:
        """The hashes of many entries of one chain, those that are here."""
        with self.reads.read() as session:
            return self._journal(session).hashes(device, seqs)

    def run(self, device: str, first: int, most: int) -> list[Entry]:
        """Entries of a chain from `first` on, so many."""
        with self.reads.read() as session:
            return list(self._journal(session).entries(device, first, first + most - 1))

    def packed_run(self, device: str, first: int, most: int, largest: int) -> PackedRun:
        """Entries from `first` on packed together: one, then no more than about `largest` bytes."""
        with self.reads.read() as session:
            return self._journal(session).run(device, first, most, largest, pack_columns)

    def packed(self, device: str, first: int, last: int) -> Iterator[bytes]:
        """A part of a chain as runs in order, each packed: those that lie so are as they came.

        Each is read by itself: whoever sends them may be kept waiting by a slow line.
        """
        while first <= last:
            with self.reads.read() as session:
                part = next(self._journal(session).packed(device, first, last), None)
            if part is None:
                return
            run = part if isinstance(part, PackedRun) else packed_run(part)
            yield run.body
            first = run.last + 1

    def proofs(self, device: str, after: int) -> list[Proof]:
        """Signed claims about runs that end after an entry, in order."""
        with self.reads.read() as session:
            return proofs_after(session, self.office, device, after)

    def keep_proof(self, proof: Proof) -> None:
        """Keeps a claim that was made here, durably."""
        with self._writing() as (_session, connection):
            put_proof(connection, self.office, proof)

    def take(self, segment: Segment, sides: Mapping[str, Side]) -> Taken:
        """Applies what is new in a checked segment, in one transaction.

        Raises `Refused` (gap, fork) and leaves everything as it was.
        """
        return self.take_all([segment], sides)

    def take_all(self, segments: Sequence[Segment], sides: Mapping[str, Side]) -> Taken:
        """As `take`, for segments of one chain that follow each other: all of them, or none."""
        device = segments[0].claim.device
        with self._writing() as (session, connection):
            known = self._journal(session).head(device).seq
            new = self._news(session, segments)
            for segment in segments:
                put_proof(connection, self.office, segment.proof)
            if not new:
                return Taken(0)
            put(connection, news_of(segments, known))
            know_sides(connection, self.office, sides)
            applying = Applying(connection, self.office, sides)
            applying.apply(new)
            last = new[-1]
            note_end(connection, self.office, device, Head(last.seq, last.hash, last.hlc))
            note_taken(connection, self.office, applying, device, new[0].seq, last.seq)
            changed = applying.changed
            for follow in self._after:
                follow(session, self.office, changed)
            set_aside = applying.set_aside
            gather(connection, self.office, device)
        if len(new) >= MANY:
            names = {
                *(table_of(kind).name for kind in (JournalEntry, JournalRun)),
                *(changed.keys() & Base.metadata.tables.keys()),
            }  # fmt: skip
            tell_planner(self._store.engine, names)
        self._note_changed(changed)
        return Taken(len(new), set_aside)

    def take_whole(self, whole: Whole, sides: Mapping[str, Side]) -> Taken:
        """Takes a whole journal at once; see `wholesale`. Raises `Refused`."""
        with self._writing() as (session, connection):
            wholesale = Wholesale(session, connection, self.office)
            taken = wholesale.take(whole, sides)
            for follow in self._after:
                follow(session, self.office, wholesale.changed)
        self._note_changed(wholesale.changed)
        return taken

    def say_anew(self, device: str, first: int, heir: str) -> int:
        """Moves a branch, from entry `first` of a chain on, to the end of the heir's own chain.

        In one transaction; the branch as it was is kept in `sync_branch`. Returns its length.
        """
        with self._writing() as (session, connection):
            journal = self._journal(session)
            branch = list(journal.entries(device, first))
            if not branch:
                return 0
            anew = said_anew(branch, heir, journal.head(heir))
            _keep_branch(connection, branch)
            cut(connection, self.office, device, first)
            applying = Applying(connection, self.office, sides_known(connection, self.office))
            applying.undo(branch)
            put(connection, [(anew, b"")])
            applying.apply(anew)
            head = journal.head(device)
            note_end(connection, self.office, device, head)
            note_taken(connection, self.office, applying, device, first, head.seq)
            note_taken(connection, self.office, applying, heir, anew[0].seq, anew[-1].seq)
            changed = applying.changed
            for follow in self._after:
                follow(session, self.office, changed)
        self._note_changed(changed)
        return len(branch)

    def hides(self, entries: Sequence[Entry]) -> Mapping[str, Losing]:
        """By kind what these entries would hide of the records that are in sight."""
        return hidden_by(self.reads, self.office, entries)

    def asides(self) -> Sequence[Aside]:
        """The changes that were set aside and still are."""
        return list(self.reads.once("asides", lambda session: _asides(session, self.office)))

    def recall(self, key: str) -> bytes | None:
        """What was remembered under a key."""
        with self.reads.read() as session:
            return recalled(session.connection(), self.office, key)

    def remember(self, values: Mapping[str, bytes]) -> None:
        """Remembers values durably, all or none; nothing is written where all are the same."""
        known = {key: self.recall(key) for key in values}
        if known == dict(values):
            return
        with self._writing() as (_session, connection):
            remembered(connection, self.office, values)

    def digests(self, schema: str, look: int) -> dict[str, bytes]:
        """What the records come to; see `agreement`."""
        return self._agreement().digests(schema, look)

    def repair(self, theirs: Said, schema: str, at: str) -> int:
        """Puts right what differs from the journal; returns how many records that were."""
        agreement = self._agreement()
        count = agreement.repair(theirs, schema, at)
        self._note_changed(agreement.changed)
        return count

    def _agreement(self) -> Agreement:
        self.reads.end()
        return Agreement(self._store, self.office, self._after)

    def _note_changed(self, changed: Mapping[str, set[str]]) -> None:
        for kind, ids in changed.items():
            self.changed.setdefault(kind, set()).update(ids)

    def _journal(self, session: Session) -> JournalReader:
        return JournalReader(session, self.office)

    def _writing(self) -> AbstractContextManager[tuple[Session, Connection]]:
        self.reads.end()
        return writing(self._store, self.office)

    def _news(self, session: Session, segments: Sequence[Segment]) -> list[Entry]:
        """The entries that are not here yet; the others are the same as here, or it is a fork."""
        require_following(segments)
        claim = segments[0].claim
        journal = self._journal(session)
        head = journal.head(claim.device)
        if claim.first > head.seq + 1:
            raise Refused(Reason.GAP)
        if journal.hash_at(claim.device, claim.first - 1) != claim.previous:
            raise Refused(Reason.FORK)
        entries = [entry for segment in segments for entry in segment.entries]
        known = min(head.seq - claim.first + 1, len(entries))
        if known > 0:
            last = entries[known - 1]
            if journal.hash_at(claim.device, last.seq) != last.hash:
                raise Refused(Reason.FORK)
        return entries[max(known, 0) :]


def _asides(session: Session, office: str) -> list[Aside]:
    return [Aside(*row) for row in session.execute(_ASIDES, {"office": office})]


def _keep_branch(connection: Connection, branch: Sequence[Entry]) -> None:
    table = table_of(SyncBranch)
    for entry in branch:
        mine = (
            (table.c.office_id == entry.office_id)
            & (table.c.device_id == entry.device_id)
            & (table.c.seq == entry.seq)
            & (table.c.hash == entry.hash)
        )
        connection.execute(table.delete().where(mine))
    rows = [
        {
            "office_id": entry.office_id,
            "device_id": entry.device_id,
            "seq": entry.seq,
            "hash": entry.hash,
            "entry": dumps(list(entry)),
        }
        for entry in branch
    ]
    connection.execute(insert(table), rows)
