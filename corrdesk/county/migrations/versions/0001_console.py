"""The console's first tables: accounts, sessions, failures.

Revision 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "console_account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("passphrase", sa.String(length=200), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_account")),
    )
    op.create_index("ix_console_account_name", "console_account", ["name"], unique=True)
    op.create_table(
        "console_session",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_console_session")),
    )
    op.create_index("ix_console_session_account", "console_session", ["account_id"], unique=False)
    op.create_table(
        "console_failures",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_console_failures")),
    )
    _exchange()


def _exchange() -> None:
    op.create_table(
        "console_office",
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("naming", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("roster", sa.LargeBinary(), nullable=False),
        sa.Column("contact_at", sa.String(length=40), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_console_office")),
    )
    op.create_table(
        "console_device",
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("revoked", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_console_device")),
    )
    op.create_index("ix_console_device_office", "console_device", ["office_id"], unique=False)
    op.create_table(
        "console_box",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_console_box")),
    )
    op.create_table(
        "console_counter",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_console_counter")),
    )


def downgrade() -> None:
    """Drops them again."""
    op.drop_table("console_counter")
    op.drop_table("console_box")
    op.drop_index("ix_console_device_office", table_name="console_device")
    op.drop_table("console_device")
    op.drop_table("console_office")
    op.drop_table("console_failures")
    op.drop_index("ix_console_session_account", table_name="console_session")
    op.drop_table("console_session")
    op.drop_index("ix_console_account_name", table_name="console_account")
    op.drop_table("console_account")
