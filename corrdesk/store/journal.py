"""The journal: one hash-chained entry per act, with the changed fields and what each one replaced.

Defines the entry, its canonical bytes, and how a chain is verified. Writing entries is the unit of
work's business alone; moving them between machines is sync's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import cbor2
from sqlalchemy import BigInteger, Integer, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from corrdesk.base.i18n import _
from corrdesk.store.base import ID_LENGTH, OFFICE_ID_LENGTH, Base, Merge, merges, table_of
from corrdesk.store.types import AnyRow

FORMAT = 1
GENESIS = bytes(32)
SHORT_HEAD = 12


class JournalEntry(Base):
    """One act as it was committed. Never changed, never deleted."""

    __tablename__ = "journal_entry"
    __table_args__ = {"info": merges(Merge.JOURNAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    act: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    hlc: Mapped[int] = mapped_column(BigInteger)
    happened_at: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class JournalTouch(Base):
    """Which entries changed a by-field record: the way from a record to its history."""

    __tablename__ = "journal_touch"
    __table_args__ = {"info": merges(Merge.JOURNAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)


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


def pack_changes(changes: Iterable[Change]) -> bytes:
    """The canonical bytes of an entry's body."""
    return cbor2.dumps([change.as_list() for change in changes], canonical=True)


def unpack_changes(body: bytes) -> tuple[Change, ...]:
    """The changes of an entry's body."""
    return tuple(Change(*item) for item in cbor2.loads(body))


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


def digest(entry: JournalEntry | AnyRow | AnyEntry) -> bytes:
    """SHA-256 over the entry before it and every field of this one, in canonical CBOR."""
    content = [
        FORMAT,
        entry.office_id,
        entry.device_id,
        entry.seq,
        entry.act,
        entry.actor_id,
        entry.hlc,
        entry.happened_at,
        entry.entered_at,
        entry.reason,
        entry.body,
    ]
    return hashlib.sha256(entry.previous + cbor2.dumps(content, canonical=True)).digest()


def next_hlc(last: int, now: datetime) -> int:
    """The hybrid clock: wall milliseconds above a 16-bit counter, always above the last one."""
    return max(last + 1, int(now.timestamp() * 1000) << 16)


def read_head(session: Session, office_id: str, device_id: str) -> Head:
    """The last entry of a device, or the empty head."""
    row = session.execute(
        select(JournalEntry.seq, JournalEntry.hash, JournalEntry.hlc)
        .where(JournalEntry.office_id == office_id, JournalEntry.device_id == device_id)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).first()
    return Head(row.seq, row.hash, row.hlc) if row else Head(0, GENESIS, 0)


def read_heads(session: Session, office_id: str) -> dict[str, Head]:
    """The last entry of every device that wrote for the office."""
    devices = session.scalars(
        select(JournalEntry.device_id).where(JournalEntry.office_id == office_id).distinct()
    )
    return {device: read_head(session, office_id, device) for device in devices}


def hash_at(session: Session, office_id: str, device_id: str, seq: int) -> bytes | None:
    """The hash of one entry, or None when the journal does not hold it."""
    if seq == 0:
        return GENESIS
    return session.execute(
        select(JournalEntry.hash).where(
            JournalEntry.office_id == office_id,
            JournalEntry.device_id == device_id,
            JournalEntry.seq == seq,
        )
    ).scalar_one_or_none()


def verify_chains(session: Session) -> Iterator[ChainProblem]:
    """Walks every device's chain from its first entry and yields what does not hold."""
    table = table_of(JournalEntry)
    rows = session.execute(
        select(table).order_by(table.c.office_id, table.c.device_id, table.c.seq)
    ).yield_per(1000)
    return check_chains(rows)


def check_chains(rows: Iterable[AnyRow] | Iterable[AnyEntry]) -> Iterator[ChainProblem]:
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
