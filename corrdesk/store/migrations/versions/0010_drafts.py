"""Drafts: forms half filled in, kept on this device until they are saved or given up.

Revision 0010, follows 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of drafts."""
    op.create_table(
        "draft",
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=True),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("saved_at", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_officer", "draft", ["office_id", "officer_id"], unique=False)


def downgrade() -> None:
    """Drops it again."""
    op.drop_index("ix_draft_officer", table_name="draft")
    op.drop_table("draft")
