"""Leave: requests, decisions, certificates, returns, permits; delegations and approved absences.

Revision 0002, follows 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of leave."""
    op.create_table(
        "delegation",
        sa.Column("task", sa.String(length=30), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_delegation")),
    )
    op.create_index("ix_delegation_task", "delegation", ["office_id", "task"], unique=False)
    op.create_table(
        "leave_proof",
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_leave_proof")),
    )
    op.create_index(
        "ix_leave_proof_subject", "leave_proof", ["office_id", "subject_id"], unique=False
    )
    op.create_table(
        "absence",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_absence_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_absence")),
    )
    op.create_index(
        "ix_absence_supervision", "absence", ["office_id", "supervision_id"], unique=False
    )
    op.create_table(
        "leave",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("extends", sa.String(length=32), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("depart", sa.Date(), nullable=False),
        sa.Column("return_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("destination", sa.String(length=200), nullable=False),
        sa.Column("transport", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("abroad", sa.Boolean(), nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("days_in_window", sa.Integer(), nullable=False),
        sa.Column("approver", sa.String(length=20), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("compared", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "extends"],
            ["leave.office_id", "leave.id"],
            name=op.f("fk_leave_office_id_extends"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_leave_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_leave")),
    )
    op.create_index("ix_leave_extends", "leave", ["office_id", "extends"], unique=False)
    op.create_index("ix_leave_state", "leave", ["office_id", "state", "depart"], unique=False)
    op.create_index(
        "ix_leave_supervision", "leave", ["office_id", "supervision_id", "depart"], unique=False
    )
    op.create_table(
        "travel_permit",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("times", sa.String(length=200), nullable=False),
        sa.Column("frequency", sa.String(length=200), nullable=False),
        sa.Column("reporting", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_travel_permit_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_travel_permit")),
    )
    op.create_index(
        "ix_travel_permit_state", "travel_permit", ["office_id", "state", "valid_to"], unique=False
    )
    op.create_index(
        "ix_travel_permit_supervision",
        "travel_permit",
        ["office_id", "supervision_id"],
        unique=False,
    )
    op.create_table(
        "leave_certificate",
        sa.Column("leave_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("check_code", sa.String(length=8), nullable=False),
        sa.Column("chain_head", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "leave_id"],
            ["leave.office_id", "leave.id"],
            name=op.f("fk_leave_certificate_office_id_leave_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_leave_certificate")),
    )
    op.create_index(
        "ix_leave_certificate_code", "leave_certificate", ["office_id", "check_code"], unique=True
    )
    op.create_index(
        "ix_leave_certificate_leave",
        "leave_certificate",
        ["office_id", "leave_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_index(
        "ix_leave_certificate_number",
        "leave_certificate",
        ["office_id", "year", "number"],
        unique=True,
    )
    op.create_table(
        "leave_decision",
        sa.Column("leave_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decider", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("delegation_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_reason", sa.Text(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("compared", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "delegation_id"],
            ["delegation.office_id", "delegation.id"],
            name=op.f("fk_leave_decision_office_id_delegation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "leave_id"],
            ["leave.office_id", "leave.id"],
            name=op.f("fk_leave_decision_office_id_leave_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_leave_decision")),
    )
    op.create_index(
        "ix_leave_decision_leave", "leave_decision", ["office_id", "leave_id"], unique=False
    )
    op.create_table(
        "leave_return",
        sa.Column("leave_id", sa.String(length=32), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("days_overdue", sa.Integer(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "leave_id"],
            ["leave.office_id", "leave.id"],
            name=op.f("fk_leave_return_office_id_leave_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_leave_return")),
    )
    op.create_index(
        "ix_leave_return_leave", "leave_return", ["office_id", "leave_id"], unique=False
    )
    op.create_table(
        "travel_decision",
        sa.Column("permit_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_reason", sa.Text(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "permit_id"],
            ["travel_permit.office_id", "travel_permit.id"],
            name=op.f("fk_travel_decision_office_id_permit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_travel_decision")),
    )
    op.create_index(
        "ix_travel_decision_permit", "travel_decision", ["office_id", "permit_id"], unique=False
    )


def downgrade() -> None:
    """Drops them again."""
    op.drop_index("ix_travel_decision_permit", table_name="travel_decision")
    op.drop_table("travel_decision")
    op.drop_index("ix_leave_return_leave", table_name="leave_return")
    op.drop_table("leave_return")
    op.drop_index("ix_leave_decision_leave", table_name="leave_decision")
    op.drop_table("leave_decision")
    op.drop_index("ix_leave_certificate_number", table_name="leave_certificate")
    op.drop_index(
        "ix_leave_certificate_leave",
        table_name="leave_certificate",
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.drop_index("ix_leave_certificate_code", table_name="leave_certificate")
    op.drop_table("leave_certificate")
    op.drop_index("ix_travel_permit_supervision", table_name="travel_permit")
    op.drop_index("ix_travel_permit_state", table_name="travel_permit")
    op.drop_table("travel_permit")
    op.drop_index("ix_leave_supervision", table_name="leave")
    op.drop_index("ix_leave_state", table_name="leave")
    op.drop_index("ix_leave_extends", table_name="leave")
    op.drop_table("leave")
    op.drop_index("ix_absence_supervision", table_name="absence")
    op.drop_table("absence")
    op.drop_index("ix_leave_proof_subject", table_name="leave_proof")
    op.drop_table("leave_proof")
    op.drop_index("ix_delegation_task", table_name="delegation")
    op.drop_table("delegation")
