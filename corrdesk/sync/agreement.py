"""Whether an office's records agree with the other side's: digests kept current, and repairs.

Digests are only compared where both sides hold the same journal; then whoever differs from what the
journal says is wrong, and finds it out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.schema import latest_revision
from corrdesk.sync.applying import Applying
from corrdesk.sync.core.digests import ALL, Said, say, suspects
from corrdesk.sync.core.merge import State
from corrdesk.sync.digesting import Digesting, Known
from corrdesk.sync.items import records_in
from corrdesk.sync.repairing import Evidence, Found, Outcome, Ranges, Repairing, report
from corrdesk.sync.rows import among
from corrdesk.sync.state import recalled, remembered, sides_known, writing
from corrdesk.sync.tables import SyncConflict

AT_ONCE: Final = 1_000  # entries that are looked through together
STEP: Final = 20_000  # records that are read in one transaction: others may write in between
DISPUTED: Final = "disputed"  # the two words that differed when nothing wrong was found here

Changed = Mapping[str, set[str]]
After = Callable[[Session, str, Changed], None]


class Agreement:
    """The records of one office in a store, held against the other side's word."""

    def __init__(self, store: Store, office: str, after: Sequence[After] = ()) -> None:
        self._store = store
        self._office = office
        self._after = tuple(after)
        self.changed: dict[str, set[str]] = {}

    def digests(self, schema: str, look: int) -> dict[str, bytes]:
        """What the records come to. `look`: how many are read anew though nothing changed them."""
        while True:
            with writing(self._store, self._office) as (session, connection):
                digesting = Digesting(connection, self._office)
                known = self._caught_up(session, connection, digesting, schema)
                done = digesting.reckon(STEP)
                if done:
                    if look:
                        digesting.look(known, look)
                    digesting.know(known)
                    return say(digesting.leaves(), schema)
                digesting.know(known)

    def repair(self, theirs: Said, schema: str, at: str) -> int:
        """Looks for what is wrong here, given the other side's word; returns what was put right.

        Where nothing is wrong here and the words differ all the same, that is reported once.
        """
        mine = self.digests(schema, 0)
        pair = mine.get(ALL, b"") + theirs.get(ALL, b"")
        with self._store.read() as session:
            connection = session.connection()
            if recalled(connection, self._office, DISPUTED) == pair:
                return 0
            leaves = Digesting(connection, self._office).leaves()
            ranges = Ranges(suspects(leaves, theirs), leaves)
            evidence = Evidence(ranges)
            evidence.read(connection, self._office)
        with writing(self._store, self._office) as (session, connection):
            evidence.read(connection, self._office)
            sides = sides_known(connection, self._office)
            found = Repairing(connection, self._office, sides, ranges, evidence).mend()
            if found:
                self._follow(session, connection, found)
            else:
                found = [Found("", "", Outcome.OPEN)]
                remembered(connection, self._office, {DISPUTED: pair})
            report(connection, self._office, at, found)
        return sum(1 for each in found if each.outcome not in {Outcome.OPEN, Outcome.STANDS})

    def _follow(self, session: Session, connection: Connection, found: Sequence[Found]) -> None:
        changed: dict[str, set[str]] = defaultdict(set)
        for each in found:
            changed[each.kind].add(each.row_id)
        Digesting(connection, self._office).touched(changed)
        for follow in self._after:
            follow(session, self._office, changed)
        self.changed = changed

    def _caught_up(
        self, session: Session, connection: Connection, digesting: Digesting, schema: str
    ) -> Known:
        """Renews what this side's own acts have changed since the last reckoning."""
        journal = JournalReader(session, self._office)
        heads = {device: head.seq for device, head in journal.heads().items()}
        known = digesting.known()
        if known is None or known.schema != schema:
            self._renew(connection, None)
            self._learn(session, connection)
            return digesting.start(schema, heads, None if heads else 0)
        for device, last in heads.items():
            first = known.chains.get(device, 0) + 1
            if first > last:
                continue
            touched = _touched(connection, self._office, device, first)
            digesting.touched(touched)
            digesting.touched(self._renew(connection, touched))
        known.chains = heads
        return known

    def _learn(self, session: Session, connection: Connection) -> None:
        """Takes up what an older program here set aside and this one may know."""
        applying = Applying(connection, self._office, sides_known(connection, self._office))
        applying.learn()
        for follow in self._after if applying.changed else ():
            follow(session, self._office, applying.changed)
        self.changed = applying.changed

    def _renew(self, connection: Connection, touched: Changed | None) -> Changed:
        """Reckons records anew in which several values stand, as the other side does.

        An act on this machine writes what a person typed; which value is shown beside others that
        still stand, the whole history tells. None: all such records.
        """
        table = table_of(SyncConflict)
        statement = select(table.c.kind, table.c.row_id).where(
            table.c.office_id == self._office, table.c.state != State.DOUBLE
        )
        disputed: set[tuple[str, str]] = set()
        if touched is None:
            disputed = {(kind, row_id) for kind, row_id in connection.execute(statement)}
        else:
            for kind, ids in touched.items():
                named = among(connection, table.c.row_id, ids)
                found = connection.execute(statement.where(table.c.kind == kind, named))
                disputed |= {(kind, row_id) for kind, row_id in found}
        if not disputed:
            return {}
        applying = Applying(connection, self._office, sides_known(connection, self._office))
        applying.renew(sorted(disputed))
        return applying.changed


def note_taken(
    connection: Connection, office: str, applied: Applying, device: str, first: int, last: int
) -> None:
    """Renews the sums over records that received entries have changed, in their transaction.

    `first` to `last`: these entries of the device's chain.
    """
    digesting = Digesting(connection, office)
    known = digesting.known()
    if known is None and _is_all(connection, office, device, first):
        known = digesting.start(latest_revision(), {}, 0)
    if known is None:
        return
    _reckon(digesting, known, applied)
    if known.chains.get(device, 0) >= first - 1:
        known.chains[device] = last
    digesting.know(known)


def note_whole(
    connection: Connection, office: str, applied: Applying, heads: Mapping[str, int]
) -> None:
    """Begins the sums anew with a whole journal's records, in the transaction that takes it.

    `heads`: by chain its last entry.
    """
    digesting = Digesting(connection, office)
    known = digesting.start(latest_revision(), heads, 0)
    _reckon(digesting, known, applied)
    digesting.know(known)


def _reckon(digesting: Digesting, known: Known, applied: Applying) -> None:
    digests: dict[str, dict[str, bytes]] = defaultdict(dict)
    for born in applied.born:
        digests[born.shape.table.name] |= born.digests()
    for kind, ids in applied.touched.items():
        for row_id in ids & digests[kind].keys():
            del digests[kind][row_id]
    digesting.born(known, digests)
    digesting.touched(applied.touched)


def _is_all(connection: Connection, office: str, device: str, first: int) -> bool:
    """Whether nothing was here before these entries."""
    return first == 1 and JournalReader(connection, office).devices() == [device]


def _touched(connection: Connection, office: str, device: str, first: int) -> Changed:
    """The records of which this side's own entries speak, from one on."""
    found: dict[str, set[str]] = defaultdict(set)
    entries = JournalReader(connection, office).entries(device, first)
    while some := [entry.body for entry in islice(entries, AT_ONCE)]:
        for kind, row_id in records_in(some):
            found[kind].add(row_id)
    return found
