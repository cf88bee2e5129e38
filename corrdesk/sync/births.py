"""New records by the thousand, taken column by column where nothing about them needs a second look.

A first exchange brings nothing else. Whatever is not plain (a record that is there already, a
value that a column cannot hold, a reference that is not here, a change of a record) is left to
`applying`, change by change: it comes to the same, only slower.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from corrdesk.store.base import ID_LENGTH
from corrdesk.store.bulk import insert_columns
from corrdesk.store.chain import AnyEntry, entry_uid
from corrdesk.sync.core.wire import are_sorted, decoded_each, octets_of
from corrdesk.sync.lines import lines_of
from corrdesk.sync.rows import known_ids
from corrdesk.sync.shapes import Shape, ValueUnfit, shape_of

TEXT: Final = frozenset({str})
ID, FIELDS, PARTS = 1, 2, 4  # of a change as it is written: its table, these, what it replaces
LENGTHS: Final = frozenset(range(1, ID_LENGTH + 1))
UNCHANGED: Final[dict[str, str]] = {}
Kind = tuple[str, tuple[str, ...]]
"""A table, and the fields of its records as they are named."""


@dataclass(slots=True, eq=False)
class Born:
    """New records of one table. `places`: of their entries; `columns`: values as tables take them.

    `said`: what the entries say in the place of these; `changes`: before that is taken apart.
    """

    shape: Shape
    names: tuple[str, ...]
    places: list[int] = field(default_factory=list)
    changes: list[list[Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    said: list[Sequence[Any]] = field(default_factory=list)
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)
    uids: list[str] = field(default_factory=list)

    def fit(self) -> None:
        """Makes the columns of what the changes say. Raises `ValueUnfit`."""
        self.ids = [change[ID] for change in self.changes]
        if not set(map(type, self.ids)) <= TEXT or "\x00" in "".join(self.ids):
            raise ValueUnfit
        if not set(map(len, self.ids)) <= LENGTHS:
            raise ValueUnfit
        self.said = list(zip(*[each[FIELDS].values() for each in self.changes], strict=True))
        self.changes = []
        self.columns = {
            name: self.shape.column(name, values)
            for name, values in zip(self.names, self.said, strict=True)
        }

    def octets(self) -> int:
        """How many bytes all that fits takes to say in its shortest form."""
        blank = [self.shape.table.name, None, dict.fromkeys(self.names), UNCHANGED]
        each = octets_of([blank]) - 1 - len(self.names)
        return each * len(self.ids) + sum(map(octets_of, [self.ids, *self.said]))

    def name(self, entries: Sequence[AnyEntry]) -> None:
        """Notes which of these entries made each record; what they said is done with."""
        of_each = [entries[place] for place in self.places]
        self.uids = [entry_uid(entry.device_id, entry.seq) for entry in of_each]
        self.said = []

    def digests(self) -> dict[str, bytes]:
        """The digests of the records."""
        return lines_of(self.shape).digests_of_new(self.ids, self.uids, self.columns)

    def without(self, places: set[int]) -> Born:
        """Those of other entries."""
        kept = [at for at, place in enumerate(self.places) if place not in places]
        return Born(
            self.shape, self.names, _picked(self.places, kept), _picked(self.changes, kept),
            _picked(self.ids, kept), [_picked(values, kept) for values in self.said],
            {name: _picked(values, kept) for name, values in self.columns.items()},
            _picked(self.uids, kept),
        )  # fmt: skip


def _picked(values: Sequence[Any], places: Sequence[int]) -> list[Any]:
    """Those in these places; none of what is not made yet, or done with."""
    return [values[at] for at in places] if values else []


class Births:
    """What is plain among the entries of one transaction, for one office."""

    def __init__(self, connection: Connection, office: str, entries: Sequence[AnyEntry]) -> None:
        self._connection = connection
        self._office = office
        self._entries = entries
        self._left: set[int] = set()  # the places of entries that are not plain
        self._born: dict[Kind, Born] = {}

    def put(self) -> tuple[list[AnyEntry], list[Born]]:
        """Writes what is plain; returns the entries that are not, and what was born."""
        bodies = decoded_each([entry.body for entry in self._entries])
        if bodies is None:
            return list(self._entries), []
        self._leave(self._sort_in(bodies))
        self._fit()
        self._require_one_form(bodies)
        for born in self._born.values():
            born.name(self._entries)
        self._leave(self._present())
        while lacking := self._lacking():
            self._leave(lacking)
        for born in self._born.values():
            self._write(born)
        return [self._entries[place] for place in sorted(self._left)], list(self._born.values())

    def _sort_in(self, bodies: Sequence[Any]) -> set[int]:
        """Notes new records; returns the places of entries that have anything else."""
        other: set[int] = set()
        for place, body in enumerate(bodies):
            found = self._gathered(body) if type(body) is list else []
            if not found:
                other.add(place)
            for born, change in found:
                born.places.append(place)
                born.changes.append(change)
        return other

    def _gathered(self, body: list[Any]) -> list[tuple[Born, Any]]:
        """Where each new record is gathered; none at all for any other change or other fields."""
        found: list[tuple[Born, Any]] = []
        for change in body:
            if type(change) is not list or len(change) != PARTS:
                return []
            kind, _id, fields, replaced = change
            if replaced != UNCHANGED or type(fields) is not dict or type(kind) is not str:
                return []
            names = (kind, tuple(fields))
            born = self._born.get(names) or self._of_kind(names)
            if born is None:
                return []
            found.append((born, change))
        return found

    def _of_kind(self, kind: Kind) -> Born | None:
        """Where such records are gathered; None if no table has exactly these fields."""
        name, fields = kind
        shape = shape_of(name)
        if shape is None or not are_sorted(fields) or set(fields) != shape.columns.keys():
            return None
        self._born[kind] = Born(shape, fields)
        return self._born[kind]

    def _require_one_form(self, bodies: Sequence[Any]) -> None:
        """Leaves all unless the plain ones are written in their one canonical form."""
        plain = [place for place in range(len(bodies)) if place not in self._left]
        lists = Counter(len(bodies[place]) for place in plain)
        least = sum(many * (octets_of([[None] * count]) - count) for count, many in lists.items())
        least += sum(born.octets() for born in self._born.values())
        if sum(len(self._entries[place].body) for place in plain) != least:
            self._leave(set(plain))

    def _fit(self) -> None:
        unfit: set[int] = set()
        for born in self._born.values():
            try:
                born.fit()
            except ValueUnfit:
                unfit.update(born.places)
        self._leave(unfit)

    def _leave(self, places: set[int]) -> None:
        """These entries are not plain."""
        if places:
            self._left |= places
            fewer = {kind: born.without(places) for kind, born in self._born.items()}
            self._born = {kind: born for kind, born in fewer.items() if born.places}

    def _present(self) -> set[int]:
        """The places of records that are there already, or come twice."""
        ids: dict[str, Counter[str]] = defaultdict(Counter)
        for born in self._born.values():
            ids[born.shape.table.name].update(born.ids)
        known = {kind: self._known(kind, count) for kind, count in ids.items()}
        return {
            place
            for born in self._born.values()
            if (there := known[born.shape.table.name])
            for place, row_id in zip(born.places, born.ids, strict=True)
            if row_id in there
        }

    def _known(self, kind: str, ids: Counter[str]) -> set[str]:
        """Which of these ids are there, or come twice."""
        twice = {row_id for row_id, count in ids.items() if count > 1}
        if not self._any_between(kind, min(ids), max(ids)):
            return twice
        return twice | known_ids(self._connection, self._office, kind, ids)

    def _any_between(self, kind: str, first: str, last: str) -> bool:
        """Whether any record lies there: ids rise with time, so new ones mostly come after all."""
        shape = shape_of(kind)
        if shape is None:
            return False
        ids = shape.table.c.id
        found = self._connection.execute(
            select(ids)
            .where(shape.table.c.office_id == self._office, ids >= first, ids <= last)
            .limit(1)
        )
        return found.first() is not None

    def _lacking(self) -> set[int]:
        """The places of records that refer to others which are not here and do not come."""
        coming: dict[str, set[str]] = defaultdict(set)
        for born in self._born.values():
            coming[born.shape.table.name].update(born.ids)
        found: set[int] = set()
        for born, values, table in self._references():
            named = set(values) - {None} - coming[table]
            absent = named - known_ids(self._connection, self._office, table, named)
            if absent:
                found.update(
                    place
                    for place, value in zip(born.places, values, strict=True)
                    if value in absent
                )
        return found

    def _references(self) -> Iterator[tuple[Born, Sequence[Any], str]]:
        for born in self._born.values():
            for reference in born.shape.references:
                yield born, born.columns[reference.column], reference.table

    def _write(self, born: Born) -> None:
        count = len(born.ids)
        lead: dict[str, Sequence[Any]] = {
            "office_id": [self._office] * count, "id": born.ids, "entry": born.uids,
        }  # fmt: skip
        if born.shape.is_form:
            lead["versions"] = [UNCHANGED] * count
        insert_columns(self._connection, born.shape.table, lead | born.columns)


def ids_of(all_of: Iterable[Born]) -> dict[str, set[str]]:
    """The new records by table."""
    found: dict[str, set[str]] = defaultdict(set)
    for born in all_of:
        found[born.shape.table.name].update(born.ids)
    return found
