"""Hints, and the medical records of people outside prison that one kind of them needs.

Revision 0005, follows 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _refers_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office_id", column],
        [f"{target}.office_id", f"{target}.id"],
        name=op.f(f"fk_{table}_office_id_{column}"),
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    """Creates both tables."""
    op.create_table(
        "medical_record",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("hospital", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        _refers_to("medical_record", "supervision_id", "supervision"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_medical_record")),
    )
    op.create_index(
        "ix_medical_record_supervision",
        "medical_record",
        ["office_id", "supervision_id", "on"],
        unique=False,
    )
    op.create_table(
        "hint",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("duty_id", sa.String(length=32), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done", sa.Date(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("violation_id", sa.String(length=32), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        _refers_to("hint", "supervision_id", "supervision"),
        _refers_to("hint", "violation_id", "violation"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_hint")),
    )
    op.create_index("ix_hint_state", "hint", ["office_id", "state", "due"], unique=False)
    op.create_index("ix_hint_supervision", "hint", ["office_id", "supervision_id"], unique=False)


def downgrade() -> None:
    """Drops them again."""
    op.drop_index("ix_hint_supervision", table_name="hint")
    op.drop_index("ix_hint_state", table_name="hint")
    op.drop_table("hint")
    op.drop_index("ix_medical_record_supervision", table_name="medical_record")
    op.drop_table("medical_record")
