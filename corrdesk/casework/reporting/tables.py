"""Tables of reporting: duty windows and what was reported in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.reporting.model import DutyKind, DutyState, Outcome, Presence
from corrdesk.casework.reporting.policy import OutsideReason
from corrdesk.store.base import ID_LENGTH, Base, Fact, Form, Merge, merges, refers_to
from corrdesk.store.types import Code, Moment


class Duty(Form, Base):
    """报告义务: one window in which something has to be done, as the rules of its day set it.

    The id is derived from supervision, kind and period, so that two PCs open the same window once.
    """

    __tablename__ = "duty"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_duty_state", "office_id", "state", "kind", "grace_until"),
        Index("ix_duty_supervision", "office_id", "supervision_id", "period_start"),
        {"info": merges(Merge.BY_FIELD)},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(Code(DutyKind, 30))
    period_start: Mapped[date] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)  # the last day, included
    grace_until: Mapped[date] = mapped_column(Date)  # overdue from the day after
    needed: Mapped[int] = mapped_column(Integer)  # times, or minutes for hours
    done: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Code(DutyState, 20))
    evidence_due: Mapped[date | None] = mapped_column(Date)
    rule_version: Mapped[str] = mapped_column(String(80))


class DutyRun(Fact, Base):
    """Up to which day the windows of all people were opened, and under which rules."""

    __tablename__ = "duty_run"
    __table_args__ = (
        Index("ix_duty_run_until", "office_id", "until"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    until: Mapped[date] = mapped_column(Date)
    opened: Mapped[int] = mapped_column(Integer)
    rule_version: Mapped[str] = mapped_column(String(80))


class CheckIn(Fact, Base):
    """报到: one report, or the word that there was none. Never changed, only withdrawn."""

    __tablename__ = "check_in"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_check_in_person", "office_id", "person_id", "happened_at"),
        Index("ix_check_in_duty", "office_id", "duty_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    duty_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))  # None: outside any window
    kind: Mapped[str] = mapped_column(Code(DutyKind, 30))
    presence: Mapped[str] = mapped_column(Code(Presence, 30))
    outcome: Mapped[str] = mapped_column(Code(Outcome, 30))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    evidence_due: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[str] = mapped_column(String(ID_LENGTH))


class MedicalRecord(Fact, Base):
    """Why somebody is outside prison, a report of health, or a re-examination handed in."""

    __tablename__ = "medical_record"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_medical_record_supervision", "office_id", "supervision_id", "on"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Code(OutsideReason, 20))
    hospital: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    attachment_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
