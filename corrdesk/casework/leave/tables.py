"""Tables of leave: requests with proofs, decisions, returns; permits for travel."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.leave.model import (
    Approver,
    LeaveOutcome,
    LeaveReason,
    LeaveState,
    ReportManner,
    TripManner,
)
from corrdesk.store.base import (
    ID_LENGTH,
    Base,
    Fact,
    Form,
    Merge,
    merges,
    refers_to,
)
from corrdesk.store.types import Code


class Leave(Form, Base):
    """外出: a request for leave, or for the extension of one (`extends`), with its arithmetic.

    An extension keeps the first departure and asks for a later return; the leave that it extends
    is not changed by it.
    """

    __tablename__ = "leave"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        refers_to("leave", "extends"),
        Index("ix_leave_state", "office_id", "state", "depart"),
        Index("ix_leave_supervision", "office_id", "supervision_id", "depart"),
        Index("ix_leave_extends", "office_id", "extends"),
        {"info": merges(Merge.BY_FIELD, state="county")},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    extends: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    requested_on: Mapped[date] = mapped_column(Date)
    depart: Mapped[date] = mapped_column(Date)
    return_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Code(LeaveReason, 20))
    reason_text: Mapped[str] = mapped_column(Text)
    destination: Mapped[str] = mapped_column(String(200))
    transport: Mapped[str] = mapped_column(String(80))
    contact: Mapped[str] = mapped_column(String(120))
    abroad: Mapped[bool] = mapped_column(Boolean)
    apply_by: Mapped[date] = mapped_column(Date)
    late_reason: Mapped[str] = mapped_column(Text)
    days: Mapped[int] = mapped_column(Integer)
    days_in_window: Mapped[int] = mapped_column(Integer)
    approver: Mapped[str] = mapped_column(Code(Approver, 20))
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    compared: Mapped[list[str]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(Code(LeaveState, 20))


class LeaveProof(Fact, Base):
    """A paper that supports a request for leave or travel, with a sealed file if there is one."""

    __tablename__ = "leave_proof"
    __table_args__ = (
        Index("ix_leave_proof_subject", "office_id", "subject_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    title: Mapped[str] = mapped_column(String(200))
    attachment_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class LeaveDecision(Fact, Base):
    """A decision on a request, with the rules and facts of its day.

    `source`: the office itself under a delegation, or the paper of the county or the city.
    """

    __tablename__ = "leave_decision"
    __table_args__ = (
        refers_to("leave", "leave_id"),
        refers_to("delegation", "delegation_id"),
        Index("ix_leave_decision_leave", "office_id", "leave_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    leave_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str] = mapped_column(Code(LeaveOutcome, 20))
    decided_on: Mapped[date] = mapped_column(Date)
    decider: Mapped[str] = mapped_column(Code(Approver, 20))
    decided_by: Mapped[str] = mapped_column(String(80))
    document: Mapped[str] = mapped_column(String(80))
    delegation_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    legal_reason: Mapped[str] = mapped_column(Text)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    compared: Mapped[list[str]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(20))


class LeaveReturn(Fact, Base):
    """销假: the end of a leave, and by how many days its report was late."""

    __tablename__ = "leave_return"
    __table_args__ = (
        refers_to("leave", "leave_id"),
        Index("ix_leave_return_leave", "office_id", "leave_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    leave_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    returned_on: Mapped[date] = mapped_column(Date)
    reported_on: Mapped[date] = mapped_column(Date)
    manner: Mapped[str] = mapped_column(Code(ReportManner, 20))
    note: Mapped[str] = mapped_column(Text)
    days_overdue: Mapped[int] = mapped_column(Integer)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))


class TravelPermit(Form, Base):
    """经常性跨市县活动: a request for recurring travel, and until when it is permitted."""

    __tablename__ = "travel_permit"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_travel_permit_state", "office_id", "state", "valid_to"),
        Index("ix_travel_permit_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.BY_FIELD, state="county")},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    requested_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    places: Mapped[list[str]] = mapped_column(JSON)
    times: Mapped[str] = mapped_column(String(200))
    frequency: Mapped[str] = mapped_column(String(200))
    reporting: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(Code(LeaveState, 20))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class TravelDecision(Fact, Base):
    """The county's decision on recurring travel, from its paper."""

    __tablename__ = "travel_decision"
    __table_args__ = (
        refers_to("travel_permit", "permit_id"),
        Index("ix_travel_decision_permit", "office_id", "permit_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    permit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str] = mapped_column(Code(LeaveOutcome, 20))
    decided_on: Mapped[date] = mapped_column(Date)
    decided_by: Mapped[str] = mapped_column(String(80))
    document: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    legal_reason: Mapped[str] = mapped_column(Text)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(20))


class TravelTrip(Fact, Base):
    """A trip under a permit for recurring travel, as it was reported. Both days included.

    `back_on` is None while the return is not reported; the report of it is a record of its own.
    """

    __tablename__ = "travel_trip"
    __table_args__ = (
        refers_to("travel_permit", "permit_id"),
        refers_to("travel_trip", "returns"),
        Index("ix_travel_trip_permit", "office_id", "permit_id", "depart"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    permit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    returns: Mapped[str | None] = mapped_column(String(ID_LENGTH))  # the trip whose end it reports
    depart: Mapped[date] = mapped_column(Date)
    back_on: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(200))
    manner: Mapped[str] = mapped_column(Code(TripManner, 20))
    reported_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
