"""The table of hints: each found once, kept whatever becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.enforcement.hints.model import HintKind, HintState
from corrdesk.store.base import ID_LENGTH, Base, Form, Merge, merges, refers_to
from corrdesk.store.types import Code


class Hint(Form, Base):
    """提示: something the records show, with its facts and clauses, and what an officer said.

    The id is derived from what was due, so that two PCs find the same hint once.
    """

    __tablename__ = "hint"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        refers_to("violation", "violation_id"),
        Index("ix_hint_state", "office_id", "state", "due"),
        Index("ix_hint_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(Code(HintKind, 30))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    duty_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    due: Mapped[date] = mapped_column(Date)
    done: Mapped[date | None] = mapped_column(Date)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    stage: Mapped[str] = mapped_column(String(30))
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))
    found_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Code(HintState, 20))
    settled_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)  # why it was dismissed; kept if it comes back
    violation_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
