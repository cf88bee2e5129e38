"""Exchange: heads of other chains, changes set aside, proofs, conflicts; doubles of two devices.

A unique index held what only one device may enter once; two devices may each enter it, so the
index now counts per device, and the exchange asks a person. Revision 0008, follows 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WRITER = sa.text("rtrim(entry, '0123456789')")
ONCE: tuple[tuple[str, str, tuple[str, ...], str | None], ...] = (
    ("ix_person_id_number", "person", ("id_number",), None),
    ("ix_withdrawal_subject", "withdrawal", ("subject_id",), None),
    ("ix_program_session_code", "program_session", ("code",), None),
    ("ix_document_number", "document", ("word", "year", "number"), "number IS NOT NULL"),
    ("ix_document_code", "document", ("check_code",), None),
    ("ix_document_subject", "document", ("form_id", "subject_id"), "state <> 'void'"),
)


def upgrade() -> None:
    """Creates the tables of the exchange and lets unique indexes count per device."""
    _journal_tables()
    _sync_tables()
    for name, table, columns, where in ONCE:
        _replace_index(name, table, ["office_id", *columns, WRITER], where)


def downgrade() -> None:
    """Takes them away; fails where two devices have entered the same thing."""
    for name, table, columns, where in ONCE:
        _replace_index(name, table, ["office_id", *columns], where)
    for table in ("sync_file", "sync_branch", "sync_conflict", "sync_proof", "sync_state"):
        op.drop_table(table)
    op.drop_table("journal_aside")
    op.drop_table("journal_peer")


def _replace_index(name: str, table: str, columns: list[object], where: str | None) -> None:
    condition = sa.text(where) if where else None
    op.drop_index(name, table_name=table)
    op.create_index(
        name,
        table,
        columns,  # type: ignore[arg-type]
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _office() -> sa.Column[str]:
    return sa.Column("office_id", sa.String(length=12), nullable=False)


def _device() -> sa.Column[str]:
    return sa.Column("device_id", sa.String(length=32), nullable=False)


def _journal_tables() -> None:
    op.create_table(
        "journal_peer",
        _office(),
        _device(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hlc", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "device_id", name=op.f("pk_journal_peer")),
    )
    op.create_table(
        "journal_aside",
        _office(),
        _device(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("waits_for", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint(
            "office_id", "device_id", "seq", "position", name=op.f("pk_journal_aside")
        ),
    )
    op.create_index("ix_journal_aside_waits", "journal_aside", ["office_id", "waits_for"])
    op.create_index("ix_journal_aside_row", "journal_aside", ["office_id", "row_id"])


def _sync_tables() -> None:
    op.create_table(
        "sync_state",
        _office(),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "key", name=op.f("pk_sync_state")),
    )
    op.create_table(
        "sync_proof",
        _office(),
        _device(),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("claim", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "device_id", "first", name=op.f("pk_sync_proof")),
    )
    op.create_table(
        "sync_conflict",
        _office(),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "office_id", "kind", "row_id", "field", name=op.f("pk_sync_conflict")
        ),
    )
    op.create_index("ix_sync_conflict_state", "sync_conflict", ["office_id", "state"])
    op.create_table(
        "sync_branch",
        _office(),
        _device(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "office_id", "device_id", "seq", "hash", name=op.f("pk_sync_branch")
        ),
    )
    op.create_table(
        "sync_file",
        _office(),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "sha256", name=op.f("pk_sync_file")),
    )
