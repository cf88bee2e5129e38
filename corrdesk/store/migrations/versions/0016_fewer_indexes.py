"""Without indexes that only put short lists in order: sorting a list is cheaper than keeping one.

Revision 0016, follows 0015.
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ORDERED = {
    "partner": ("ix_partner_name", ["office_id", "name"]),
    "volunteer": ("ix_volunteer_name", ["office_id", "name"]),
    "program": ("ix_program_active", ["office_id", "active", "name"]),
}


def upgrade() -> None:
    """Drops them: every question about these tables reads all of an office's rows."""
    for table, (name, _columns) in ORDERED.items():
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    """Makes them again."""
    for table, (name, columns) in ORDERED.items():
        op.create_index(name, table, columns, unique=False)
