"""Tables of sync: what this side knows of the other, proofs of chains, conflicts, places of files.

None of them travels; each vault and each county has its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.store.base import ID_LENGTH, OFFICE_ID_LENGTH, Base, Merge, merges


class SyncState(Base):
    """What is remembered of the exchange, by key: membership, last receipt, roster, marks."""

    __tablename__ = "sync_state"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class SyncProof(Base):
    """A device's signed word about a run of its chain: with it anybody may hand the run on."""

    __tablename__ = "sync_proof"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    first: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
    claim: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class SyncConflict(Base):
    """Values that stand beside each other until a person chooses, or that an owner's word settled.

    `state`: open, settled (by the owner of the field), double (two records of one thing).
    """

    __tablename__ = "sync_conflict"
    __table_args__ = (
        Index("ix_sync_conflict_state", "office_id", "state"),
        {"info": merges(Merge.DERIVED)},
    )

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    versions: Mapped[list[Any]] = mapped_column(JSON)  # [entry, value], the one displayed first


class SyncBranch(Base):
    """Entries of this device that the county never took, kept as they were: see `fork`."""

    __tablename__ = "sync_branch"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    entry: Mapped[bytes] = mapped_column(LargeBinary)


class SyncFile(Base):
    """A sealed file by the digest of its content: where it lies here, and whether it has arrived.

    `address` is empty until all of it is here; `held`: the county has confirmed it.
    """

    __tablename__ = "sync_file"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    address: Mapped[str] = mapped_column(String(80))
    held: Mapped[int] = mapped_column(Integer)
