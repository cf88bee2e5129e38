"""Reading an office's chains in a database, whether an entry is a row or lies packed in a run.

For a vault and for a county's server alike, within a session's transaction. What reads a doubtful
file without SQLAlchemy is in `plain_journal`; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Connection, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.store.base import table_of
from corrdesk.store.chain import GENESIS, ChainProblem, Entry, Head, check_chains
from corrdesk.store.journal import JournalEntry, JournalRun
from corrdesk.store.runs import SAID, PackedRun, RunDamaged, entries_in
from corrdesk.store.types import AnySelect

Pack = Callable[[Sequence[Sequence[Any]]], bytes]
END: Final = (1 << 31) - 1  # the last number that there can be
AT_ONCE: Final = 2_000  # rows that are taken from the engine together
LARGE: Final = 2 << 20  # bytes of rows that are packed together: what takes them has a limit
AT_HAND: Final = 8  # unpacked runs: some megabytes
_ROWS, _RUNS = table_of(JournalEntry), table_of(JournalRun)
_MY_ROWS = (_ROWS.c.office_id == bindparam("office")) & (_ROWS.c.device_id == bindparam("device"))
_MY_RUNS = (_RUNS.c.office_id == bindparam("office")) & (_RUNS.c.device_id == bindparam("device"))
_SEQ: Final = bindparam("seq", type_=Integer)
_FIRST: Final = bindparam("first", type_=Integer)
_LAST: Final = bindparam("last", type_=Integer)

# Made once: these are asked for again and again, and putting one together costs as much as asking.
_LAST_ROW = (
    select(_ROWS.c.seq, _ROWS.c.hash, _ROWS.c.hlc)
    .where(_MY_ROWS)
    .order_by(_ROWS.c.seq.desc())
    .limit(1)
)
_LAST_RUN = (
    select(_RUNS.c.last, _RUNS.c.head, _RUNS.c.hlc)
    .where(_MY_RUNS)
    .order_by(_RUNS.c.first.desc())
    .limit(1)
)
_HASH_OF_ROW = select(_ROWS.c.hash).where(_MY_ROWS, _ROWS.c.seq == _SEQ)
_HASH_OF_RUN = select(_RUNS.c.head).where(_MY_RUNS, _RUNS.c.last == _SEQ, _RUNS.c.first <= _SEQ)


def _last_rows() -> AnySelect:
    """The last row of each device, by as many steps through the keys as there are devices."""
    mine = _ROWS.c.office_id == bindparam("office")
    least = select(func.min(_ROWS.c.device_id)).where(mine)
    steps = select(least.scalar_subquery().label("device")).cte("steps", recursive=True)
    further = least.where(_ROWS.c.device_id > steps.c.device).correlate(steps)
    steps = steps.union_all(select(further.scalar_subquery()).where(steps.c.device.is_not(None)))
    # Each by itself and by its key: joined, a planner may rather read all that the office has.
    ends = select(_ROWS).where(mine, _ROWS.c.device_id == steps.c.device).correlate(steps)
    last = ends.order_by(_ROWS.c.seq.desc()).limit(1)
    end = [
        last.with_only_columns(column).scalar_subquery()
        for column in (_ROWS.c.seq, _ROWS.c.hash, _ROWS.c.hlc)
    ]
    return select(steps.c.device, *end).where(steps.c.device.is_not(None))


def _last_runs() -> AnySelect:
    """The last run of each device; there are few runs."""
    mine = _RUNS.c.office_id == bindparam("office")
    ends = select(_RUNS.c.device_id, func.max(_RUNS.c.first).label("first")).where(mine)
    last = ends.group_by(_RUNS.c.device_id).subquery("ends")
    return select(_RUNS.c.device_id, _RUNS.c.last, _RUNS.c.head, _RUNS.c.hlc).where(
        mine, _RUNS.c.device_id == last.c.device_id, _RUNS.c.first == last.c.first
    )


_HEADS: Final = (_last_rows(), _last_runs())
_ROWS_BETWEEN = (
    select(*[_ROWS.c[name] for name in Entry._fields])
    .where(_MY_ROWS, _ROWS.c.seq >= _FIRST, _ROWS.c.seq <= _LAST)
    .order_by(_ROWS.c.seq)
    .limit(AT_ONCE)
)
_SAID_BETWEEN = (
    select(_ROWS.c.seq, *[_ROWS.c[name] for name in Entry._fields[SAID]])
    .where(_MY_ROWS, _ROWS.c.seq >= _FIRST, _ROWS.c.seq <= _LAST)
    .order_by(_ROWS.c.seq)
)
_RUNS_BETWEEN = (
    select(_RUNS.c.first, _RUNS.c.last)
    .where(_MY_RUNS, _RUNS.c.first <= _LAST, _RUNS.c.last >= _FIRST)
    .order_by(_RUNS.c.first)
)
_RUN = select(*[_RUNS.c[name] for name in PackedRun._fields]).where(
    _MY_RUNS, _RUNS.c.first == _FIRST
)


class JournalReader:
    """The chains of one office, within one transaction.

    Runs that were unpacked last are kept at hand: what is looked up mostly lies close together. So
    whoever has cut or cleared a chain reads on with another reader. Raises `RunDamaged` where a run
    cannot be read.
    """

    def __init__(self, reader: Session | Connection, office_id: str) -> None:
        self._reader = reader.connection() if isinstance(reader, Session) else reader
        self._office = office_id
        self._unpacked: dict[tuple[str, int], list[Entry]] = {}

    def devices(self) -> list[str]:
        """The devices that wrote for the office."""
        return [*self.heads()]

    def head(self, device_id: str) -> Head:
        """The last entry of a device, or the empty head."""
        mine = self._of(device_id)
        ends = [self._reader.execute(last, mine).first() for last in (_LAST_ROW, _LAST_RUN)]
        heads = [Head(0, GENESIS, 0), *(Head(*end) for end in ends if end is not None)]
        return max(heads, key=lambda head: head.seq)

    def heads(self) -> dict[str, Head]:
        """The last entry of every device that wrote for the office, in the order of devices."""
        found: dict[str, Head] = {}
        for statement in _HEADS:
            for device, *end in self._reader.execute(statement, {"office": self._office}):
                head = Head(*end)
                found[device] = max(found.get(device, head), head, key=lambda each: each.seq)
        return dict(sorted(found.items()))

    def hash_at(self, device_id: str, seq: int) -> bytes | None:
        """The hash of one entry, or None when the journal does not hold it."""
        if seq == 0:
            return GENESIS
        if not 0 < seq <= END:
            return None
        mine = self._of(device_id) | {"seq": seq}
        for statement in (_HASH_OF_ROW, _HASH_OF_RUN):
            found: bytes | None = self._reader.execute(statement, mine).scalar_one_or_none()
            if found is not None:
                return found
        entry = self.entry(device_id, seq)
        return entry.hash if entry is not None else None

    def hashes(self, device_id: str, seqs: Collection[int]) -> dict[int, bytes]:
        """The hashes of these entries of one chain, by number; those that the journal holds."""
        found: dict[int, bytes] = {}
        mine = self._of(device_id)
        rows = select(_ROWS.c.seq, _ROWS.c.hash).where(_MY_ROWS)
        runs = select(_RUNS.c.last, _RUNS.c.head).where(_MY_RUNS)
        for statement, number in ((rows, _ROWS.c.seq), (runs, _RUNS.c.last)):
            for some in batches(sorted({*seqs} - found.keys())):
                these = self._reader.execute(statement.where(number.in_(some)), mine)
                found |= {row[0]: row[1] for row in these}
        if 0 in seqs:
            found[0] = GENESIS
        inside = self._inside(device_id, {*seqs} - found.keys())
        return found | {seq: entry.hash for seq, entry in inside.items()}

    def loose(self, device_id: str) -> tuple[int, int]:
        """The numbers of the first and the last row behind a chain's last run."""
        mine = self._of(device_id)
        packed, row = (self._reader.execute(each, mine).first() for each in (_LAST_RUN, _LAST_ROW))
        return (packed[0] + 1 if packed else 1), (row[0] if row else 0)

    def entry(self, device_id: str, seq: int) -> Entry | None:
        """One entry, or None when the journal does not hold it."""
        return next(self.entries(device_id, seq, seq), None)

    def several(self, device_id: str, seqs: Collection[int]) -> dict[int, Entry]:
        """These entries of one chain, by number; those that the journal holds."""
        found: dict[int, Entry] = {}
        rows = select(*[_ROWS.c[name] for name in Entry._fields]).where(_MY_ROWS)
        for some in batches(sorted({*seqs})):
            these = self._reader.execute(rows.where(_ROWS.c.seq.in_(some)), self._of(device_id))
            found |= {row.seq: Entry._make(row) for row in these}
        return found | self._inside(device_id, {*seqs} - found.keys())

    def entries(self, device_id: str, first: int = 1, last: int = END) -> Iterator[Entry]:
        """The entries of a chain from one number to another, in order.

        A row whose number lies in a run as well, which no program of ours writes, comes before it:
        whoever checks chains sees that.
        """
        following = first
        for begin, end in self._runs(device_id, first, last):
            yield from self._rows(device_id, following, min(end, last))
            entries = self._entries_of(device_id, begin)
            yield from entries[max(first - begin, 0) : last - begin + 1]
            following = end + 1
        yield from self._rows(device_id, following, last)

    def packed(self, device_id: str, first: int, last: int) -> Iterator[PackedRun | list[Entry]]:
        """A part of a chain as it lies: runs that are whole in it, and the entries between them."""
        following = first
        for begin, end in self._runs(device_id, first, last):
            if begin < first or end > last:
                continue
            yield from self._some(device_id, following, begin - 1)
            yield self._run(device_id, begin)
            following = end + 1
        yield from self._some(device_id, following, last)

    def _inside(self, device_id: str, seqs: set[int]) -> dict[int, Entry]:
        """Those of these entries that lie in runs."""
        found: dict[int, Entry] = {}
        runs = self._runs(device_id, min(seqs), max(seqs)) if seqs else []
        for begin, end in runs:
            here = [seq for seq in seqs if begin <= seq <= end]
            entries = self._entries_of(device_id, begin) if here else []
            found |= {seq: entries[seq - begin] for seq in here}
        return found

    def run(self, device_id: str, first: int, most: int, largest: int, pack: Pack) -> PackedRun:
        """Entries from `first` on as one run: at least one, no more than about `largest` bytes.

        `pack` makes the body of what they say, column by column. Nothing else of them is read.
        Raises `RunDamaged` also where entries are missing: nobody may sign for what is not there.
        """
        said = self._said(device_id, first, first + most - 1)
        sizes = accumulate(len(row[-1]) for row in said)
        within = max(sum(1 for size in sizes if size <= largest), 1)
        last = first + within - 1
        previous, head = (self.hash_at(device_id, seq) for seq in (first - 1, last))
        if previous is None or head is None or said[within - 1][0] != last:
            raise RunDamaged
        _seqs, *columns = zip(*said[:within], strict=True)
        hlc = columns[Entry._fields[SAID].index("hlc")][-1]
        body = pack(columns)
        return PackedRun(self._office, device_id, first, last, previous, head, hlc, body)

    def _said(self, device_id: str, first: int, last: int) -> list[tuple[Any, ...]]:
        """Number and words of these entries."""
        if self._runs(device_id, first, last):
            entries = self.entries(device_id, first, last)
            return [(entry.seq, *tuple(entry)[SAID]) for entry in entries]
        between = self._of(device_id) | {"first": first, "last": last}
        return [*self._reader.execute(_SAID_BETWEEN, between).all()]

    def _some(self, device_id: str, first: int, last: int) -> Iterator[list[Entry]]:
        """These entries, so many at a time and no more than about `LARGE` bytes of them."""
        some: list[Entry] = []
        size = 0
        for entry in self.entries(device_id, first, last):
            if some and (len(some) == AT_ONCE or size + len(entry.body) > LARGE):
                yield some
                some, size = [], 0
            some.append(entry)
            size += len(entry.body)
        if some:
            yield some

    def _of(self, device_id: str) -> dict[str, str | int]:
        return {"office": self._office, "device": device_id}

    def _runs(self, device_id: str, first: int, last: int) -> list[tuple[int, int]]:
        between = self._of(device_id) | {"first": first, "last": last}
        return [(begin, end) for begin, end in self._reader.execute(_RUNS_BETWEEN, between)]

    def _run(self, device_id: str, first: int) -> PackedRun:
        found = self._reader.execute(_RUN, self._of(device_id) | {"first": first})
        return PackedRun(*found.one())

    def _entries_of(self, device_id: str, first: int) -> list[Entry]:
        place = device_id, first
        entries = self._unpacked.pop(place, None) or entries_in(self._run(device_id, first))
        self._unpacked[place] = entries  # the latest at the end
        if len(self._unpacked) > AT_HAND:
            del self._unpacked[next(iter(self._unpacked))]
        return entries

    def _rows(self, device_id: str, first: int, last: int) -> Iterator[Entry]:
        while first <= last:
            between = self._of(device_id) | {"first": first, "last": last}
            rows = self._reader.execute(_ROWS_BETWEEN, between).fetchall()
            yield from map(Entry._make, rows)
            if len(rows) < AT_ONCE:
                return
            first = rows[-1].seq + 1


def count_entries(session: Session) -> int:
    """How many entries the journals of all offices have."""
    rows = session.execute(select(func.count()).select_from(_ROWS)).scalar_one()
    packed = session.execute(select(func.sum(_RUNS.c.last - _RUNS.c.first + 1))).scalar_one()
    return rows + int(packed or 0)


def offices_of(session: Session) -> list[str]:
    """The offices that have a journal here."""
    found: set[str] = set()
    for table in (_ROWS, _RUNS):
        found |= set(session.execute(select(table.c.office_id).distinct()).scalars())
    return sorted(found)


def verify_chains(session: Session) -> Iterator[ChainProblem]:
    """Walks every device's chain from its first entry and yields what does not hold."""
    for office in offices_of(session):
        reader = JournalReader(session, office)
        for device in reader.devices():
            try:
                yield from check_chains(reader.entries(device))
            except RunDamaged as damage:
                yield ChainProblem(device, "edited", damage.message)
