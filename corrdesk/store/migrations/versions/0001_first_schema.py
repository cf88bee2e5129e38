"""The first schema: caseload, reporting, enforcement and the journal.

Revision 0001, follows nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates every table of the first schema."""
    op.create_table(
        "attachment",
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_attachment")),
    )
    op.create_index(
        "ix_attachment_subject", "attachment", ["office_id", "subject_id"], unique=False
    )
    op.create_table(
        "device",
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_device")),
    )
    op.create_table(
        "duty_run",
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_duty_run")),
    )
    op.create_index("ix_duty_run_until", "duty_run", ["office_id", "until"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("hlc", sa.BigInteger(), nullable=False),
        sa.Column("happened_at", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "device_id", "seq", name=op.f("pk_journal_entry")),
    )
    op.create_table(
        "journal_touch",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "office_id", "row_id", "device_id", "seq", name=op.f("pk_journal_touch")
        ),
    )
    op.create_table(
        "ledger_mapping",
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_ledger_mapping")),
    )
    op.create_table(
        "office",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("short_name", sa.String(length=10), nullable=False),
        sa.Column("county_name", sa.String(length=80), nullable=False),
        sa.Column("procuratorate", sa.String(length=80), nullable=False),
        sa.Column("pack_id", sa.String(length=60), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_office")),
    )
    op.create_table(
        "officer",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_officer")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.Column("id_number", sa.String(length=18), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("ethnicity", sa.String(length=20), nullable=False),
        sa.Column("education", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("residence", sa.String(length=200), nullable=False),
        sa.Column("household", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_id_number", "person", ["office_id", "id_number"], unique=True)
    op.create_table(
        "search_key",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "key", "person_id", name=op.f("pk_search_key")),
    )
    op.create_index("ix_search_key_person", "search_key", ["office_id", "person_id"], unique=False)
    op.create_table(
        "withdrawal",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_withdrawal")),
    )
    op.create_index("ix_withdrawal_subject", "withdrawal", ["office_id", "subject_id"], unique=True)
    op.create_table(
        "supervision",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("decision_organ", sa.String(length=100), nullable=False),
        sa.Column("judgment_number", sa.String(length=80), nullable=False),
        sa.Column("offence", sa.String(length=100), nullable=False),
        sa.Column("original_sentence", sa.String(length=100), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("term_start", sa.Date(), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.Column("reported_in_on", sa.Date(), nullable=True),
        sa.Column("tracked_from", sa.Date(), nullable=False),
        sa.Column("class", sa.String(length=20), nullable=True),
        sa.Column("able_to_work", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_supervision_office_id_person_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_supervision")),
    )
    op.create_index(
        "ix_supervision_person", "supervision", ["office_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_supervision_status", "supervision", ["office_id", "status", "term_end"], unique=False
    )
    op.create_table(
        "check_in",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("duty_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("presence", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("happened_at", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_due", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_check_in_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_check_in")),
    )
    op.create_index("ix_check_in_duty", "check_in", ["office_id", "duty_id"], unique=False)
    op.create_index(
        "ix_check_in_person", "check_in", ["office_id", "person_id", "happened_at"], unique=False
    )
    op.create_table(
        "class_change",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("class", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_class_change_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_class_change")),
    )
    op.create_index(
        "ix_class_change_supervision",
        "class_change",
        ["office_id", "supervision_id", "from_on"],
        unique=False,
    )
    op.create_table(
        "duty",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("evidence_due", sa.Date(), nullable=True),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_duty_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_duty")),
    )
    op.create_index(
        "ix_duty_state", "duty", ["office_id", "state", "kind", "grace_until"], unique=False
    )
    op.create_index(
        "ix_duty_supervision", "duty", ["office_id", "supervision_id", "period_start"], unique=False
    )
    op.create_table(
        "status_change",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_status_change_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_status_change")),
    )
    op.create_index(
        "ix_status_change_supervision",
        "status_change",
        ["office_id", "supervision_id", "on"],
        unique=False,
    )
    op.create_table(
        "supervision_order",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_supervision_order_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_supervision_order")),
    )
    op.create_index(
        "ix_supervision_order_supervision",
        "supervision_order",
        ["office_id", "supervision_id"],
        unique=False,
    )
    op.create_table(
        "team_member",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.Column("minor_specialist", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_team_member_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_team_member")),
    )
    op.create_index(
        "ix_team_member_supervision", "team_member", ["office_id", "supervision_id"], unique=False
    )
    op.create_table(
        "violation",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("duty_id", sa.String(length=32), nullable=True),
        sa.Column("breach", sa.String(length=30), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("taught", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "supervision_id"],
            ["supervision.office_id", "supervision.id"],
            name=op.f("fk_violation_office_id_supervision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_violation")),
    )
    op.create_index("ix_violation_duty", "violation", ["office_id", "duty_id"], unique=False)
    op.create_index("ix_violation_person", "violation", ["office_id", "person_id"], unique=False)
    op.create_index(
        "ix_violation_state", "violation", ["office_id", "state", "found_on"], unique=False
    )
    op.create_table(
        "evidence",
        sa.Column("violation_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "violation_id"],
            ["violation.office_id", "violation.id"],
            name=op.f("fk_evidence_office_id_violation_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_evidence")),
    )
    op.create_index(
        "ix_evidence_violation", "evidence", ["office_id", "violation_id"], unique=False
    )
    op.create_table(
        "proposal",
        sa.Column("violation_id", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("compared", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "violation_id"],
            ["violation.office_id", "violation.id"],
            name=op.f("fk_proposal_office_id_violation_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_state", "proposal", ["office_id", "state"], unique=False)
    op.create_index(
        "ix_proposal_violation", "proposal", ["office_id", "violation_id"], unique=False
    )
    op.create_table(
        "decision",
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "proposal_id"],
            ["proposal.office_id", "proposal.id"],
            name=op.f("fk_decision_office_id_proposal_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_proposal", "decision", ["office_id", "proposal_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("decision_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("word", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("check_code", sa.String(length=8), nullable=False),
        sa.Column("chain_head", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("served_how", sa.String(length=40), nullable=False),
        sa.Column("witness", sa.String(length=60), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "decision_id"],
            ["decision.office_id", "decision.id"],
            name=op.f("fk_notice_office_id_decision_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_code", "notice", ["office_id", "check_code"], unique=True)
    op.create_index(
        "ix_notice_decision",
        "notice",
        ["office_id", "decision_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_index(
        "ix_notice_number", "notice", ["office_id", "word", "year", "number"], unique=True
    )


def downgrade() -> None:
    """Drops them again."""
    op.drop_index("ix_notice_number", table_name="notice")
    op.drop_index("ix_notice_decision", table_name="notice")
    op.drop_index("ix_notice_code", table_name="notice")
    op.drop_table("notice")
    op.drop_index("ix_decision_proposal", table_name="decision")
    op.drop_table("decision")
    op.drop_index("ix_proposal_violation", table_name="proposal")
    op.drop_index("ix_proposal_state", table_name="proposal")
    op.drop_table("proposal")
    op.drop_index("ix_evidence_violation", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_violation_state", table_name="violation")
    op.drop_index("ix_violation_person", table_name="violation")
    op.drop_index("ix_violation_duty", table_name="violation")
    op.drop_table("violation")
    op.drop_index("ix_team_member_supervision", table_name="team_member")
    op.drop_table("team_member")
    op.drop_index("ix_supervision_order_supervision", table_name="supervision_order")
    op.drop_table("supervision_order")
    op.drop_index("ix_status_change_supervision", table_name="status_change")
    op.drop_table("status_change")
    op.drop_index("ix_duty_supervision", table_name="duty")
    op.drop_index("ix_duty_state", table_name="duty")
    op.drop_table("duty")
    op.drop_index("ix_class_change_supervision", table_name="class_change")
    op.drop_table("class_change")
    op.drop_index("ix_check_in_person", table_name="check_in")
    op.drop_index("ix_check_in_duty", table_name="check_in")
    op.drop_table("check_in")
    op.drop_index("ix_supervision_status", table_name="supervision")
    op.drop_index("ix_supervision_person", table_name="supervision")
    op.drop_table("supervision")
    op.drop_index("ix_withdrawal_subject", table_name="withdrawal")
    op.drop_table("withdrawal")
    op.drop_index("ix_search_key_person", table_name="search_key")
    op.drop_table("search_key")
    op.drop_index("ix_person_id_number", table_name="person")
    op.drop_table("person")
    op.drop_table("officer")
    op.drop_table("office")
    op.drop_table("ledger_mapping")
    op.drop_table("journal_touch")
    op.drop_table("journal_entry")
    op.drop_index("ix_duty_run_until", table_name="duty_run")
    op.drop_table("duty_run")
    op.drop_table("device")
    op.drop_index("ix_attachment_subject", table_name="attachment")
    op.drop_table("attachment")
