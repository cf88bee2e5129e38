"""Whose database it is: two counties in one would mix their offices and numbers.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table; whoever opens the database next with its folder writes its name."""
    op.create_table(
        "console_county",
        sa.Column("county_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("county_id", name=op.f("pk_console_county")),
    )


def downgrade() -> None:
    """Drops it again."""
    op.drop_table("console_county")
