"""Browsers with which somebody signed in: whoever guesses elsewhere does not shut these out.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "console_browser",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "browser", name=op.f("pk_console_browser")),
    )
    op.create_index("ix_console_browser_browser", "console_browser", ["browser"], unique=False)


def downgrade() -> None:
    """Drops it again."""
    op.drop_index("ix_console_browser_browser", table_name="console_browser")
    op.drop_table("console_browser")
