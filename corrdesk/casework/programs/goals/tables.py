"""Tables of the correction plan: its editions, the goals of each, and officers' words on goals."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.programs.goals.model import Measure, Subject
from corrdesk.store.base import (
    ID_LENGTH,
    Base,
    Fact,
    Merge,
    merges,
    once_per_device,
    refers_to,
)
from corrdesk.store.types import Code, Moment


class CorrectionPlan(Fact, Base):
    """矫正方案: one edition of what is planned for a person; a later edition takes the place."""

    __tablename__ = "correction_plan"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        once_per_device("ix_correction_plan_edition", "supervision_id", "edition"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    edition: Mapped[int] = mapped_column(Integer)  # 1, and one more with every revision
    on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)  # of the revision; empty for the first edition
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime] = mapped_column(Moment)


class PlanGoal(Fact, Base):
    """A goal of one edition of a plan.

    `origin_id` is the goal that said the same first: what an officer confirms holds for all of
    them. Hours are counted from `from_on` to `due_on`, both included.
    """

    __tablename__ = "plan_goal"
    __table_args__ = (
        refers_to("correction_plan", "plan_id"),
        Index("ix_plan_goal_plan", "office_id", "plan_id", "number"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    plan_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    origin_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    number: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Code(Measure, 20))
    subject: Mapped[str] = mapped_column(Code(Subject, 30))
    target: Mapped[int] = mapped_column(Integer)  # minutes, or sessions, by the measure
    from_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)


class GoalWord(Fact, Base):
    """An officer's word on a goal: reached, or not after all, and why. The last one counts."""

    __tablename__ = "goal_word"
    __table_args__ = (
        refers_to("plan_goal", "goal_id"),
        Index("ix_goal_word_goal", "office_id", "goal_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    goal_id: Mapped[str] = mapped_column(String(ID_LENGTH))  # the origin of the goal
    edition: Mapped[int] = mapped_column(Integer)  # 1, and one more with every later word
    reached: Mapped[bool] = mapped_column(Boolean)
    on: Mapped[date] = mapped_column(Date)
    remark: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime] = mapped_column(Moment)
