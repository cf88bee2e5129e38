"""The table of confirming: what the county has said about values of the law."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.rules.confirmation import Verdict
from corrdesk.store.base import Base, Fact, Merge, merges
from corrdesk.store.types import Code


class RuleConfirmation(Fact, Base):
    """The county confirmed a value of the law, or gave another one. The later word holds."""

    __tablename__ = "rule_confirmation"
    __table_args__ = (
        Index("ix_rule_confirmation_key", "office_id", "key"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    key: Mapped[str] = mapped_column(String(80))
    verdict: Mapped[str] = mapped_column(Code(Verdict, 20))
    value: Mapped[str] = mapped_column(Text)  # JSON, as rule files write it
    document: Mapped[str] = mapped_column(String(120))
    person: Mapped[str] = mapped_column(String(60))
    on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
