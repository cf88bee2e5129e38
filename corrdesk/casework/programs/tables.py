"""Tables of education and service: programmes, sessions, rosters, attendance, what follows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.caseload.hours import HourKind, Learner
from corrdesk.casework.programs.model import (
    InvitationState,
    MakeUpState,
    Manner,
    Phase,
    ProgramType,
    Provider,
    SessionState,
    Turnout,
)
from corrdesk.store.base import (
    ID_LENGTH,
    Base,
    Fact,
    Form,
    Merge,
    merges,
    once_per_device,
    refers_to,
)
from corrdesk.store.types import Code, Moment


class Program(Form, Base):
    """A course or activity with its provider; its dates are sessions."""

    __tablename__ = "program"
    __table_args__ = {"info": merges(Merge.BY_FIELD)}

    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(Code(ProgramType, 20))
    hour_kind: Mapped[str] = mapped_column(Code(HourKind, 30))
    phase: Mapped[str] = mapped_column(Code(Phase, 20))
    provider: Mapped[str] = mapped_column(Code(Provider, 20))
    provider_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    provider_name: Mapped[str] = mapped_column(String(100))
    organiser: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int | None] = mapped_column(Integer)
    materials: Mapped[str] = mapped_column(Text)
    full_mark: Mapped[int | None] = mapped_column(Integer)
    pass_mark: Mapped[int | None] = mapped_column(Integer)
    for_staff: Mapped[bool] = mapped_column(Boolean)
    active: Mapped[bool] = mapped_column(Boolean)


class ProgramSession(Form, Base):
    """One date of a programme; `code` stands in the QR codes of its printed rosters."""

    __tablename__ = "program_session"
    __table_args__ = (
        refers_to("program", "program_id"),
        Index("ix_program_session_on", "office_id", "on", "starts"),
        Index("ix_program_session_program", "office_id", "program_id", "on"),
        once_per_device("ix_program_session_code", "code"),
        {"info": merges(Merge.BY_FIELD)},
    )

    program_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    on: Mapped[date] = mapped_column(Date)
    starts: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(120))
    teacher: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int | None] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(Code(SessionState, 20))


class Invitation(Form, Base):
    """One line of a roster; the id is derived, so that nobody stands on it twice."""

    __tablename__ = "invitation"
    __table_args__ = (
        refers_to("program_session", "session_id"),
        Index("ix_invitation_session", "office_id", "session_id", "number"),
        Index("ix_invitation_learner", "office_id", "learner_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    learner: Mapped[str] = mapped_column(Code(Learner, 20))
    learner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    person_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Code(InvitationState, 20))


class Attendance(Fact, Base):
    """How a session went for one person. A later edition takes the place."""

    __tablename__ = "attendance"
    __table_args__ = (
        refers_to("program_session", "session_id"),
        Index("ix_attendance_session", "office_id", "session_id", "learner_id"),
        Index("ix_attendance_learner", "office_id", "learner_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    learner: Mapped[str] = mapped_column(Code(Learner, 20))
    learner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    edition: Mapped[int] = mapped_column(Integer)  # 1, and one more with every later word
    turnout: Mapped[str] = mapped_column(Code(Turnout, 20))
    minutes: Mapped[int] = mapped_column(Integer)
    manner: Mapped[str] = mapped_column(Code(Manner, 20))
    mark: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    officer_id: Mapped[str] = mapped_column(String(ID_LENGTH))


class OnlineResult(Fact, Base):
    """A finished online course, as the platform's file says; the id is derived from its facts."""

    __tablename__ = "online_result"
    __table_args__ = (
        refers_to("supervision", "supervision_id"),
        Index("ix_online_result_supervision", "office_id", "supervision_id", "on"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    supervision_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    course: Mapped[str] = mapped_column(String(200))
    on: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(Integer)
    mark: Mapped[int | None] = mapped_column(Integer)
    file_sha256: Mapped[str] = mapped_column(String(64))
    row: Mapped[int] = mapped_column(Integer)


class MakeUp(Form, Base):
    """补课: the task to make a missed session up; the id is derived from session and person."""

    __tablename__ = "make_up"
    __table_args__ = (
        refers_to("program_session", "session_id"),
        Index("ix_make_up_state", "office_id", "state", "due_on"),
        Index("ix_make_up_learner", "office_id", "learner_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    learner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    session_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Code(MakeUpState, 20))
    done_session_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class Qualification(Fact, Base):
    """What an officer or a volunteer is qualified for, by which paper, until when."""

    __tablename__ = "qualification"
    __table_args__ = (
        Index("ix_qualification_learner", "office_id", "learner_id"),
        {"info": merges(Merge.APPEND_ONLY)},
    )

    learner: Mapped[str] = mapped_column(Code(Learner, 20))
    learner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
