"""One place for issued sheets: documents, their steps, reserved numbers.

Moves the notices of sanctions and the certificates of leave into it, with their numbers, codes and
the journal entries that made them; their own tables are gone. The journal is not touched: replay
reads what it says of the old tables in the same way (`Former` in casework/documents/tables.py).

Revision 0007, follows 0006.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FORMS = {
    "admonition": ("admonition-decision", "社区矫正训诫决定书"),
    "warning": ("warning-decision", "社区矫正警告决定书"),
}
STATES = {"issued": "printed", "refused": "served"}
NEW_NAMES = {
    "decision_id": "subject_id",
    "leave_id": "subject_id",
    "kind": "form_id",
    "served_how": "manner",
}


def upgrade() -> None:
    """Creates the tables, moves the rows, drops the tables that they came from."""
    _create_document()
    _create_step_and_range()
    for row in op.get_bind().execute(sa.text("SELECT * FROM notice")).mappings().all():
        form_id, title = FORMS[row["kind"]]
        _insert(
            row,
            form_id=form_id,
            title=title,
            person_id=row["person_id"],
            subject_id=row["decision_id"],
            word=f"矫{row['word']}",
            served_on=row["served_on"],
            manner=row["served_how"],
            witness=row["witness"],
        )
    for row in op.get_bind().execute(sa.text("SELECT * FROM leave_certificate")).mappings().all():
        _insert(
            row,
            form_id="leave-certificate",
            title="社区矫正对象外出证明",
            person_id=None,
            subject_id=row["leave_id"],
            word="矫外",
            served_on=None,
            manner="",
            witness="",
        )
    op.drop_table("notice")
    op.drop_table("leave_certificate")


def _insert(row: Any, **own: Any) -> None:
    same = ["office_id", "id", "entry", "year", "number", "serial", "check_code", "chain_head"]
    same += ["issued_on", "attachment_id", "void_reason"]
    versions = {NEW_NAMES.get(name, name): entry for name, entry in _read(row["versions"]).items()}
    values = {
        **{name: row[name] for name in same},
        **own,
        "layout": "",
        "supervision_id": None,
        "version": 1,
        "addressees": json.dumps(["本人"]),
        "copies": "[]",
        "facts": "{}",
        "receiver": "",
        "state": STATES.get(row["state"], row["state"]),
        "versions": json.dumps(versions),
    }
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f":{name}" for name in values)
    statement = f"INSERT INTO document ({names}) VALUES ({places})"  # noqa: S608 - our own names
    op.get_bind().execute(sa.text(statement), values)


def _read(versions: Any) -> dict[str, str]:
    """The versions of a row: text on SQLite, already read on PostgreSQL."""
    return dict(json.loads(versions) if isinstance(versions, str) else versions)


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column("form_id", sa.String(length=60), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("supervision_id", sa.String(length=32), nullable=True),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("check_code", sa.String(length=8), nullable=False),
        sa.Column("chain_head", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("addressees", sa.JSON(), nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("manner", sa.String(length=40), nullable=False),
        sa.Column("receiver", sa.String(length=60), nullable=False),
        sa.Column("witness", sa.String(length=60), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_document")),
    )
    numbered, valid = sa.text("number IS NOT NULL"), sa.text("state <> 'void'")
    op.create_index(
        "ix_document_number",
        "document",
        ["office_id", "word", "year", "number"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )
    op.create_index("ix_document_code", "document", ["office_id", "check_code"], unique=True)
    op.create_index(
        "ix_document_subject",
        "document",
        ["office_id", "form_id", "subject_id"],
        unique=True,
        sqlite_where=valid,
        postgresql_where=valid,
    )
    op.create_index("ix_document_state", "document", ["office_id", "state", "issued_on"])
    op.create_index("ix_document_person", "document", ["office_id", "person_id"])
    op.create_index("ix_document_about", "document", ["office_id", "subject_id"])


def _create_step_and_range() -> None:
    op.create_table(
        "document_step",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "document_id"],
            ["document.office_id", "document.id"],
            name=op.f("fk_document_step_office_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_document_step")),
    )
    op.create_index("ix_document_step_document", "document_step", ["office_id", "document_id"])
    op.create_table(
        "number_range",
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("word", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_number_range")),
    )
    op.create_index("ix_number_range_word", "number_range", ["office_id", "word", "year"])


def downgrade() -> None:
    """There is no way back: what was issued since has no place in the old tables."""
    raise NotImplementedError
