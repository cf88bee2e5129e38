"""Brings the changes of received entries into the tables: each one, or set aside by name.

What results depends on which changes are known, never on their order: a change that continues from
what stands is written at once, everything else is reckoned anew from the record's whole history.
Runs inside the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from corrdesk.store.base import table_of
from corrdesk.store.bulk import insert_many, update_many
from corrdesk.store.chain import AnyEntry
from corrdesk.store.journal import JournalAside
from corrdesk.sync.births import Births, Born, ids_of
from corrdesk.sync.core.merge import Side
from corrdesk.sync.doubles import note_doubles
from corrdesk.sync.facts import FactStore
from corrdesk.sync.history import History
from corrdesk.sync.items import Item, items_of
from corrdesk.sync.rows import among, known_ids, rows_by_id
from corrdesk.sync.shapes import Shape, ValueUnfit, known_shape, shape_of
from corrdesk.sync.tables import SyncConflict

UNKNOWN = "unknown"  # a table that this program does not know
NEWER = "newer"  # applied without the fields that this program does not know
FORM = "form"
VALUE = "value"
WAITS = "waits"
DOUBLE = "double"
SAME = "same"  # another entry made the very same record
QUIET = frozenset({NEWER, SAME})  # nothing is missing for these

Key = tuple[str, str]
HEAD = ("office_id", "id", "entry", "versions")  # before the content of a by-field record


@dataclass(slots=True)
class Fit:
    """A change whose values the table can hold."""

    item: Item
    shape: Shape
    values: dict[str, Any]


@dataclass(slots=True)
class _Row:
    """A by-field record as it stands, with what is about to be written."""

    entry: str
    versions: dict[str, str]
    new: bool
    values: dict[str, Any] = field(default_factory=dict)


class Applying:
    """One transaction's worth of received changes for one office."""

    def __init__(self, connection: Connection, office: str, sides: Mapping[str, Side]) -> None:
        self._connection = connection
        self._office = office
        self._history = History(connection, office, sides)
        self._facts = FactStore(connection, office)
        self._asides: dict[tuple[str, int, int], dict[str, Any]] = {}
        self._noted: dict[tuple[str, int, int], str] = {}  # asides that are written, with reasons
        self.born: list[Born] = []
        self._touched: dict[str, set[str]] = defaultdict(set)
        self._fresh: dict[str, set[str]] = defaultdict(set)  # not yet looked through for doubles

    @property
    def touched(self) -> Mapping[str, set[str]]:
        """Records by table that were not simply born."""
        return self._touched

    @property
    def changed(self) -> dict[str, set[str]]:
        """All records by table that came in or were changed."""
        found = ids_of(self.born)
        for kind, ids in self._touched.items():
            found[kind] |= ids
        return found

    @property
    def set_aside(self) -> int:
        """How many changes could not be applied."""
        return sum(1 for reason in self._noted.values() if reason not in QUIET)

    def apply(self, entries: Sequence[AnyEntry]) -> None:
        """Applies every change of these entries, which lie in the journal already."""
        left, born = Births(self._connection, self._office, entries).put()
        items = [each for entry in left for each in self._readable(entry)]
        self._history.note(items)
        self.born += born
        for kind, ids in ids_of(born).items():
            self._fresh[kind] |= ids
        self._round(items, {row_id for each in born for row_id in each.ids})

    def again(self, items: Iterable[Item]) -> None:
        """Tries changes once more that were set aside before."""
        self._round(sorted(items, key=lambda item: (item.rank, item.position)))

    def learn(self) -> None:
        """Takes up what was set aside because an older program here did not know it.

        To be called once after the program was brought up to date. What is still not known stays.
        """
        table = table_of(JournalAside)
        places: dict[tuple[str, int, int], str] = {}
        for row in self._connection.execute(
            select(table).where(
                table.c.office_id == self._office, table.c.reason.in_((UNKNOWN, NEWER, VALUE))
            )
        ):
            shape = shape_of(row.kind)
            if shape is not None and (row.reason != NEWER or shape.columns.keys() & {*row.fields}):
                places[row.device_id, row.seq, row.position] = row.reason
        self._forget(places)
        items = self._history.items(places)
        applied = [item for item in items if places[_place(item)] == NEWER]
        for fit in [fit for item in applied if (fit := self._fit(item))]:
            if not fit.shape.is_form:
                self._facts.fill(fit.item, fit.shape, fit.values)
                self._touch(fit.item.kind, fit.item.row_id)
        self.again(item for item in items if places[_place(item)] != NEWER)
        self.renew(sorted({(i.kind, i.row_id) for i in applied if known_shape(i.kind).is_form}))

    def undo(self, entries: Sequence[AnyEntry]) -> None:
        """Takes back what these entries did, which lie in the journal no more.

        What they made is removed, what they changed is reckoned without them.
        """
        items = [each for entry in entries for each in items_of(entry) if isinstance(each, Item)]
        self._history.gather((item.kind, item.row_id) for item in items)
        for item in items:
            shape = shape_of(item.kind)
            if shape is None:
                continue
            mine = (shape.table.c.office_id == self._office) & (shape.table.c.id == item.row_id)
            if shape.is_form:
                self._reckon(item.kind, item.row_id)
            else:
                self._connection.execute(
                    delete(shape.table).where(mine & (shape.table.c.entry == item.uid))
                )
            self._touch(item.kind, item.row_id)

    def renew(self, records: Iterable[Key]) -> None:
        """Reckons records anew from their whole history: table and id of each."""
        keys = list(records)
        self._history.gather(keys)
        for kind, row_id in keys:
            self._reckon(kind, row_id)
            self._touch(kind, row_id)

    def _round(self, items: list[Item], born: Collection[str] = ()) -> None:
        """`born`: records that were made already, for which changes may have waited."""
        pending = [*items, *self._waiting_for(born)]
        while pending:
            pending = self._waiting_for(self._once(pending))
        note_doubles(self._connection, self._office, self._fresh)
        self._fresh.clear()
        if self._asides:
            self._connection.execute(insert(table_of(JournalAside)), list(self._asides.values()))
        self._noted |= {place: aside["reason"] for place, aside in self._asides.items()}
        self._asides.clear()

    def _touch(self, kind: str, row_id: str) -> None:
        self._touched[kind].add(row_id)
        self._fresh[kind].add(row_id)

    def _readable(self, entry: AnyEntry) -> Iterable[Item]:
        for each in items_of(entry):
            if isinstance(each, Item):
                yield each
            else:
                self._put_aside(entry.device_id, entry.seq, each, "", "", FORM)

    def _put_aside(
        self,
        device: str,
        seq: int,
        position: int,
        kind: str,
        row_id: str,
        reason: str,
        *,
        fields: Sequence[str] = (),
        waits_for: str | None = None,
    ) -> None:
        self._asides[device, seq, position] = {
            "office_id": self._office,
            "device_id": device,
            "seq": seq,
            "position": position,
            "kind": kind,
            "row_id": row_id,
            "reason": reason,
            "fields": list(fields),
            "waits_for": waits_for,
        }

    def _aside(
        self, item: Item, reason: str, *, fields: Sequence[str] = (), waits_for: str | None = None
    ) -> None:
        self._put_aside(
            item.device, item.seq, item.position, item.kind, item.row_id, reason,
            fields=fields, waits_for=waits_for,
        )  # fmt: skip

    def _waiting_for(self, born: Collection[str]) -> list[Item]:
        """The changes that waited for these records; they are no longer set aside."""
        table = table_of(JournalAside)
        found: list[tuple[str, int, int]] = []
        if born and _any_waits(self._connection, self._office):
            waits = among(self._connection, table.c.waits_for, born)
            rows = self._connection.execute(
                select(table.c.device_id, table.c.seq, table.c.position).where(
                    table.c.office_id == self._office, waits
                )
            )
            found += [(row.device_id, row.seq, row.position) for row in rows]
        self._forget(found)
        found += [key for key, a in self._asides.items() if a["waits_for"] in born]
        for key in found:
            self._asides.pop(key, None)
        return self._history.items(found)

    def _forget(self, places: Iterable[tuple[str, int, int]]) -> None:
        """They are no longer set aside."""
        table = table_of(JournalAside)
        for device, seq, position in places:
            self._noted.pop((device, seq, position), None)
            self._connection.execute(
                delete(table).where(
                    table.c.office_id == self._office,
                    table.c.device_id == device,
                    table.c.seq == seq,
                    table.c.position == position,
                )
            )

    # One pass

    def _once(self, items: list[Item]) -> set[str]:
        """Applies what can be applied; returns the ids of records that were made."""
        fits = self._with_references([fit for item in items if (fit := self._fit(item))])
        facts = [fit for fit in fits if not fit.shape.is_form]
        born = {fit.item.row_id for fit in facts}
        lost = self._facts.put([(fit.item, fit.shape, fit.values) for fit in facts])
        for each in lost:
            self._aside(each.item, SAME if each.same else DOUBLE)
        for fit in facts:
            self._touch(fit.item.kind, fit.item.row_id)
        return born | self._forms([fit for fit in fits if fit.shape.is_form])

    def _fit(self, item: Item) -> Fit | None:
        shape = shape_of(item.kind)
        if shape is None:
            self._aside(item, UNKNOWN)
            return None
        if item.replaced and not shape.is_form:
            self._aside(item, FORM)
            return None
        unknown = shape.unknown(item.fields)
        try:
            values = shape.whole(item.fields) if item.birth else shape.values(item.fields)
        except ValueUnfit:
            self._aside(item, VALUE, fields=unknown)
            return None
        if unknown:
            self._aside(item, NEWER, fields=unknown)
        return Fit(item, shape, values)

    def _with_references(self, fits: list[Fit]) -> list[Fit]:
        """Those whose references are here, or come with them; the others wait."""
        refers = [(fit, _refers(fit)) for fit in fits]
        named: dict[str, set[str]] = defaultdict(set)
        for _fit, references in refers:
            for table, row_id in references:
                named[table].add(row_id)
        present = {
            table: known_ids(self._connection, self._office, table, ids)
            for table, ids in named.items()
        }
        while True:
            coming: dict[str, set[str]] = defaultdict(set)
            for fit, _references in refers:
                if not fit.item.replaced and fit.item.kind in named:
                    coming[fit.item.kind].add(fit.item.row_id)
            kept = []
            for fit, references in refers:
                absent = next(
                    (
                        row_id
                        for table, row_id in references
                        if row_id not in present[table] and row_id not in coming[table]
                    ),
                    None,
                )
                if absent is None:
                    kept.append((fit, references))
                else:
                    self._aside(fit.item, WAITS, waits_for=absent)
            if len(kept) == len(refers):
                return [fit for fit, _references in kept]
            refers = kept

    def _forms(self, fits: list[Fit]) -> set[str]:
        rows = self._present_rows(fits)
        disputed = self._disputed(fits)
        slow: set[Key] = set()
        born: set[str] = set()
        for fit in fits:
            key = (fit.item.kind, fit.item.row_id)
            row = rows.get(key)
            if row is None and not fit.item.birth:
                self._aside(fit.item, WAITS, waits_for=fit.item.row_id)
            elif row is None:
                rows[key] = _Row(fit.item.uid, {}, new=True, values=fit.values)
                born.add(fit.item.row_id)
            elif key in slow or not _continues(row, fit, disputed):
                slow.add(key)
                if fit.item.birth:
                    self._history.note_births(fit.item, row.entry)
            else:
                row.values |= fit.values
                row.versions = row.versions | dict.fromkeys(fit.item.fields, fit.item.uid)
        self._write(rows, slow)
        self._history.gather(slow)
        for kind, row_id in sorted(slow):
            self._reckon(kind, row_id)
        for kind, row_id in {(fit.item.kind, fit.item.row_id) for fit in fits}:
            if (kind, row_id) in rows:
                self._touch(kind, row_id)
        return born

    def _present_rows(self, fits: list[Fit]) -> dict[Key, _Row]:
        wanted: dict[str, set[str]] = defaultdict(set)
        for fit in fits:
            wanted[fit.item.kind].add(fit.item.row_id)
        found = {}
        for kind, ids in wanted.items():
            shape = shape_of(kind)
            if shape is not None:
                columns = (shape.table.c.entry, shape.table.c.versions)
                for row in rows_by_id(self._connection, self._office, shape.table, ids, columns):
                    found[kind, row.id] = _Row(row.entry, row.versions, new=False)
        return found

    def _disputed(self, fits: list[Fit]) -> set[tuple[str, str, str]]:
        """Fields in which several values stand: what continues from one of them settles nothing."""
        table = table_of(SyncConflict)
        ids = {fit.item.row_id for fit in fits if not fit.item.birth}
        columns = (table.c.kind, table.c.row_id, table.c.field)
        named = among(self._connection, table.c.row_id, ids)
        rows = self._connection.execute(
            select(*columns).where(table.c.office_id == self._office, named)
        )
        return {(row.kind, row.row_id, row.field) for row in rows}

    def _write(self, rows: dict[Key, _Row], slow: set[Key]) -> None:
        new: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        changed: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
        for (kind, row_id), row in rows.items():
            values = row.values
            if row.new:
                whole = (self._office, row_id, row.entry, row.versions, *values.values())
                new[kind].append(whole)
            elif values and (kind, row_id) not in slow:
                names = tuple(sorted(values))
                picked = [values[name] for name in names]
                changed[kind, names].append((row_id, row.versions, *picked))
        for kind, whole_rows in new.items():
            shape = known_shape(kind)
            insert_many(self._connection, shape.table, (*HEAD, *shape.columns), whole_rows)
        for (kind, names), news in changed.items():
            table, columns = known_shape(kind).table, ("versions", *names)
            update_many(self._connection, table, self._office, columns, news)

    def _reckon(self, kind: str, row_id: str) -> None:
        """Writes a record as its whole history makes it, with what stands beside each other."""
        shape = shape_of(kind)
        if shape is None:
            return
        merged = self._history.merged(shape, row_id)
        conflicts = table_of(SyncConflict)
        self._connection.execute(
            delete(conflicts).where(
                conflicts.c.office_id == self._office,
                conflicts.c.kind == kind,
                conflicts.c.row_id == row_id,
                conflicts.c.state != DOUBLE,
            )
        )
        table = shape.table
        if merged is None:
            self._connection.execute(
                delete(table).where(table.c.office_id == self._office, table.c.id == row_id)
            )
            return
        values = shape.whole(merged.fields)
        self._connection.execute(
            update(table)
            .where(table.c.office_id == self._office, table.c.id == row_id)
            .values({**values, "entry": merged.entry, "versions": merged.versions})
        )
        standing = [
            {
                "office_id": self._office,
                "kind": kind,
                "row_id": row_id,
                "field": name,
                "state": found.state.value,
                "versions": [list(version) for version in found.versions],
            }
            for name, found in merged.conflicts.items()
        ]
        if standing:
            self._connection.execute(insert(conflicts), standing)


def _any_waits(connection: Connection, office: str) -> bool:
    table = table_of(JournalAside)
    waiting = select(table.c.seq).where(table.c.office_id == office, table.c.waits_for.is_not(None))
    return connection.execute(waiting.limit(1)).first() is not None


def _refers(fit: Fit) -> list[tuple[str, str]]:
    return [
        (each.table, row_id)
        for each in fit.shape.references
        if (row_id := fit.values.get(each.column)) is not None
    ]


def _continues(row: _Row, fit: Fit, disputed: set[tuple[str, str, str]]) -> bool:
    """Whether every field of the change replaces exactly what stands alone."""
    if fit.item.birth:
        return False
    return all(
        row.versions.get(name, row.entry) == replaced
        and (fit.item.kind, fit.item.row_id, name) not in disputed
        for name, replaced in fit.item.replaced.items()
    )


def _place(item: Item) -> tuple[str, int, int]:
    return item.device, item.seq, item.position
