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


class SyncLeaf(Base):
    """A range of a table's records and what they come to; nothing while it is not reckoned.

    `shares`: what each record adds to it, see `core.digests`.
    """

    __tablename__ = "sync_leaf"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    first: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    total: Mapped[bytes] = mapped_column(LargeBinary(16))
    rows: Mapped[int] = mapped_column(Integer)
    shares: Mapped[bytes] = mapped_column(LargeBinary)


class SyncRepair(Base):
    """A record that was not what the journal makes of it, and was put right; kept for people.

    `fields`: name, what stood there, what stands there now. `outcome` and an empty `kind`: see
    `repairing`.
    """

    __tablename__ = "sync_repair"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str] = mapped_column(String(20))
    fields: Mapped[list[Any]] = mapped_column(JSON)


class SyncFile(Base):
    """A file by the digest of its content: where it lies here, however it came here.

    `address` is empty while it is not here. `refused`: how often what came for it was of no use.
    """

    __tablename__ = "sync_file"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str] = mapped_column(String(80))
    refused: Mapped[int] = mapped_column(Integer)


class SyncPiece(Base):
    """A chunk of a file that is not here whole, sealed as it came. `size`: of the whole, stated."""

    __tablename__ = "sync_piece"
    __table_args__ = {"info": merges(Merge.LOCAL)}

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)
