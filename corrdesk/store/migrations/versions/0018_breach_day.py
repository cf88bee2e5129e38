"""A violation has the day on which it happened beside the day on which it was found.

Empty means the day of discovery, as everything recorded before was read. Revision 0018, follows
0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the day; of what was recorded before nobody said it."""
    op.add_column("violation", sa.Column("happened_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Forgets it."""
    op.drop_column("violation", "happened_on")
