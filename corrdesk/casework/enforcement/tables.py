"""Tables of enforcement: violations with evidence, proposals, decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.enforcement.model import (
    Breach,
    DecisionOutcome,
    Measure,
    ProposalState,
    Severity,
    ViolationState,
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


class Violation(Form, Base):
    """违规: a breach of the rules of supervision, with its facts."""

    __tablename__ = "violation"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_violation_state", "office_id", "state", "found_on"),
        Index("ix_violation_person", "office_id", "person_id"),
        Index("ix_violation_duty", "office_id", "duty_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    duty_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    breach: Mapped[str] = mapped_column(Code(Breach, 30))
    facts: Mapped[str] = mapped_column(Text)
    statement: Mapped[str] = mapped_column(Text)
    severity: Mapped[str | None] = mapped_column(Code(Severity, 20))
    found_on: Mapped[date] = mapped_column(Date)
    happened_on: Mapped[date | None] = mapped_column(Date)  # None: as far as known, found_on
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    taught: Mapped[bool | None] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(Code(ViolationState, 20))


class Evidence(Fact, Base):
    """A piece of evidence for a violation: a record of the office, a statement, a sealed file."""

    __tablename__ = "evidence"
    __table_args__ = (
        refers_to("violation", "violation_id"),
        Index("ix_evidence_violation", "office_id", "violation_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    violation_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    title: Mapped[str] = mapped_column(String(200))
    attachment_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class Proposal(Form, Base):
    """What the office proposes to the county, with the facts that were counted and the rules."""

    __tablename__ = "proposal"
    __table_args__ = (
        refers_to("violation", "violation_id"),
        Index("ix_proposal_state", "office_id", "state"),
        Index("ix_proposal_violation", "office_id", "violation_id"),
        {"info": merges(Merge.BY_FIELD, state="county")},
    )

    violation_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    measure: Mapped[str] = mapped_column(Code(Measure, 30))
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    compared: Mapped[list[str]] = mapped_column(JSON)
    opinion: Mapped[str] = mapped_column(Text)
    rule_version: Mapped[str] = mapped_column(String(80))
    made_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Code(ProposalState, 20))


class ProposalCheck(Fact, Base):
    """所长审核: the head's word on a proposal before it goes to the county."""

    __tablename__ = "proposal_check"
    __table_args__ = (
        refers_to("proposal", "proposal_id"),
        Index("ix_proposal_check_proposal", "office_id", "proposal_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    proposal_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    passed: Mapped[bool] = mapped_column(Boolean)  # else it was sent back
    note: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column(Date)
    officer_id: Mapped[str] = mapped_column(String(ID_LENGTH))


class DecisionRecord(Fact, Base):
    """The county's decision on a proposal; `source` says how it came: here from paper."""

    __tablename__ = "decision"
    __table_args__ = (
        refers_to("proposal", "proposal_id"),
        Index("ix_decision_proposal", "office_id", "proposal_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    proposal_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str] = mapped_column(Code(DecisionOutcome, 20))
    decided_on: Mapped[date] = mapped_column(Date)
    decided_by: Mapped[str] = mapped_column(String(80))
    document: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(20))
