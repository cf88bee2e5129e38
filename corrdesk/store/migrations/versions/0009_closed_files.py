"""Closed files: minors are known by a column, files can be sealed, and opening one is entered.

The day of the offence tells who is a minor (社区矫正法 58). A number may have a new file after its
old one was sealed, so it is unique among the open files alone. Revision 0009, follows 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WRITER = sa.text("rtrim(entry, '0123456789')")
OPEN = sa.text("sealed_on IS NULL")
SEALED = sa.text("sealed_on IS NOT NULL")


def upgrade() -> None:
    """Adds the columns and the register of accesses; what is not known yet stays empty."""
    op.add_column("supervision", sa.Column("offence_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("minor", sa.Boolean(), nullable=True))
    op.add_column("person", sa.Column("sealed_on", sa.Date(), nullable=True))
    op.drop_index("ix_person_id_number", table_name="person")
    op.create_index(
        "ix_person_id_number",
        "person",
        ["office_id", "id_number", WRITER],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_person_sealed",
        "person",
        ["office_id", "sealed_on"],
        sqlite_where=SEALED,
        postgresql_where=SEALED,
    )
    op.create_table(
        "file_access",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_file_access_office_id_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_file_access")),
    )
    op.create_index("ix_file_access_person", "file_access", ["office_id", "person_id"])


def downgrade() -> None:
    """Takes them away again; fails while a number has an open and a sealed file."""
    op.drop_index("ix_file_access_person", table_name="file_access")
    op.drop_table("file_access")
    op.drop_index("ix_person_sealed", table_name="person")
    op.drop_index("ix_person_id_number", table_name="person")
    op.create_index(
        "ix_person_id_number",
        "person",
        ["office_id", "id_number", WRITER],
        unique=True,
    )
    op.drop_column("person", "sealed_on")
    op.drop_column("person", "minor")
    op.drop_column("supervision", "offence_on")
