"""Files of other devices: where they lie here, and the chunks of those not here whole.

Revision 0012, follows 0011. The table that changes was never written before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.drop_table("sync_file")
    op.create_table(
        "sync_file",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "sha256", name=op.f("pk_sync_file")),
    )
    op.create_table(
        "sync_piece",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "sha256", "position", name=op.f("pk_sync_piece")),
    )


def downgrade() -> None:
    """Makes them as they were."""
    op.drop_table("sync_piece")
    op.drop_table("sync_file")
    op.create_table(
        "sync_file",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "sha256", name=op.f("pk_sync_file")),
    )
