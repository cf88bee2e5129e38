"""Tables of the caseload: office, officers, people, orders, teams, classes, attachments.

Mapped classes only; who may change them and how is in `service.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.model import (
    AccessKind,
    Category,
    Sex,
    Status,
    SupervisionClass,
    TeamRole,
)
from corrdesk.store.base import (
    ID_LENGTH,
    OFFICE_ID_LENGTH,
    Base,
    Fact,
    Form,
    Merge,
    merges,
    once_per_device,
    refers_to,
)
from corrdesk.store.types import Code, Moment


class Office(Form, Base):
    """The judicial office whose vault this is. Its id equals its office_id."""

    __tablename__ = "office"
    __table_args__ = {"info": merges(Merge.BY_FIELD, name="county", pack_id="county")}

    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(10))  # the place's character in serial numbers
    county_name: Mapped[str] = mapped_column(String(80))  # the county agency that decides
    procuratorate: Mapped[str] = mapped_column(String(80))
    pack_id: Mapped[str] = mapped_column(String(60))


class Officer(Form, Base):
    """Somebody who works at the office and signs in. The passphrase is the vault's business."""

    __tablename__ = "officer"
    __table_args__ = {"info": merges(Merge.BY_FIELD, role="county")}

    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(Code(Role, 20))
    active: Mapped[bool] = mapped_column(Boolean)


class Device(Form, Base):
    """A PC that writes into the journal."""

    __tablename__ = "device"
    __table_args__ = {"info": merges(Merge.BY_FIELD, certificate="county")}

    label: Mapped[str] = mapped_column(String(60))
    certificate: Mapped[str] = mapped_column(Text)


OPEN = text("sealed_on IS NULL")
SEALED = text("sealed_on IS NOT NULL")


class Person(Form, Base):
    """社区矫正对象: who the person is. What is being served stands in `supervision`.

    A number has one file that is not sealed: whoever comes again after a sealing is new here.
    """

    __tablename__ = "person"
    __table_args__ = (
        once_per_device(
            "ix_person_id_number", "id_number", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index(
            "ix_person_sealed",
            "office_id",
            "sealed_on",
            sqlite_where=SEALED,
            postgresql_where=SEALED,
        ),
        {"info": merges(Merge.BY_FIELD, phone="office", residence="office", note="office")},
    )

    name: Mapped[str] = mapped_column(String(100))
    sex: Mapped[str] = mapped_column(Code(Sex, 10))
    id_number: Mapped[str] = mapped_column(String(18))
    born: Mapped[date] = mapped_column(Date)
    ethnicity: Mapped[str] = mapped_column(String(20))
    education: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(40))
    residence: Mapped[str] = mapped_column(String(200))
    household: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    minor: Mapped[bool | None] = mapped_column(Boolean)  # None: not reckoned yet
    sealed_on: Mapped[date | None] = mapped_column(Date)


class FileAccess(Fact, Base):
    """调阅登记: that a file was sealed, opened where it is closed, handed out, unsealed; why."""

    __tablename__ = "file_access"
    __table_args__ = (
        refers_to("person", "person_id"),
        Index("ix_file_access_person", "office_id", "person_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(Code(AccessKind, 20))
    on: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(120))


class Supervision(Form, Base):
    """社区矫正: one order being served, from the decision to its end. Both term dates included."""

    __tablename__ = "supervision"
    __table_args__ = (
        refers_to("person", "person_id"),
        Index("ix_supervision_person", "office_id", "person_id"),
        Index("ix_supervision_status", "office_id", "status", "term_end"),
        {
            "info": merges(
                Merge.BY_FIELD,
                category="county",
                term_start="county",
                term_end="county",
                judgment_number="county",
                offence_on="county",
                class_="county",
                officer_id="office",
            )
        },
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    category: Mapped[str] = mapped_column(Code(Category, 30))
    status: Mapped[str] = mapped_column(Code(Status, 20))
    decision_organ: Mapped[str] = mapped_column(String(100))
    judgment_number: Mapped[str] = mapped_column(String(80))
    offence: Mapped[str] = mapped_column(String(100))
    offence_on: Mapped[date | None] = mapped_column(Date)  # the first day of it
    original_sentence: Mapped[str] = mapped_column(String(100))
    effective_on: Mapped[date | None] = mapped_column(Date)
    term_start: Mapped[date] = mapped_column(Date)
    term_end: Mapped[date] = mapped_column(Date)
    reported_in_on: Mapped[date | None] = mapped_column(Date)
    tracked_from: Mapped[date] = mapped_column(Date)  # duties before this day were kept elsewhere
    class_: Mapped[str | None] = mapped_column("class", Code(SupervisionClass, 20), key="class_")
    able_to_work: Mapped[bool] = mapped_column(Boolean)
    officer_id: Mapped[str] = mapped_column(String(ID_LENGTH))


class SupervisionOrder(Form, Base):
    """An injunction (禁止令) or another order that comes with the supervision."""

    __tablename__ = "supervision_order"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_supervision_order_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.BY_FIELD, content="county")},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(String(30))
    content: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class ClassChange(Fact, Base):
    """From which day which class holds, decided by the county: the class history."""

    __tablename__ = "class_change"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_class_change_supervision", "office_id", "supervision_id", "from_on"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    class_: Mapped[str] = mapped_column("class", Code(SupervisionClass, 20), key="class_")
    from_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(80))


class StatusChange(Fact, Base):
    """A step in the life cycle of a supervision."""

    __tablename__ = "status_change"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_status_change_supervision", "office_id", "supervision_id", "on"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    status: Mapped[str] = mapped_column(Code(Status, 20))
    on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(80))


class TeamMember(Form, Base):
    """A member of a correction team (矫正小组)."""

    __tablename__ = "team_member"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_team_member_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    role: Mapped[str] = mapped_column(Code(TeamRole, 30))
    name: Mapped[str] = mapped_column(String(100))
    sex: Mapped[str] = mapped_column(Code(Sex, 10))
    minor_specialist: Mapped[bool] = mapped_column(Boolean)
    phone: Mapped[str] = mapped_column(String(40))
    left_on: Mapped[date | None] = mapped_column(Date)


class Absence(Fact, Base):
    """Days, both ends included, on which somebody is away with approval, or None for no days.

    A later record of the same source (a leave) takes the place of the earlier one.
    """

    __tablename__ = "absence"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_absence_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    source_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class Delegation(Form, Base):
    """委托: a task of the county agency that the office may decide itself, by which paper.

    Both days included; an open end is None.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        Index("ix_delegation_task", "office_id", "task"),
        {"info": merges(Merge.BY_FIELD, until_on="county")},
    )

    task: Mapped[str] = mapped_column(String(30))
    document: Mapped[str] = mapped_column(String(80))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class Attachment(Fact, Base):
    """A sealed file that belongs to a record: evidence, a scan, an issued sheet."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_subject", "office_id", "subject_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    address: Mapped[str] = mapped_column(String(80))  # where the sealed store keeps the content
    sha256: Mapped[str] = mapped_column(String(64))  # of the plain content
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(ID_LENGTH))


class Withdrawal(Fact, Base):
    """A fact that was taken back, with the reason; the fact itself stays where it is."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        once_per_device("ix_withdrawal_subject", "subject_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(ID_LENGTH))


class LedgerMapping(Form, Base):
    """How the columns of a ledger were understood, remembered by the look of its header."""

    __tablename__ = "ledger_mapping"
    __table_args__ = {"info": merges(Merge.BY_FIELD)}

    columns: Mapped[dict[str, Any]] = mapped_column(JSON)


class SearchKey(Base):
    """Keys by which the one search box finds a person: every tail of a name, its initials, …"""

    __tablename__ = "search_key"
    __table_args__ = (
        Index("ix_search_key_person", "office_id", "person_id"),
        {"info": merges(Merge.DERIVED)},
    )

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
