"""Ranges of records with what they come to, and what was put right where two sides differed.

Revision 0014, follows 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates both tables; the ranges are reckoned at the next exchange."""
    op.create_table(
        "sync_leaf",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("first", sa.String(length=32), nullable=False),
        sa.Column("total", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("shares", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "kind", "first", name=op.f("pk_sync_leaf")),
    )
    op.create_table(
        "sync_repair",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "number", name=op.f("pk_sync_repair")),
    )


def downgrade() -> None:
    """Drops them again."""
    for table in ("sync_repair", "sync_leaf"):
        op.drop_table(table)
