"""Tables of approvals: the request, the county's decision, and who was told of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.approvals.model import ApprovalKind, ApprovalOutcome, ApprovalState, Contact
from corrdesk.store.base import ID_LENGTH, Base, Fact, Form, Merge, merges, refers_to
from corrdesk.store.types import Code


class Approval(Form, Base):
    """会客、进入特定区域（场所）: a request that the county decides. Both days included.

    `from_on`, `until_on`: the days that hold, as asked for or as the county then permitted.
    """

    __tablename__ = "approval"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_approval_state", "office_id", "kind", "state", "until_on"),
        Index("ix_approval_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.BY_FIELD, state="county", from_on="county", until_on="county")},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(Code(ApprovalKind, 20))
    requested_on: Mapped[date] = mapped_column(Date)
    contact: Mapped[str] = mapped_column(Code(Contact, 20))
    subject: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    injunction: Mapped[str] = mapped_column(Text)
    asked_from: Mapped[date] = mapped_column(Date)
    asked_until: Mapped[date] = mapped_column(Date)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    times: Mapped[str] = mapped_column(String(200))
    proofs: Mapped[list[str]] = mapped_column(JSON)
    tell: Mapped[list[str]] = mapped_column(JSON)  # who has to be told once it is granted
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(Code(ApprovalState, 20))


class ApprovalDecision(Fact, Base):
    """The county's decision, from its paper."""

    __tablename__ = "approval_decision"
    __table_args__ = (
        refers_to("approval", "approval_id"),
        Index("ix_approval_decision_approval", "office_id", "approval_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    approval_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str] = mapped_column(Code(ApprovalOutcome, 20))
    decided_on: Mapped[date] = mapped_column(Date)
    decided_by: Mapped[str] = mapped_column(String(80))
    document: Mapped[str] = mapped_column(String(80))
    requirements: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(20))


class ApprovalTold(Fact, Base):
    """That an agency was told of a granted approval."""

    __tablename__ = "approval_told"
    __table_args__ = (
        refers_to("approval", "approval_id"),
        Index("ix_approval_told_approval", "office_id", "approval_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    approval_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    body: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(80))
    on: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(80))
