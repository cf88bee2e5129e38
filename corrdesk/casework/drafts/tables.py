"""The table of drafts: of this device only, and in no journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.store.base import ID_LENGTH, Base, Merge, OfficeKeyed, merges
from corrdesk.store.types import Moment


class DraftRow(OfficeKeyed, Base):
    """A form half filled in. `heads`: where each device's journal ended when it was begun."""

    __tablename__ = "draft"
    __table_args__ = (
        Index("ix_draft_officer", "office_id", "officer_id"),
        {"info": merges(Merge.LOCAL)},
    )

    officer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    place: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(120))
    typed: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))  # leads to its person
    subjects: Mapped[list[str]] = mapped_column(JSON)
    heads: Mapped[dict[str, int]] = mapped_column(JSON)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
