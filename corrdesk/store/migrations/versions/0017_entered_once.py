"""Indexes over what one device may enter once are no longer unique: the unit of work sees to it.

Revision 0017, follows 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WRITER = sa.text("rtrim(entry, '0123456789')")
ONCE: tuple[tuple[str, str, tuple[str, ...], str | None], ...] = (
    ("ix_person_id_number", "person", ("id_number",), "sealed_on IS NULL"),
    ("ix_withdrawal_subject", "withdrawal", ("subject_id",), None),
    ("ix_program_session_code", "program_session", ("code",), None),
    ("ix_document_number", "document", ("word", "year", "number"), "number IS NOT NULL"),
    ("ix_document_code", "document", ("check_code",), None),
    ("ix_document_subject", "document", ("form_id", "subject_id"), "state <> 'void'"),
    ("ix_correction_plan_edition", "correction_plan", ("supervision_id", "edition"), None),
)


def upgrade() -> None:
    """What comes in from others is kept even where it says the same thing twice."""
    _make_again(unique=False)


def downgrade() -> None:
    """Counts per device again; fails where somebody has entered something twice."""
    _make_again(unique=True)


def _make_again(*, unique: bool) -> None:
    for name, table, columns, where in ONCE:
        op.drop_index(name, table_name=table)
        condition = sa.text(where) if where else None
        op.create_index(
            name, table, ["office_id", *columns, *([WRITER] if unique else [])], unique=unique,
            sqlite_where=condition, postgresql_where=condition,
        )  # fmt: skip
