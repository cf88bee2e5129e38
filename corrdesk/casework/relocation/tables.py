"""Tables of relocations: the case, its steps, and what is handed over."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.relocation.model import Direction, RelocationState, Step
from corrdesk.store.base import ID_LENGTH, Base, Fact, Form, Merge, merges, refers_to
from corrdesk.store.types import Code


class Relocation(Form, Base):
    """执行地变更: somebody leaves this office (out) or comes to it (in).

    Somebody who comes is not in the register yet: name and number stand here until the report.
    """

    __tablename__ = "relocation"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_relocation_state", "office_id", "state", "direction"),
        Index("ix_relocation_supervision", "office_id", "supervision_id"),
        {"info": merges(Merge.BY_FIELD, state="county")},
    )

    direction: Mapped[str] = mapped_column(Code(Direction, 10))
    person_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    person_name: Mapped[str] = mapped_column(String(100))
    id_number: Mapped[str] = mapped_column(String(18))
    phone: Mapped[str] = mapped_column(String(40))
    other_county: Mapped[str] = mapped_column(String(80))  # the agency at the other end
    reason: Mapped[str] = mapped_column(Text)
    new_address: Mapped[str] = mapped_column(String(200))
    move_on: Mapped[date | None] = mapped_column(Date)
    apply_by: Mapped[date | None] = mapped_column(Date)
    late_reason: Mapped[str] = mapped_column(Text)
    proofs: Mapped[list[str]] = mapped_column(JSON)
    by_prison: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(Code(RelocationState, 20))


class RelocationStep(Fact, Base):
    """A step that was taken, from its paper; one taken back has a withdrawal beside it."""

    __tablename__ = "relocation_step"
    __table_args__ = (
        refers_to("relocation", "relocation_id"),
        Index("ix_relocation_step_relocation", "office_id", "relocation_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    relocation_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    step: Mapped[str] = mapped_column(Code(Step, 20))
    on: Mapped[date] = mapped_column(Date)
    arrived_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(String(80))
    agency: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    due: Mapped[date | None] = mapped_column(Date)  # its last day as the rules said then
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))


class RelocationItem(Form, Base):
    """One thing of the hand-over pack: there, or missing."""

    __tablename__ = "relocation_item"
    __table_args__ = (
        refers_to("relocation", "relocation_id"),
        Index("ix_relocation_item_relocation", "office_id", "relocation_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    relocation_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    present: Mapped[bool] = mapped_column(Boolean)
    pages: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
