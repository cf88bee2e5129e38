"""Finding records that are not what the journal makes of them, and putting them right.

For use when two sides hold the same journal and their records differ: the journal is proven by its
hashes, so whoever differs from it is wrong. What was found is kept in words for people; nothing is
mended silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.store.base import table_of
from corrdesk.store.chain import AnyEntry
from corrdesk.store.journal import JournalTouch
from corrdesk.store.journal_reader import JournalReader
from corrdesk.sync.canon import Canon, all_canons
from corrdesk.sync.core.digests import Leaf
from corrdesk.sync.core.merge import Merged, Side, State, Touch, merge
from corrdesk.sync.digesting import conflicts_of
from corrdesk.sync.items import Item, items_of
from corrdesk.sync.lines import canonical_json
from corrdesk.sync.rows import known_ids
from corrdesk.sync.shapes import Shape, ValueUnfit
from corrdesk.sync.tables import SyncConflict, SyncRepair

AT_ONCE: Final = 1000  # rows of a report in one statement

Key = tuple[str, str]
Range = tuple[str, str | None]


class Outcome(StrEnum):
    """What was wrong with a record, or that two sides differ and nobody knows why."""

    ALTERED = "altered"  # other values than the journal has; they were put back
    MISSING = "missing"  # it was put in again
    ADDED = "added"  # no entry made it; it was taken out, and its values are kept here
    STANDS = "stands"  # no entry made it, but others refer to it: it was left for a person
    OPEN = "open"  # both sides fit the same journal and differ all the same


@dataclass(frozen=True, slots=True)
class Found:
    """One record, and by field what stood there and what stands there now."""

    kind: str
    row_id: str
    outcome: Outcome
    fields: list[list[Any]] = field(default_factory=list)


class Ranges:
    """The ranges of tables that are looked at."""

    def __init__(self, leaves: Sequence[Leaf], everything: Sequence[Leaf]) -> None:
        ends: dict[Key, str | None] = {}
        for leaf, following in zip(everything, [*everything[1:], None], strict=True):
            same = following is not None and following.kind == leaf.kind
            ends[leaf.kind, leaf.first] = following.first if same and following else None
        self.by_kind: dict[str, list[Range]] = defaultdict(list)
        for leaf in leaves:
            self.by_kind[leaf.kind].append((leaf.first, ends[leaf.kind, leaf.first]))

    def holds(self, kind: str, row_id: str) -> bool:
        """Whether a record lies in one of them."""
        return any(
            first <= row_id and (end is None or row_id < end)
            for first, end in self.by_kind.get(kind, ())
        )


class Evidence:
    """What a journal says of the records in some ranges."""

    def __init__(self, ranges: Ranges) -> None:
        self._ranges = ranges
        self._chains: dict[str, int] = {}
        self.items: dict[Key, list[Item]] = defaultdict(list)

    def read(self, connection: Connection, office: str) -> None:
        """Reads every entry that was not read yet."""
        journal = JournalReader(connection, office)
        for device in journal.devices():
            for entry in journal.entries(device, self._chains.get(device, 0) + 1):
                self._take(entry)

    def _take(self, entry: AnyEntry) -> None:
        self._chains[entry.device_id] = entry.seq
        for item in items_of(entry):
            if isinstance(item, Item) and self._ranges.holds(item.kind, item.row_id):
                self.items[item.kind, item.row_id].append(item)


class Repairing:
    """One transaction in which records are held against the journal's word and put right."""

    def __init__(
        self,
        connection: Connection,
        office: str,
        sides: Mapping[str, Side],
        ranges: Ranges,
        evidence: Evidence,
    ) -> None:
        self._connection = connection
        self._office = office
        self._sides = sides
        self._ranges = ranges
        self._evidence = evidence
        self.found: list[Found] = []

    def mend(self) -> list[Found]:
        """Puts right whatever differs, table by table; returns what was found."""
        for kind, canon in _in_order():
            if kind in self._ranges.by_kind:
                self._mend(kind, canon)
        return self.found

    def _mend(self, kind: str, canon: Canon) -> None:
        present = dict(self._present(kind, canon))
        said = {row_id for table, row_id in self._evidence.items if table == kind}
        for row_id in sorted(said | set(present)):
            made, standing = self._made(canon, self._evidence.items.get((kind, row_id), []))
            here = present.get(row_id)
            if made is None:
                if here is not None:
                    self._take_out(kind, canon, row_id, here)
                continue
            expected = canon.content(made, _standing(standing))
            if here != expected:
                self._write(canon, row_id, made, standing)
                self.found.append(_named(canon, row_id, here, expected))

    def _present(self, kind: str, canon: Canon) -> Iterator[tuple[str, list[Any]]]:
        conflicts = conflicts_of(self._connection, self._office).get(kind, {})
        for first, end in self._ranges.by_kind[kind]:
            for row in canon.between(self._connection, self._office, first, end):
                yield row.id, canon.content(row, conflicts.get(row.id, []))

    # What the journal makes of a record

    def _made(self, canon: Canon, items: list[Item]) -> tuple[list[Any] | None, Mapping[str, Any]]:
        """The record as a row, with what stands beside each other; None where nobody made it."""
        shape = canon.shape
        fitting = [
            (item, values) for item in items if (values := self._fit(shape, item)) is not None
        ]
        if shape.is_form:
            merged = merge([self._touch(item) for item, _values in fitting], shape.owners)
            if merged is None:
                return None, {}
            return self._merged_row(canon, items[0].row_id, merged), merged.conflicts
        births = [each for each in fitting if each[0].birth]
        if not births:
            return None, {}
        item, values = min(births, key=lambda each: (each[0].rank, each[0].position))
        return canon.made([item.row_id, item.uid], values), {}

    def _merged_row(self, canon: Canon, row_id: str, merged: Merged) -> list[Any]:
        return canon.made([row_id, merged.entry, merged.versions], canon.shape.whole(merged.fields))

    def _touch(self, item: Item) -> Touch:
        side = self._sides.get(item.device, Side.OFFICE)
        return Touch(
            item.uid, item.hlc, side, item.fields, item.replaced, birth=item.birth,
            former=item.former,
        )  # fmt: skip

    def _fit(self, shape: Shape, item: Item) -> dict[str, Any] | None:
        """The values of a change that the table can hold, and whose references are here."""
        if item.replaced and not shape.is_form:
            return None
        try:
            values = shape.whole(item.fields) if item.birth else shape.values(item.fields)
        except ValueUnfit:
            return None
        named = ((each.table, values.get(each.column)) for each in shape.references)
        sound = all(
            row_id is None or known_ids(self._connection, self._office, table, [row_id])
            for table, row_id in named
        )
        return values if sound else None

    # Putting right

    def _write(
        self, canon: Canon, row_id: str, made: list[Any], standing: Mapping[str, Any]
    ) -> None:
        table = canon.shape.table
        names = [*(["versions"] if canon.shape.is_form else []), *canon.names]
        values = dict(zip(["id", "entry", *names], made, strict=True))
        mine = (table.c.office_id == self._office) & (table.c.id == row_id)
        there = self._connection.execute(update(table).where(mine).values(values)).rowcount
        if not there:
            self._connection.execute(insert(table), {"office_id": self._office, **values})
        if canon.shape.is_form:
            self._note(table.name, row_id, standing)

    def _note(self, kind: str, row_id: str, standing: Mapping[str, Any]) -> None:
        """Writes anew what stands beside each other in a record, and which entries touched it."""
        conflicts, touches = table_of(SyncConflict), table_of(JournalTouch)
        self._connection.execute(
            delete(conflicts).where(
                conflicts.c.office_id == self._office,
                conflicts.c.kind == kind,
                conflicts.c.row_id == row_id,
                conflicts.c.state != State.DOUBLE,
            )
        )
        rows = [
            {
                "office_id": self._office, "kind": kind, "row_id": row_id, "field": name,
                "state": found.state.value,
                "versions": [list(version) for version in found.versions],
            }
            for name, found in standing.items()
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(conflicts), rows)
        items = self._evidence.items[kind, row_id]
        births = sum(1 for item in items if item.birth)
        places = {(i.device, i.seq) for i in items if not i.birth or births > 1}
        known = self._connection.execute(
            select(touches.c.device_id, touches.c.seq).where(
                touches.c.office_id == self._office, touches.c.row_id == row_id
            )
        )
        lacking = places - {(row.device_id, row.seq) for row in known}
        if lacking:
            self._connection.execute(
                insert(touches),
                [
                    {"office_id": self._office, "row_id": row_id, "device_id": device, "seq": seq}
                    for device, seq in sorted(lacking)
                ],
            )

    def _take_out(self, kind: str, canon: Canon, row_id: str, here: list[Any]) -> None:
        """A record that no entry made goes, unless others need it."""
        fields = [[name, value, None] for name, value in canon.fields(here).items()]
        if self._is_referred_to(kind, row_id):
            self.found.append(Found(kind, row_id, Outcome.STANDS, fields))
            return
        table = canon.shape.table
        self._connection.execute(
            delete(table).where(table.c.office_id == self._office, table.c.id == row_id)
        )
        self.found.append(Found(kind, row_id, Outcome.ADDED, fields))

    def _is_referred_to(self, kind: str, row_id: str) -> bool:
        for canon in all_canons().values():
            table = canon.shape.table
            naming = [
                table.c[each.column] == row_id
                for each in canon.shape.references
                if each.table == kind
            ]
            if (
                naming
                and self._connection.execute(
                    select(table.c.id).where(and_(table.c.office_id == self._office, or_(*naming)))
                ).first()
            ):
                return True
        return False


def report(connection: Connection, office: str, at: str, found: Sequence[Found]) -> None:
    """Keeps for people what was found, every record by itself.

    However many there are: what was taken out is nowhere but here.
    """
    table = table_of(SyncRepair)
    last = connection.execute(
        select(func.max(table.c.number)).where(table.c.office_id == office)
    ).scalar_one()
    rows = [
        {
            "office_id": office, "number": number, "at": at, "kind": each.kind,
            "row_id": each.row_id, "outcome": each.outcome.value, "fields": each.fields,
        }
        for number, each in enumerate(found, (last or 0) + 1)
    ]  # fmt: skip
    for some in batches(rows, AT_ONCE):
        connection.execute(insert(table), some)


def count_repairs(session: Session, office: str) -> int:
    """How many records were found so far to be other than the journal makes them."""
    asked = select(func.count()).where(SyncRepair.office_id == office)
    return session.execute(asked).scalar_one()


def repairs(
    session: Session, office: str, offset: int = 0, limit: int | None = None
) -> list[SyncRepair]:
    """What was found so far, the latest first: all, or so many from one on."""
    return list(
        session.scalars(
            select(SyncRepair)
            .where(SyncRepair.office_id == office)
            .order_by(SyncRepair.number.desc())
            .offset(offset)
            .limit(limit)
        )
    )


def _in_order() -> list[tuple[str, Canon]]:
    """Tables with those that they refer to before them."""
    return list(all_canons().items())


def _standing(conflicts: Mapping[str, Any]) -> list[list[Any]]:
    return sorted(
        [name, found.state.value, canonical_json([list(each) for each in found.versions])]
        for name, found in conflicts.items()
    )


def _named(canon: Canon, row_id: str, here: list[Any] | None, expected: list[Any]) -> Found:
    kind, now = canon.shape.table.name, canon.fields(expected)
    if here is None:
        fields = [[name, None, value] for name, value in now.items()]
        return Found(kind, row_id, Outcome.MISSING, fields)
    before = canon.fields(here)
    fields = [[name, before[name], now[name]] for name in now if before[name] != now[name]]
    return Found(kind, row_id, Outcome.ALTERED, fields)
