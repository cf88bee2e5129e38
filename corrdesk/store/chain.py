"""The chain of a journal as plain data: entries, their canonical bytes and hashes. No database.

Whoever checks a journal without opening a vault works with these; tables are in `journal.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

import cbor2

from corrdesk.base.clock import CHINA
from corrdesk.base.heads import is_too_dense
from corrdesk.base.i18n import _

FORMAT: Final = 1
GENESIS: Final = bytes(32)
SHORT_HEAD: Final = 12
CLOCK_BITS: Final = 16  # the counter of the hybrid clock, below its milliseconds
SEVERAL: Final = " "  # between the versions that one change settles


@dataclass(frozen=True, slots=True)
class Change:
    """One record in one act: its new field values and, for changed fields, the version replaced."""

    table: str
    row_id: str
    fields: dict[str, Any]
    replaced: dict[str, str]  # empty for a new record

    def as_list(self) -> list[Any]:
        """The form that goes into the body of an entry."""
        return [self.table, self.row_id, self.fields, self.replaced]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a device's chain ends. seq 0 with the zero hash is an empty chain."""

    seq: int
    hash: bytes
    hlc: int

    @property
    def short(self) -> str:
        """The few characters that are printed on notices."""
        return self.hash.hex()[:SHORT_HEAD]


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """A place where a chain does not hold.

    `kind`: edited, gap, order; against the anchor cut, rollback, anchor (damaged), no_anchor.
    """

    entry: str
    kind: str
    message: str


def entry_uid(device_id: str, seq: int) -> str:
    """The name of an entry, unique in the county."""
    return f"{device_id}:{seq}"


def plain(value: Any) -> Any:
    """A field value as the journal keeps it: dates and times as ISO text, the rest unchanged."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def device_of(uid: str) -> str:
    """The device that wrote the entry with this name."""
    return uid.rpartition(":")[0]


def place_of(uid: str) -> tuple[str, int]:
    """Device and number of the entry with this name."""
    device, _colon, seq = uid.rpartition(":")
    return device, int(seq)


def versions_named(replaced: str) -> frozenset[str]:
    """The entries that a change replaces in one field: one, or several that it settles."""
    return frozenset(replaced.split(SEVERAL)) if replaced else frozenset()


def when_entered(entry: AnyEntry) -> datetime:
    """When an entry was made, in China's zone.

    By its hybrid clock where a foreign program wrote what is no time: entries are taken with it.
    """
    try:
        made = datetime.fromisoformat(entry.entered_at)
    except ValueError:
        made = datetime.fromtimestamp((entry.hlc >> CLOCK_BITS) / 1000, CHINA)
    return made.astimezone(CHINA) if made.tzinfo is not None else made.replace(tzinfo=CHINA)


def pack_changes(changes: Iterable[Change]) -> bytes:
    """The canonical bytes of an entry's body."""
    return cbor2.dumps([change.as_list() for change in changes], canonical=True)


def unpack_changes(body: bytes) -> tuple[Change, ...]:
    """The changes of an entry's body."""
    return tuple(Change(*item) for item in cbor2.loads(body))


def readable_changes(body: bytes) -> tuple[Change, ...]:
    """The changes in a body that somebody else wrote; what has no form says nothing.

    Such an entry is a link of its device's chain all the same, and was set aside.
    """
    return tuple(Change(*each) for each in listed_in(body) if _is_change(each))


def listed_in(body: bytes) -> list[Any]:
    """What stands in a body that somebody else wrote, change or not; nothing if it has no form."""
    try:
        found = None if is_too_dense(body) else cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError):
        return []
    return found if isinstance(found, list) else []


def _is_change(said: Any) -> bool:
    return (
        isinstance(said, list)
        and len(said) == 4
        and all(isinstance(each, str) for each in said[:2])
        and all(isinstance(each, dict) for each in said[2:])
    )


class Entry(NamedTuple):
    """A journal entry as it lies in the table or travels."""

    office_id: str
    device_id: str
    seq: int
    act: str
    actor_id: str
    hlc: int
    happened_at: str
    entered_at: str
    reason: str
    body: bytes
    previous: bytes
    hash: bytes


class AnyEntry(Protocol):
    """An entry however it was read: mapped, as a row, or over a plain connection."""

    @property
    def office_id(self) -> str: ...
    @property
    def device_id(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def act(self) -> str: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def hlc(self) -> int: ...
    @property
    def happened_at(self) -> str: ...
    @property
    def entered_at(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def previous(self) -> bytes: ...
    @property
    def hash(self) -> bytes: ...


def digest(entry: AnyEntry) -> bytes:
    """SHA-256 over the entry before it and every field of this one, in canonical CBOR."""
    said = (
        entry.act, entry.actor_id, entry.hlc, entry.happened_at, entry.entered_at, entry.reason,
        entry.body,
    )  # fmt: skip
    content = [FORMAT, entry.office_id, entry.device_id, entry.seq, *said]
    return _hashed(entry.previous, content)


def chained(
    office: str, device: str, first: int, previous: bytes, said: Iterable[tuple[Any, ...]]
) -> list[Entry]:
    """Entries that follow one another, each bound to the one before it.

    `said`: what each one says, from `act` to `body`. `first` and `previous`: where they begin.
    """
    entries = []
    for seq, of_one in enumerate(said, first):
        found = _hashed(previous, [FORMAT, office, device, seq, *of_one])
        entries.append(Entry._make((office, device, seq, *of_one, previous, found)))
        previous = found
    return entries


def _hashed(previous: bytes, content: list[Any]) -> bytes:
    # Texts, numbers and bytes in a list have one encoding, the canonical one.
    return hashlib.sha256(previous + cbor2.dumps(content)).digest()


def next_hlc(last: int, now: datetime) -> int:
    """The hybrid clock: wall milliseconds above a counter, always above the last one."""
    return max(last + 1, int(now.timestamp() * 1000) << CLOCK_BITS)


def check_chains(rows: Iterable[AnyEntry]) -> Iterator[ChainProblem]:
    """Yields what does not hold in entries ordered by office, device and sequence number."""
    owner: tuple[str, str] | None = None
    seq, previous = 0, GENESIS
    for row in rows:
        if (row.office_id, row.device_id) != owner:
            owner, seq, previous = (row.office_id, row.device_id), 0, GENESIS
        uid = entry_uid(row.device_id, row.seq)
        if row.seq != seq + 1:
            missing = _("第 {entry} 条之前缺少记录。").format(entry=row.seq)
            yield ChainProblem(uid, "gap", missing)
        elif row.previous != previous:
            yield ChainProblem(uid, "order", _("这一条与前一条接不上。"))
        if digest(row) != row.hash:
            yield ChainProblem(uid, "edited", _("这一条在写入之后被改动过。"))
        seq, previous = row.seq, row.hash
