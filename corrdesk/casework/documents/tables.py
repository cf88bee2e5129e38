"""Tables of issued sheets: the sheet with its number, its steps, and reserved numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.documents.model import DocumentState, Step
from corrdesk.store.base import (
    ID_LENGTH,
    Base,
    Fact,
    Form,
    Former,
    Merge,
    merges,
    once_per_device,
    refers_to,
)
from corrdesk.store.types import Code, Moment

VALID = text("state <> 'void'")

_FORMS = {"admonition": "admonition-decision", "warning": "warning-decision"}
_TITLES = {"admonition": "社区矫正训诫决定书", "warning": "社区矫正警告决定书"}
_STATES = {"issued": "printed", "refused": "served"}
_NEW_THERE: dict[str, Any] = {
    "supervision_id": None,
    "layout": "",
    "version": 1,
    "addressees": ["本人"],
    "copies": [],
    "facts": {},
    "receiver": "",
}
_NOTICE = Former(
    "notice",
    names={"decision_id": "subject_id", "kind": "form_id", "served_how": "manner"},
    values={
        "form_id": _FORMS.__getitem__,
        "word": lambda word: f"矫{word}",
        "state": lambda state: _STATES.get(state, state),
    },
    born=lambda fields: {**_NEW_THERE, "title": _TITLES[fields["kind"]]},
)
_CERTIFICATE = Former(
    "leave_certificate",
    names={"leave_id": "subject_id"},
    values={"state": lambda state: _STATES.get(state, state)},
    born=lambda _fields: {
        **_NEW_THERE,
        "form_id": "leave-certificate",
        "title": "社区矫正对象外出证明",
        "person_id": None,
        "word": "矫外",
        "served_on": None,
        "manner": "",
        "witness": "",
    },
)


class Document(Form, Base):
    """One issued sheet. Its number is used once, also when the sheet is void.

    One form has one sheet that is not void for its subject; `version` counts the sheets issued
    for it. `served_on`, `manner`, `receiver` and `witness` are what the proof of service says.
    """

    __tablename__ = "document"
    __table_args__ = (
        once_per_device(
            "ix_document_number",
            "word",
            "year",
            "number",
            sqlite_where=text("number IS NOT NULL"),
            postgresql_where=text("number IS NOT NULL"),
        ),
        once_per_device("ix_document_code", "check_code"),
        once_per_device(
            "ix_document_subject",
            "form_id",
            "subject_id",
            sqlite_where=VALID,
            postgresql_where=VALID,
        ),
        Index("ix_document_state", "office_id", "state", "issued_on"),
        Index("ix_document_person", "office_id", "person_id"),
        Index("ix_document_about", "office_id", "subject_id"),
        {"info": merges(Merge.BY_FIELD) | {"formerly": (_NOTICE, _CERTIFICATE)}},
    )

    form_id: Mapped[str] = mapped_column(String(60))
    layout: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    version: Mapped[int] = mapped_column(Integer)
    word: Mapped[str] = mapped_column(String(8))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    serial: Mapped[str] = mapped_column(String(60))
    check_code: Mapped[str] = mapped_column(String(8))
    chain_head: Mapped[str] = mapped_column(String(20))
    issued_on: Mapped[date] = mapped_column(Date)
    attachment_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    addressees: Mapped[list[str]] = mapped_column(JSON)
    copies: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(Code(DocumentState, 20))
    served_on: Mapped[date | None] = mapped_column(Date)
    manner: Mapped[str] = mapped_column(String(40))
    receiver: Mapped[str] = mapped_column(String(60))
    witness: Mapped[str] = mapped_column(String(60))
    void_reason: Mapped[str] = mapped_column(Text)


class DocumentStep(Fact, Base):
    """What was done with a sheet on a day, and who entered it when; a scan where there is one."""

    __tablename__ = "document_step"
    __table_args__ = (
        refers_to("document", "document_id"),
        Index("ix_document_step_document", "office_id", "document_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    document_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    step: Mapped[str] = mapped_column(Code(Step, 20))
    on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    attachment_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(ID_LENGTH))


class NumberRange(Form, Base):
    """Numbers set aside for one computer, by word and year.

    `returned` closes a range: what is left of it is never given, and `reason` explains it. A range
    without `last` names the computer that numbers freely from then on; it has no word and no year.
    """

    __tablename__ = "number_range"
    __table_args__ = (
        Index("ix_number_range_word", "office_id", "word", "year"),
        {"info": merges(Merge.BY_FIELD)},
    )

    device_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    word: Mapped[str] = mapped_column(String(8))
    year: Mapped[int] = mapped_column(Integer)
    first: Mapped[int] = mapped_column(Integer)
    last: Mapped[int | None] = mapped_column(Integer)
    returned: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
