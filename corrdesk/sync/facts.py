"""Records that are made once and never changed. The same id twice: the earlier entry's stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from corrdesk.store.bulk import insert_many
from corrdesk.store.chain import place_of
from corrdesk.store.journal_reader import JournalReader
from corrdesk.sync.items import Item, items_of
from corrdesk.sync.rows import rows_by_id
from corrdesk.sync.shapes import Shape

Made = tuple[Item, Shape, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Lost:
    """A change that stands back; `same` if the one that stands says the very same."""

    item: Item
    same: bool


def _lost(item: Item, standing: Item) -> Lost:
    return Lost(item, same=item.fields == standing.fields)


class FactStore:
    """Puts facts into their tables; tells which have to stand back."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office
        self._journal = JournalReader(connection, office)

    def put(self, made: list[Made]) -> list[Lost]:
        """Inserts what is new. Returns the changes whose record another entry made before."""
        by_kind: dict[str, list[Made]] = defaultdict(list)
        for each in made:
            by_kind[each[0].kind].append(each)
        lost: list[Lost] = []
        for group in by_kind.values():
            lost += self._put_kind(group)
        return lost

    def fill(self, item: Item, shape: Shape, values: Mapping[str, Any]) -> None:
        """Writes all that its entry says into a fact of which less was known until now."""
        table = shape.table
        self._connection.execute(
            update(table)
            .where(
                table.c.office_id == self._office,
                table.c.id == item.row_id,
                table.c.entry == item.uid,
            )
            .values(dict(values))
        )

    def _put_kind(self, made: list[Made]) -> list[Lost]:
        shape = made[0][1]
        ids = {item.row_id for item, _shape, _values in made}
        there = {
            row.id: row.entry
            for row in rows_by_id(
                self._connection, self._office, shape.table, ids, (shape.table.c.entry,)
            )
        }
        lost: list[Lost] = []
        fresh: dict[str, Made] = {}
        for each in made:
            item = each[0]
            if item.row_id in there:
                lost += self._against(each, there)
            elif item.row_id in fresh and fresh[item.row_id][0].rank <= item.rank:
                lost.append(_lost(item, fresh[item.row_id][0]))
            else:
                if item.row_id in fresh:
                    lost.append(_lost(fresh[item.row_id][0], item))
                fresh[item.row_id] = each
        if fresh:
            names = ("office_id", "id", "entry", *shape.columns)
            rows = [
                (self._office, item.row_id, item.uid, *values.values())
                for item, _shape, values in fresh.values()
            ]
            insert_many(self._connection, shape.table, names, rows)
        return lost

    def _row(self, made: Made) -> dict[str, Any]:
        item, _shape, values = made
        return {"office_id": self._office, "id": item.row_id, "entry": item.uid, **values}

    def _against(self, made: Made, there: dict[str, str]) -> list[Lost]:
        """Two entries made the same record: whichever is earlier keeps it, on every machine."""
        item, shape, _values = made
        standing = self._maker(there[item.row_id], item)
        if standing is None or standing.uid == item.uid:
            return []
        if standing.rank <= item.rank:
            return [_lost(item, standing)]
        self._connection.execute(
            delete(shape.table).where(
                shape.table.c.office_id == self._office, shape.table.c.id == item.row_id
            )
        )
        self._connection.execute(insert(shape.table), [self._row(made)])
        there[item.row_id] = item.uid
        return [_lost(standing, item)]

    def _maker(self, uid: str, item: Item) -> Item | None:
        """The change by which the record that stands was made."""
        entry = self._journal.entry(*place_of(uid))
        if entry is None:
            return None
        for each in items_of(entry):
            if isinstance(each, Item) and (each.kind, each.row_id) == (item.kind, item.row_id):
                return each
        return None
