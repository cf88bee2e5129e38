"""Measures step by step, and the head's word on a proposal.

Revision 0011, follows 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
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


def _keys(table: str) -> tuple[sa.Column[str], sa.Column[str], sa.Column[str], sa.Constraint]:
    return (
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Creates the three tables."""
    op.create_table(
        "measure",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("origin_id", sa.String(length=32), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        _refers_to("measure", "supervision_id", "supervision"),
        *_keys("measure"),
    )
    for name, columns in (
        ("stage", ["office_id", "stage", "kind"]),
        ("supervision", ["office_id", "supervision_id"]),
        ("origin", ["office_id", "origin_id"]),
    ):
        op.create_index(f"ix_measure_{name}", "measure", columns, unique=False)
    op.create_table(
        "measure_step",
        sa.Column("measure_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("paper", sa.String(length=30), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        _refers_to("measure_step", "measure_id", "measure"),
        *_keys("measure_step"),
    )
    op.create_index(
        "ix_measure_step_measure", "measure_step", ["office_id", "measure_id"], unique=False
    )
    op.create_table(
        "proposal_check",
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        _refers_to("proposal_check", "proposal_id", "proposal"),
        *_keys("proposal_check"),
    )
    op.create_index(
        "ix_proposal_check_proposal", "proposal_check", ["office_id", "proposal_id"], unique=False
    )


def downgrade() -> None:
    """Drops them again."""
    for table in ("proposal_check", "measure_step", "measure"):
        op.drop_table(table)
