"""The journal: one hash-chained entry per act, with the changed fields and what each one replaced.

Its tables; how they are read, whether an entry is a row or lies packed in a run, is in
`journal_reader`. Writing one's own entries is the unit of work's business alone; those of other
devices come in through sync. The chain as plain data is in `chain`.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Index, Integer, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from corrdesk.store.base import ID_LENGTH, OFFICE_ID_LENGTH, Base, Merge, merges
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
    "JournalEntry", "JournalPeer", "JournalRun", "JournalTouch", "check_chains", "digest",
    "entry_uid", "newest_hlc", "next_hlc", "pack_changes", "plain", "unpack_changes",
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


class JournalRun(Base):
    """Entries that came in together, packed as they came; see `runs`. Never changed."""

    __tablename__ = "journal_run"
    __table_args__ = {"info": merges(Merge.JOURNAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    first: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
    hlc: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)


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
