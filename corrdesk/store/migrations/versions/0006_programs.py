"""Education and service: the ledger of hours, programmes and rosters; partners and volunteers.

Revision 0006, follows 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "hour_event",
        sa.Column("learner", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_hour_event")),
    )
    op.create_index(
        "ix_hour_event_learner",
        "hour_event",
        ["office_id", "learner_id", "kind", "on"],
        unique=False,
    )
    op.create_index("ix_hour_event_source", "hour_event", ["office_id", "source_id"], unique=False)
    op.create_table(
        "partner",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_partner")),
    )
    op.create_index("ix_partner_name", "partner", ["office_id", "name"], unique=False)
    op.create_table(
        "program",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("hour_kind", sa.String(length=30), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=32), nullable=True),
        sa.Column("provider_name", sa.String(length=100), nullable=False),
        sa.Column("organiser", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("full_mark", sa.Integer(), nullable=True),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("for_staff", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_program")),
    )
    op.create_index("ix_program_active", "program", ["office_id", "active", "name"], unique=False)
    op.create_table(
        "qualification",
        sa.Column("learner", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_qualification")),
    )
    op.create_index(
        "ix_qualification_learner", "qualification", ["office_id", "learner_id"], unique=False
    )
    op.create_table(
        "program_session",
        sa.Column("program_id", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("teacher", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "program_id"],
            ["program.office_id", "program.id"],
            name=op.f("fk_program_session_office_id_program_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_program_session")),
    )
    op.create_index(
        "ix_program_session_code", "program_session", ["office_id", "code"], unique=True
    )
    op.create_index(
        "ix_program_session_on", "program_session", ["office_id", "on", "starts"], unique=False
    )
    op.create_index(
        "ix_program_session_program",
        "program_session",
        ["office_id", "program_id", "on"],
        unique=False,
    )
    op.create_table(
        "volunteer",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("partner_id", sa.String(length=32), nullable=True),
        sa.Column("skills", sa.String(length=200), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("secrecy_on", sa.Date(), nullable=True),
        sa.Column("insured_until", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "partner_id"],
            ["partner.office_id", "partner.id"],
            name=op.f("fk_volunteer_office_id_partner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_volunteer")),
    )
    op.create_index("ix_volunteer_name", "volunteer", ["office_id", "name"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("learner", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("turnout", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("manner", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.String(length=40), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "session_id"],
            ["program_session.office_id", "program_session.id"],
            name=op.f("fk_attendance_office_id_session_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_attendance")),
    )
    op.create_index(
        "ix_attendance_learner", "attendance", ["office_id", "learner_id"], unique=False
    )
    op.create_index(
        "ix_attendance_session",
        "attendance",
        ["office_id", "session_id", "learner_id"],
        unique=False,
    )
    op.create_table(
        "hour_exemption",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_hour_exemption_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_hour_exemption")),
    )
    op.create_index(
        "ix_hour_exemption_supervision",
        "hour_exemption",
        ["office_id", "supervision_id"],
        unique=False,
    )
    op.create_table(
        "invitation",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("learner", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "session_id"],
            ["program_session.office_id", "program_session.id"],
            name=op.f("fk_invitation_office_id_session_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_invitation")),
    )
    op.create_index(
        "ix_invitation_learner", "invitation", ["office_id", "learner_id"], unique=False
    )
    op.create_index(
        "ix_invitation_session", "invitation", ["office_id", "session_id", "number"], unique=False
    )
    op.create_table(
        "make_up",
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_session_id", sa.String(length=32), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "session_id"],
            ["program_session.office_id", "program_session.id"],
            name=op.f("fk_make_up_office_id_session_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_make_up")),
    )
    op.create_index("ix_make_up_learner", "make_up", ["office_id", "learner_id"], unique=False)
    op.create_index("ix_make_up_state", "make_up", ["office_id", "state", "due_on"], unique=False)
    op.create_table(
        "online_result",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_online_result_office_id_supervision_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_online_result")),
    )
    op.create_index(
        "ix_online_result_supervision",
        "online_result",
        ["office_id", "supervision_id", "on"],
        unique=False,
    )


def downgrade() -> None:
    """Drops them again."""
    op.drop_index("ix_online_result_supervision", table_name="online_result")
    op.drop_table("online_result")
    op.drop_index("ix_make_up_state", table_name="make_up")
    op.drop_index("ix_make_up_learner", table_name="make_up")
    op.drop_table("make_up")
    op.drop_index("ix_invitation_session", table_name="invitation")
    op.drop_index("ix_invitation_learner", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_hour_exemption_supervision", table_name="hour_exemption")
    op.drop_table("hour_exemption")
    op.drop_index("ix_attendance_session", table_name="attendance")
    op.drop_index("ix_attendance_learner", table_name="attendance")
    op.drop_table("attendance")
    op.drop_index("ix_volunteer_name", table_name="volunteer")
    op.drop_table("volunteer")
    op.drop_index("ix_program_session_program", table_name="program_session")
    op.drop_index("ix_program_session_on", table_name="program_session")
    op.drop_index("ix_program_session_code", table_name="program_session")
    op.drop_table("program_session")
    op.drop_index("ix_qualification_learner", table_name="qualification")
    op.drop_table("qualification")
    op.drop_index("ix_program_active", table_name="program")
    op.drop_table("program")
    op.drop_index("ix_partner_name", table_name="partner")
    op.drop_table("partner")
    op.drop_index("ix_hour_event_source", table_name="hour_event")
    op.drop_index("ix_hour_event_learner", table_name="hour_event")
    op.drop_table("hour_event")
