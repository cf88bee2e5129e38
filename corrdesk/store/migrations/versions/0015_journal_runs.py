"""What other devices wrote, packed in runs as it came in.

Revision 0015, follows 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table; entries that are rows stay rows."""
    op.create_table(
        "journal_run",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hlc", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "device_id", "first", name=op.f("pk_journal_run")),
    )


def downgrade() -> None:
    """Drops the table: only where nothing lies in it, for what it holds is nowhere else."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM journal_run LIMIT 1")).first():
        msg = "journal_run holds entries that are nowhere else"
        raise RuntimeError(msg)
    op.drop_table("journal_run")
