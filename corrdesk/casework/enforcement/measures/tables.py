"""Tables of measures: what is carried step by step, and every step with its time and paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.enforcement.measures.model import MeasureKind, Stage, Step
from corrdesk.store.base import ID_LENGTH, Base, Fact, Form, Merge, merges, refers_to
from corrdesk.store.types import Code, Moment


class MeasureRecord(Form, Base):
    """A measure: its grounds, what the rules said that day, and where it stands.

    `since`/`until_on`: the days of a device, the last contact of somebody who was lost.
    `origin_id`: the granted proposal it comes from, or the revocation that an arrest goes with.
    """

    __tablename__ = "measure"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_measure_stage", "office_id", "stage", "kind"),
        Index("ix_measure_supervision", "office_id", "supervision_id"),
        Index("ix_measure_origin", "office_id", "origin_id"),
        {"info": merges(Merge.BY_FIELD, stage="county", until_on="county")},
    )

    person_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(Code(MeasureKind, 30))
    origin_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    grounds: Mapped[list[str]] = mapped_column(JSON)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    since: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(80))
    opened_on: Mapped[date] = mapped_column(Date)
    stage: Mapped[str] = mapped_column(Code(Stage, 20))


class MeasureStep(Fact, Base):
    """One step of a measure; never changed, a wrong one is answered by a later one."""

    __tablename__ = "measure_step"
    __table_args__ = (
        refers_to("measure", "measure_id"),
        Index("ix_measure_step_measure", "office_id", "measure_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    measure_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    step: Mapped[str] = mapped_column(Code(Step, 30))
    stage: Mapped[str] = mapped_column(Code(Stage, 20))  # where the measure stood afterwards
    at: Mapped[datetime] = mapped_column(Moment)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    document: Mapped[str] = mapped_column(String(80))
    who: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date | None] = mapped_column(Date)
    paper: Mapped[str] = mapped_column(String(30))
    attachment_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    officer_id: Mapped[str] = mapped_column(String(ID_LENGTH))
