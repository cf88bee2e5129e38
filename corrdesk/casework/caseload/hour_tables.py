"""Tables of the hours: the one ledger of study, service and training, and who is exempt from it.

They belong to the caseload because duties, violations and appraisal read them; sessions and
rosters, which make most of the events, are in `programs`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.store.base import ID_LENGTH, Base, Fact, Merge, merges, refers_to
from corrdesk.store.types import Moment


class HourEvent(Fact, Base):
    """时长: one movement in the ledger, in minutes with its sign; never changed, only countered.

    `source` says what made it (a session, an online course, a person's word), `source_id` which.
    """

    __tablename__ = "hour_event"
    __table_args__ = (
        Index("ix_hour_event_learner", "office_id", "learner_id", "kind", "on"),
        Index("ix_hour_event_source", "office_id", "source_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    learner: Mapped[str] = mapped_column(String(20))
    learner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(String(30))
    sort: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime] = mapped_column(Moment)


class HourExemption(Fact, Base):
    """免除: days, both included, on which somebody need not do hours of a kind, and the proof."""

    __tablename__ = "hour_exemption"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_hour_exemption_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(String(30))
    ground: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(String(200))
    attachment_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
