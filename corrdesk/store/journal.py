"""The journal: one hash-chained entry per act, with the changed fields and what each one replaced.

Its tables and how they are read. Writing one's own entries is the unit of work's business alone;
those of other devices come in through sync. The chain as plain data is in `chain.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from corrdesk.base.batches import batches
from corrdesk.store.base import ID_LENGTH, OFFICE_ID_LENGTH, Base, Merge, merges, table_of
from corrdesk.store.chain import (
    FORMAT,
    GENESIS,
    SHORT_HEAD,
    AnyEntry,
    ChainProblem,
    Change,
    Head,
    check_chains,
    digest,
    entry_uid,
    next_hlc,
    pack_changes,
    plain,
    unpack_changes,
)

__all__ = [
    "FORMAT", "GENESIS", "SHORT_HEAD", "AnyEntry", "ChainProblem", "Change", "Head", "JournalAside",
    "JournalEntry", "JournalPeer", "JournalTouch", "check_chains", "devices_of", "digest",
    "entry_uid", "hash_at", "newest_hlc", "next_hlc", "pack_changes", "plain", "read_head",
    "read_heads", "unpack_changes", "verify_chains",
]  # fmt: skip


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


class JournalPeer(Base):
    """Where the chain of another device ends here: what this one must be later than."""

    __tablename__ = "journal_peer"
    __table_args__ = {"info": merges(Merge.JOURNAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hlc: Mapped[int] = mapped_column(BigInteger)


class JournalAside(Base):
    """A change of a received entry that could not be applied here, and why; the entry itself holds.

    `position`: which change of the entry. `waits_for`: the record whose arrival may mend it.
    `fields`: those that this program does not know, for a record that was applied without them.
    """

    __tablename__ = "journal_aside"
    __table_args__ = (
        Index("ix_journal_aside_waits", "office_id", "waits_for"),
        Index("ix_journal_aside_row", "office_id", "row_id"),
        {"info": merges(Merge.JOURNAL)},
    )

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))  # the table that the change names
    row_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(String(20))
    fields: Mapped[list[str]] = mapped_column(JSON)
    waits_for: Mapped[str | None] = mapped_column(String(ID_LENGTH))


def newest_hlc(session: Session, office_id: str) -> int:
    """The latest hybrid clock among the journals of other devices; 0 for none."""
    found = session.execute(
        select(func.max(JournalPeer.hlc)).where(JournalPeer.office_id == office_id)
    ).scalar_one_or_none()
    return found or 0


def read_head(session: Session, office_id: str, device_id: str) -> Head:
    """The last entry of a device, or the empty head."""
    table = table_of(JournalEntry)
    row = session.execute(
        select(table.c.seq, table.c.hash, table.c.hlc)
        .where(table.c.office_id == office_id, table.c.device_id == device_id)
        .order_by(table.c.seq.desc())
        .limit(1)
    ).first()
    return Head(row.seq, row.hash, row.hlc) if row else Head(0, GENESIS, 0)


def read_heads(session: Session, office_id: str) -> dict[str, Head]:
    """The last entry of every device that wrote for the office."""
    return {
        device: read_head(session, office_id, device) for device in devices_of(session, office_id)
    }


def devices_of(reader: Session | Connection, office_id: str) -> list[str]:
    """The devices that wrote for an office, by as many steps through the index as there are."""
    table = table_of(JournalEntry)
    found: list[str] = []
    while True:
        following: str | None = reader.execute(
            select(func.min(table.c.device_id)).where(
                table.c.office_id == office_id,
                table.c.device_id > (found[-1] if found else ""),
            )
        ).scalar_one()
        if following is None:
            return found
        found.append(following)


def hash_at(session: Session, office_id: str, device_id: str, seq: int) -> bytes | None:
    """The hash of one entry, or None when the journal does not hold it."""
    if seq == 0:
        return GENESIS
    table = table_of(JournalEntry)
    found: bytes | None = session.execute(
        select(table.c.hash).where(
            table.c.office_id == office_id, table.c.device_id == device_id, table.c.seq == seq
        )
    ).scalar_one_or_none()
    return found


def hashes_at(
    session: Session, office_id: str, device_id: str, seqs: Collection[int]
) -> dict[int, bytes]:
    """The hashes of these entries of one chain, by number; those that the journal holds."""
    table = table_of(JournalEntry)
    found: dict[int, bytes] = {}
    for some in batches(sorted(seqs)):
        rows = session.execute(
            select(table.c.seq, table.c.hash).where(
                table.c.office_id == office_id,
                table.c.device_id == device_id,
                table.c.seq.in_(some),
            )
        )
        found |= {row.seq: row.hash for row in rows}
    return found


def verify_chains(session: Session) -> Iterator[ChainProblem]:
    """Walks every device's chain from its first entry and yields what does not hold."""
    table = table_of(JournalEntry)
    rows = session.execute(
        select(table).order_by(table.c.office_id, table.c.device_id, table.c.seq)
    ).yield_per(1000)
    return check_chains(rows)
