"""Relocations (执行地变更), approvals (会客、特定区域场所), and trips under a travel permit.

Revision 0004, follows 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "approval",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("contact", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("injunction", sa.Text(), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=False),
        sa.Column("asked_until", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("times", sa.String(length=200), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("tell", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_approval_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_approval")),
    )
    op.create_index(
        "ix_approval_state", "approval", ["office_id", "kind", "state", "until_on"], unique=False
    )
    op.create_index(
        "ix_approval_supervision", "approval", ["office_id", "supervision_id"], unique=False
    )
    op.create_table(
        "relocation",
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("supervision_id", sa.String(length=32), nullable=True),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("id_number", sa.String(length=18), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("other_county", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("new_address", sa.String(length=200), nullable=False),
        sa.Column("move_on", sa.Date(), nullable=True),
        sa.Column("apply_by", sa.Date(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("by_prison", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_relocation_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_relocation")),
    )
    op.create_index(
        "ix_relocation_state", "relocation", ["office_id", "state", "direction"], unique=False
    )
    op.create_index(
        "ix_relocation_supervision", "relocation", ["office_id", "supervision_id"], unique=False
    )
    op.create_table(
        "approval_decision",
        sa.Column("approval_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "approval_id"],
            ["approval.office_id", "approval.id"],
            name=op.f("fk_approval_decision_office_id_approval_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_approval_decision")),
    )
    op.create_index(
        "ix_approval_decision_approval",
        "approval_decision",
        ["office_id", "approval_id"],
        unique=False,
    )
    op.create_table(
        "approval_told",
        sa.Column("approval_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "approval_id"],
            ["approval.office_id", "approval.id"],
            name=op.f("fk_approval_told_office_id_approval_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_approval_told")),
    )
    op.create_index(
        "ix_approval_told_approval", "approval_told", ["office_id", "approval_id"], unique=False
    )
    op.create_table(
        "relocation_item",
        sa.Column("relocation_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "relocation_id"],
            ["relocation.office_id", "relocation.id"],
            name=op.f("fk_relocation_item_office_id_relocation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_relocation_item")),
    )
    op.create_index(
        "ix_relocation_item_relocation",
        "relocation_item",
        ["office_id", "relocation_id"],
        unique=False,
    )
    op.create_table(
        "relocation_step",
        sa.Column("relocation_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "relocation_id"],
            ["relocation.office_id", "relocation.id"],
            name=op.f("fk_relocation_step_office_id_relocation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_relocation_step")),
    )
    op.create_index(
        "ix_relocation_step_relocation",
        "relocation_step",
        ["office_id", "relocation_id"],
        unique=False,
    )
    op.create_table(
        "travel_trip",
        sa.Column("permit_id", sa.String(length=32), nullable=False),
        sa.Column("returns", sa.String(length=32), nullable=True),
        sa.Column("depart", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("manner", sa.String(length=20), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "permit_id"],
            ["travel_permit.office_id", "travel_permit.id"],
            name=op.f("fk_travel_trip_office_id_permit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "returns"],
            ["travel_trip.office_id", "travel_trip.id"],
            name=op.f("fk_travel_trip_office_id_returns"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_travel_trip")),
    )
    op.create_index(
        "ix_travel_trip_permit", "travel_trip", ["office_id", "permit_id", "depart"], unique=False
    )


def downgrade() -> None:
    """Drops them again."""
    op.drop_index("ix_travel_trip_permit", table_name="travel_trip")
    op.drop_table("travel_trip")
    op.drop_index("ix_relocation_step_relocation", table_name="relocation_step")
    op.drop_table("relocation_step")
    op.drop_index("ix_relocation_item_relocation", table_name="relocation_item")
    op.drop_table("relocation_item")
    op.drop_index("ix_approval_told_approval", table_name="approval_told")
    op.drop_table("approval_told")
    op.drop_index("ix_approval_decision_approval", table_name="approval_decision")
    op.drop_table("approval_decision")
    op.drop_index("ix_relocation_supervision", table_name="relocation")
    op.drop_index("ix_relocation_state", table_name="relocation")
    op.drop_table("relocation")
    op.drop_index("ix_approval_supervision", table_name="approval")
    op.drop_index("ix_approval_state", table_name="approval")
    op.drop_table("approval")
