"""The whole history of a by-field record, read back from the journal, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from corrdesk.store.base import table_of
from corrdesk.store.bulk import insert_many
from corrdesk.store.chain import Entry, place_of
from corrdesk.store.journal import JournalTouch
from corrdesk.store.journal_reader import JournalReader
from corrdesk.sync.core.merge import Merged, Side, Touch, merge
from corrdesk.sync.items import Item, items_of
from corrdesk.sync.rows import among, known_ids, rows_by_id
from corrdesk.sync.shapes import Shape, ValueUnfit, shape_of

Place = tuple[str, int]
Key = tuple[str, str]


class History:
    """Reads entries of one office inside one transaction, each at most once."""

    def __init__(self, connection: Connection, office: str, sides: Mapping[str, Side]) -> None:
        self._connection = connection
        self._office = office
        self._sides = sides
        self._journal = JournalReader(connection, office)
        self._noted: list[Item] = []
        self._read: dict[Place, list[Item]] = {}

    def note(self, items: Iterable[Item]) -> None:
        """Notes which entries changed which records. The entries are new here."""
        self._insert({(item.row_id, item.device, item.seq) for item in items if item.replaced})
        self._noted += items

    def note_births(self, item: Item, maker: str) -> None:
        """A record that two entries made: both belong to its history."""
        known = self._touches([item.row_id])
        places = {(item.device, item.seq), place_of(maker)}
        self._insert({(item.row_id, *place) for place in places if place not in known})

    def items(self, places: Iterable[tuple[str, int, int]]) -> list[Item]:
        """The changes at these places: device, number of the entry, position in it."""
        found = []
        for device, seq, position in sorted(places):
            found += [i for i in self._items(device, seq) if i.position == position]
        return sorted(found, key=lambda item: (item.rank, item.position))

    def gather(self, records: Iterable[Key]) -> None:
        """Reads what `merged` will ask of these records, each packed run once.

        Record by record, runs would be unpacked again and again: a record is born in one of them
        and changed in others. `records`: table and id of each.
        """
        by_kind: dict[str, set[str]] = defaultdict(set)
        for kind, row_id in records:
            by_kind[kind].add(row_id)
        places: set[Place] = set()
        for kind, ids in by_kind.items():
            if (shape := shape_of(kind)) is not None:
                places |= self._touches(ids) | self._births(shape, ids)
        self._take_noted()
        by_device: dict[str, set[int]] = defaultdict(set)
        for device, seq in places - self._read.keys():
            by_device[device].add(seq)
        for device, seqs in by_device.items():
            for seq, entry in self._journal.several(device, seqs).items():
                self._read[device, seq] = _items_in(entry)

    def merged(self, shape: Shape, row_id: str) -> Merged | None:
        """What the journal makes of a record; changes that its table cannot hold are left out."""
        places = self._touches([row_id]) | self._births(shape, [row_id])
        touches = []
        for device, seq in sorted(places):
            touches += [
                self._touch(item)
                for item in self._items(device, seq)
                if (item.kind, item.row_id) == (shape.table.name, row_id)
                and self._fits(shape, item)
            ]
        return merge(touches, shape.owners)

    def _touch(self, item: Item) -> Touch:
        side = self._sides.get(item.device, Side.OFFICE)
        return Touch(
            item.uid, item.hlc, side, item.fields, item.replaced, birth=item.birth,
            former=item.former,
        )  # fmt: skip

    def _fits(self, shape: Shape, item: Item) -> bool:
        try:
            values = shape.whole(item.fields) if item.birth else shape.values(item.fields)
        except ValueUnfit:
            return False
        return all(
            values.get(each.column) is None
            or known_ids(self._connection, self._office, each.table, [values[each.column]])
            for each in shape.references
        )

    def _touches(self, row_ids: Iterable[str]) -> set[Place]:
        table = table_of(JournalTouch)
        rows = self._connection.execute(
            select(table.c.device_id, table.c.seq).where(
                table.c.office_id == self._office, among(self._connection, table.c.row_id, row_ids)
            )
        )
        return {(row.device_id, row.seq) for row in rows}

    def _births(self, shape: Shape, row_ids: Iterable[str]) -> set[Place]:
        columns = (shape.table.c.entry,)
        rows = rows_by_id(self._connection, self._office, shape.table, row_ids, columns)
        return {place_of(row.entry) for row in rows}

    def _insert(self, touches: set[tuple[str, str, int]]) -> None:
        insert_many(
            self._connection, table_of(JournalTouch), ("office_id", "row_id", "device_id", "seq"),
            [(self._office, *touch) for touch in sorted(touches)],
        )  # fmt: skip

    def _take_noted(self) -> None:
        if self._noted:
            by_place: dict[Place, list[Item]] = defaultdict(list)
            for item in self._noted:
                by_place[item.device, item.seq].append(item)
            self._read |= by_place
            self._noted = []

    def _items(self, device: str, seq: int) -> list[Item]:
        place = (device, seq)
        self._take_noted()
        if place not in self._read:
            entry = self._journal.entry(device, seq)
            self._read[place] = _items_in(entry) if entry is not None else []
        return self._read[place]


def _items_in(entry: Entry) -> list[Item]:
    return [each for each in items_of(entry) if isinstance(each, Item)]
