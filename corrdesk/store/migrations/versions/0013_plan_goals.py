"""The correction plan as data: its editions, their goals, and officers' words on goals.

Revision 0013, follows 0012. What a plan says beside its goals stays on the issued form.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WRITER = sa.text("rtrim(entry, '0123456789')")


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
        "correction_plan",
        sa.Column("supervision_id", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        _refers_to("correction_plan", "supervision_id", "supervision"),
        *_keys("correction_plan"),
    )
    op.create_index(
        "ix_correction_plan_edition",
        "correction_plan",
        ["office_id", "supervision_id", "edition", WRITER],
        unique=True,
    )
    op.create_table(
        "plan_goal",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("origin_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=30), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _refers_to("plan_goal", "plan_id", "correction_plan"),
        *_keys("plan_goal"),
    )
    op.create_index("ix_plan_goal_plan", "plan_goal", ["office_id", "plan_id", "number"])
    op.create_table(
        "goal_word",
        sa.Column("goal_id", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        _refers_to("goal_word", "goal_id", "plan_goal"),
        *_keys("goal_word"),
    )
    op.create_index("ix_goal_word_goal", "goal_word", ["office_id", "goal_id"])


def downgrade() -> None:
    """Drops them again."""
    for table in ("goal_word", "plan_goal", "correction_plan"):
        op.drop_table(table)
