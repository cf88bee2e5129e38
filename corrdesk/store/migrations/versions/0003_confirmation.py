"""Confirming the law: what the county has said about values of the rules.

Revision 0003, follows 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of the county's words."""
    op.create_table(
        "rule_confirmation",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_rule_confirmation")),
    )
    op.create_index(
        "ix_rule_confirmation_key", "rule_confirmation", ["office_id", "key"], unique=False
    )


def downgrade() -> None:
    """Drops it again."""
    op.drop_index("ix_rule_confirmation_key", table_name="rule_confirmation")
    op.drop_table("rule_confirmation")
