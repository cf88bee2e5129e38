"""The digests of an office's records, reckoned from its tables and kept by range.

A changed record is read again, and in its range's sum its new share takes the place of the former
one, which is kept: nobody has to know what the record was before. A small range, or one of which
much has changed, is read as a whole. Beside that a few are read anew each time, one after another,
so that what was altered without the journal shows too. Runs inside the caller's transaction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy import update as updated

from corrdesk.store.base import table_of
from corrdesk.sync.core.digests import (
    LEAF,
    SHARE,
    SIZE,
    WRAP,
    Leaf,
    Shares,
    are_ordered,
    begins_leaf,
    regrown,
    shares_of,
    summed,
)
from corrdesk.sync.core.merge import State
from corrdesk.sync.core.wire import dumps, loads
from corrdesk.sync.lines import Conflicts, canonical_json, lines_of
from corrdesk.sync.rows import among, rows_by_id
from corrdesk.sync.shapes import known_shape, recorded_shapes
from corrdesk.sync.state import recalled, remembered
from corrdesk.sync.tables import SyncConflict, SyncLeaf

STATE: Final = "digests/2"  # the way in which they are reckoned
STALE: Final = b""
LEAST: Final = 50  # records that asking for a range costs as much as
PART: Final = 4  # where more than one record in so many has changed, the range is read as a whole
FEW: Final = 10_000  # records of a table that are renewed one by one inside one transaction


@dataclass(slots=True)
class Known:
    """What the kept ranges cover: the schema, each chain up to which entry, where to look next.

    `odd`: tables in which engines may order ids in different ways.
    """

    schema: str = ""
    chains: dict[str, int] = field(default_factory=dict)
    next: list[str] = field(default_factory=lambda: ["", ""])
    odd: list[str] = field(default_factory=list)


Regrown = tuple[Leaf, Sequence[tuple[Leaf, bytes]]]
"""A range, and those that take its place, each with its shares."""


class Digesting:
    """The ranges of one office inside one transaction."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office
        self._leaves = table_of(SyncLeaf)
        self._mine = self._leaves.c.office_id == office
        self._conflicts: Mapping[str, Conflicts] | None = None
        self._odd: set[str] = set()
        self._kept: bytes | None = None  # what is known, as it lies here
        self._all: list[Leaf] | None = None  # the ranges, while nobody has changed them

    # What is known

    def known(self) -> Known | None:
        """What the ranges cover; None before they were ever reckoned."""
        self._kept = recalled(self._connection, self._office, STATE)
        return Known(*loads(self._kept)) if self._kept else None

    def know(self, known: Known) -> None:
        """Keeps what the ranges cover."""
        known.odd = sorted({*known.odd, *self._odd})
        value = dumps([known.schema, known.chains, known.next, known.odd])
        if value != self._kept:
            remembered(self._connection, self._office, {STATE: value})
            self._kept = value

    def start(self, schema: str, chains: Mapping[str, int], total: int | None = None) -> Known:
        """Everything has to be reckoned: the first time, and when the tables are other ones.

        `total`: 0 where there are no records yet.
        """
        self._all = None
        self._connection.execute(delete(self._leaves).where(self._mine))
        self._connection.execute(
            insert(self._leaves),
            [self._row(Leaf(shape.table.name, "", total, 0)) for shape in recorded_shapes()],
        )
        return Known(schema, dict(chains))

    def touched(self, changed: Mapping[str, Iterable[str]]) -> None:
        """Renews the shares of these records, by table; ranges with many of them go stale."""
        self._conflicts = None
        for kind, ids in changed.items():
            firsts, wanted = self._firsts(kind), set(ids)
            if not firsts or not wanted:
                continue
            if not are_ordered(wanted):
                self._odd.add(kind)  # an engine's order may be another one for such ids
            if len(wanted) > FEW or kind in self._odd:
                self._stale(kind, firsts)
                continue
            by_range: dict[str, set[str]] = defaultdict(set)
            for row_id in wanted:
                by_range[firsts[bisect_right(firsts, row_id) - 1]].add(row_id)
            self._stale(kind, self._renewed(kind, by_range))

    def born(self, known: Known, digests: Mapping[str, Mapping[str, bytes]]) -> None:
        """Adds the digests of new records, by table, to the sums of their ranges."""
        for kind, of_kind in digests.items():
            firsts = self._firsts(kind)
            if kind in known.odd or not are_ordered(of_kind):
                self.touched({kind: of_kind})
                continue
            by_range: dict[str, dict[str, bytes]] = defaultdict(dict)
            for row_id, digest in of_kind.items() if firsts else ():
                by_range[firsts[bisect_right(firsts, row_id) - 1]][row_id] = digest
            stale, news = [], list[Regrown]()
            for leaf, raw in list(self._with_shares(kind, by_range)):
                few = leaf.rows + len(by_range[leaf.first]) < LEAST
                if few or leaf.total is None or len(raw) != SHARE * leaf.rows:
                    stale.append(leaf.first)  # read as a whole: nearly free, and it tells more
                    continue
                made = [
                    (Leaf(kind, first or leaf.first, total, len(shares) // SHARE), shares)
                    for first, total, shares in regrown(raw, by_range[leaf.first])
                ]
                news.append((leaf, made))
            self._replace(news)
            self._stale(kind, stale)

    def _firsts(self, kind: str) -> list[str]:
        """Where the ranges of a table begin."""
        found = self._connection.execute(
            select(self._leaves.c.first).where(self._mine, self._leaves.c.kind == kind)
        )
        return sorted(found.scalars())

    def _replace(self, news: Sequence[Regrown]) -> None:
        """These take the place of ranges."""
        if news:
            self._all = None
            begins = self._leaves.c.first == bindparam("begin")
            here = (self._leaves.c.kind == bindparam("of")) & begins
            self._connection.execute(
                delete(self._leaves).where(self._mine, here),
                [{"of": leaf.kind, "begin": leaf.first} for leaf, _made in news],
            )
            self._connection.execute(
                insert(self._leaves), [self._row(*each) for _leaf, made in news for each in made]
            )

    def _stale(self, kind: str, firsts: Sequence[str]) -> None:
        """These ranges are read whole at the next reckoning."""
        if not firsts:
            return
        self._all = None
        begins = among(self._connection, self._leaves.c.first, firsts)
        self._connection.execute(
            updated(self._leaves)
            .where(self._mine, self._leaves.c.kind == kind, begins)
            .values(total=STALE, shares=b"")
        )

    def _renewed(self, kind: str, by_range: Mapping[str, set[str]]) -> list[str]:
        """Renews changed records in the sums of their ranges; returns the ranges to read whole."""
        kept = {
            leaf.first: (leaf, shares)
            for leaf, shares in self._with_shares(kind, by_range)
            if _can_renew(leaf, shares, by_range[leaf.first])
        }
        digests = self._digests(kind, {row_id for first in kept for row_id in by_range[first]})
        news = []
        for first, (leaf, raw) in kept.items():
            shares, total = Shares(raw), leaf.total or 0
            for row_id in by_range[first]:
                total += shares.put(row_id, digests.get(row_id))
            after = Leaf(kind, first, total % WRAP, len(shares.raw) // SHARE)
            if shares.raw != raw:
                news.append(self._row(after, shares.raw))
        self._put(news)
        return [first for first in by_range if first not in kept]

    def _put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Gives ranges that are kept what they now come to."""
        here = (self._leaves.c.kind == bindparam("of")) & (
            self._leaves.c.first == bindparam("begin")
        )
        news = [
            {
                "of": row["kind"], "begin": row["first"], "sum": row["total"],
                "count": row["rows"], "each": row["shares"],
            }
            for row in rows
        ]  # fmt: skip
        if news:
            self._all = None
            self._connection.execute(
                updated(self._leaves)
                .where(self._mine, here)
                .values(total=bindparam("sum"), rows=bindparam("count"), shares=bindparam("each")),
                news,
            )

    def _with_shares(self, kind: str, firsts: Iterable[str]) -> Iterable[tuple[Leaf, bytes]]:
        columns = (self._leaves.c.total, self._leaves.c.rows, self._leaves.c.shares)
        begins = among(self._connection, self._leaves.c.first, firsts)
        for first, total, rows, shares in self._connection.execute(
            select(self._leaves.c.first, *columns).where(
                self._mine, self._leaves.c.kind == kind, begins
            )
        ).fetchall():
            yield Leaf(kind, first, _total(total), rows), shares

    def _digests(self, kind: str, ids: Iterable[str]) -> dict[str, bytes]:
        """The digests of those of these records that are there."""
        shape, conflicts = known_shape(kind), self._standing(kind)
        lines = lines_of(shape)
        rows = rows_by_id(self._connection, self._office, shape.table, ids, lines.columns[1:])
        return dict(zip([row[0] for row in rows], lines.digests(rows, conflicts), strict=True))

    # Reckoning

    def leaves(self) -> list[Leaf]:
        """All ranges in the order of tables and ids."""
        if self._all is None:
            self._all = self._read_all()
        return self._all

    def _read_all(self) -> list[Leaf]:
        rows = self._connection.execute(
            select(
                self._leaves.c.kind, self._leaves.c.first, self._leaves.c.total, self._leaves.c.rows
            ).where(self._mine)
        ).fetchall()
        found = [Leaf(kind, first, _total(total), count) for kind, first, total, count in rows]
        return sorted(found, key=lambda leaf: (leaf.kind, leaf.first))

    def reckon(self, most: int) -> bool:
        """Reads stale ranges again, about so many records; whether none is stale any more."""
        self._conflicts = None
        news, read, done = list[Regrown](), 0, True
        for leaf, end in _with_ends(self.leaves()):
            if leaf.total is not None:
                continue
            if read > most:
                done = False
                break
            made = self._read(leaf, end)
            read += sum(each.rows for each, _shares in made)
            news.append((leaf, made))
        self._replace(news)
        return done

    def look(self, known: Known, most: int) -> None:
        """Reads about so many records anew though nobody said that they were changed."""
        self._conflicts = None
        leaves, read = self.leaves(), 0
        start = next(
            (at for at, leaf in enumerate(leaves) if [leaf.kind, leaf.first] >= known.next), 0
        )
        ends = list(_with_ends(leaves))
        known.next, looked_at = ["", ""], []
        for leaf, end in ends[start:] + ends[:start]:
            if read >= most:
                known.next = [leaf.kind, leaf.first]
                break
            read += max(leaf.rows, LEAST)
            looked_at.append((leaf, end))
        shares = self._shares_of([leaf for leaf, _end in looked_at])
        anew = [(leaf, self._read(leaf, end)) for leaf, end in looked_at]
        self._replace(
            [(leaf, made) for leaf, made in anew if made != [(leaf, shares[leaf.kind, leaf.first])]]
        )

    def _shares_of(self, leaves: Sequence[Leaf]) -> dict[tuple[str, str], bytes]:
        """What each record adds, of these ranges of any tables."""
        columns = (self._leaves.c.kind, self._leaves.c.first, self._leaves.c.shares)
        here = [
            among(self._connection, self._leaves.c.kind, sorted({leaf.kind for leaf in leaves})),
            among(self._connection, self._leaves.c.first, sorted({leaf.first for leaf in leaves})),
        ]
        rows = self._connection.execute(select(*columns).where(self._mine, *here)).fetchall()
        return {(kind, first): shares for kind, first, shares in rows}

    def _read(self, leaf: Leaf, end: str | None) -> list[tuple[Leaf, bytes]]:
        """Reckons a range, which may have become several, each with its shares."""
        lines, conflicts = lines_of(known_shape(leaf.kind)), self._standing(leaf.kind)
        made: list[tuple[Leaf, bytes]] = []
        first, gathered = leaf.first, list[bytes]()
        for rows in lines.between(self._connection, self._office, leaf.first, end):
            ids = [row[0] for row in rows]
            if not are_ordered(ids):
                self._odd.add(leaf.kind)
            found, start = shares_of(ids, lines.digests(rows, conflicts)), 0
            for at, row_id in enumerate(ids):
                if row_id[-2:] == LEAF and row_id != first and begins_leaf(row_id):
                    made.append(_reckoned(leaf.kind, first, gathered + found[start:at]))
                    first, gathered, start = row_id, [], at
            gathered += found[start:]
        made.append(_reckoned(leaf.kind, first, gathered))
        return made

    def _standing(self, kind: str) -> Conflicts:
        if self._conflicts is None:
            self._conflicts = conflicts_of(self._connection, self._office)
        return self._conflicts.get(kind, {})

    def _row(self, leaf: Leaf, shares: bytes = b"") -> dict[str, Any]:
        total = STALE if leaf.total is None else leaf.total.to_bytes(SIZE, "big")
        return {
            "office_id": self._office, "kind": leaf.kind, "first": leaf.first, "total": total,
            "rows": leaf.rows, "shares": shares,
        }  # fmt: skip


def forget(connection: Connection, office: str) -> None:
    """The ranges count no more: everything is reckoned at the next exchange."""
    remembered(connection, office, {STATE: b""})


def conflicts_of(connection: Connection, office: str) -> Mapping[str, Conflicts]:
    """What stands beside each other in an office's records, by table.

    Two records of one thing are left out: which of them were noted hangs on the order of arrival.
    """
    table = table_of(SyncConflict)
    found: dict[str, dict[str, list[list[Any]]]] = defaultdict(lambda: defaultdict(list))
    rows = connection.execute(
        select(table.c.kind, table.c.row_id, table.c.field, table.c.state, table.c.versions).where(
            table.c.office_id == office, table.c.state != State.DOUBLE
        )
    )
    for kind, row_id, name, state, versions in rows:
        found[kind][row_id].append([name, state, canonical_json(versions)])
    for records in found.values():
        for standing in records.values():
            standing.sort()
    return found


def _can_renew(leaf: Leaf, shares: bytes, changed: Collection[str]) -> bool:
    """Whether single records of a range may be renewed: nothing is lacking and none cuts it."""
    return (
        leaf.total is not None
        and len(shares) == SHARE * leaf.rows
        and leaf.rows >= max(LEAST, PART * len(changed))
        and not any(begins_leaf(row_id) for row_id in changed if row_id != leaf.first)
    )


def _reckoned(kind: str, first: str, found: Sequence[bytes]) -> tuple[Leaf, bytes]:
    """A range of which all records were read, with their shares."""
    total, shares = summed(found)
    return Leaf(kind, first, total, len(found)), shares


def _total(raw: bytes) -> int | None:
    return int.from_bytes(raw, "big") if raw else None


def _with_ends(leaves: Sequence[Leaf]) -> Iterable[tuple[Leaf, str | None]]:
    """Each range with the beginning of the next one of its table."""
    for leaf, following in zip(leaves, [*leaves[1:], None], strict=True):
        same = following is not None and following.kind == leaf.kind
        yield leaf, following.first if same and following is not None else None
