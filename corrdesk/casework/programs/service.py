"""Commands of planning: programmes, their sessions, and taking a session off the plan again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import read_time
from corrdesk.casework.caseload.check_codes import new_check_code
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.model import (
    ProgramFacts,
    ProgramType,
    Provider,
    SessionFacts,
    SessionState,
)
from corrdesk.casework.programs.policy import DAY_MINUTES, MOST_SESSIONS
from corrdesk.casework.programs.tables import Attendance, Program, ProgramSession
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork


@command("program.plan")
def add_program(uow: UnitOfWork, facts: ProgramFacts) -> str:
    """Takes a programme in. Returns its id; raises UserError naming the field to mend."""
    _check_program(facts)
    program = Program(
        id=uow.new_id(),
        name=facts.name.strip(),
        type=facts.type.value,
        hour_kind=facts.hour_kind.value,
        phase=facts.phase.value,
        provider=facts.provider.value,
        provider_id=facts.provider_id,
        provider_name=facts.provider_name.strip(),
        organiser=facts.organiser.strip(),
        place=facts.place.strip(),
        minutes=facts.minutes,
        capacity=facts.capacity,
        materials=facts.materials.strip(),
        full_mark=facts.full_mark,
        pass_mark=facts.pass_mark,
        for_staff=facts.for_staff,
        active=True,
    )
    uow.add(program)
    return program.id


@command("program.plan")
def retire_program(uow: UnitOfWork, program_id: str, reason: str) -> None:
    """Takes a programme off the list; its sessions and hours stay."""
    program = uow.require(Program, program_id)
    _reasoned(uow, reason)
    program.active = False


@command("program.plan")
def plan_sessions(uow: UnitOfWork, program_id: str, facts: SessionFacts) -> list[str]:
    """Puts sessions on the calendar. Returns their ids in order of the days.

    Raises UserError for a day twice or at which the programme has a session already, and for one
    that would run past midnight.
    """
    program = uow.require(Program, program_id)
    if not program.active:
        raise UserError(_("这个项目已经停用。"), field="program")
    days = sorted(facts.days)
    if not days or len(days) > MOST_SESSIONS:
        raise UserError(_("请给出 1 至 {most} 个日期。").format(most=MOST_SESSIONS), field="days")
    starts, minutes = start_time(facts.starts), facts.minutes or program.minutes
    if minutes <= 0 or minutes_after_midnight(starts) + minutes > DAY_MINUTES:
        raise UserError(_("活动时长应大于零，并在当天结束。"), field="minutes")
    known = set(
        uow.session.scalars(
            select(ProgramSession.on).where(
                ProgramSession.office_id == uow.office_id,
                ProgramSession.program_id == program_id,
                ProgramSession.starts == starts,
                ProgramSession.state != SessionState.CANCELLED.value,
            )
        )
    )
    if len(set(days)) < len(days) or known & set(days):
        raise UserError(_("同一天同一时间已经安排了这个项目。"), field="days")
    rows: list[dict[str, Any]] = [
        {
            "id": uow.new_id(),
            "program_id": program_id,
            "on": day,
            "starts": starts,
            "minutes": minutes,
            "place": facts.place.strip() or program.place,
            "teacher": facts.teacher.strip(),
            "topic": facts.topic.strip(),
            "capacity": facts.capacity or program.capacity,
            "code": new_check_code(),
            "state": SessionState.PLANNED.value,
        }
        for day in days
    ]
    uow.insert_rows(table_of(ProgramSession), rows)
    return [row["id"] for row in rows]


@command("program.plan")
def cancel_session(uow: UnitOfWork, session_id: str, reason: str) -> None:
    """Takes a session off the calendar; one with a recorded roster cannot be."""
    session = uow.require(ProgramSession, session_id)
    recorded = uow.session.execute(
        select(Attendance.id)
        .where(Attendance.office_id == uow.office_id, Attendance.session_id == session_id)
        .limit(1)
    ).first()
    if recorded:
        raise UserError(_("这次活动已有到场登记，不能取消。"), remedy=_("可以逐人更改到场结果。"))
    _reasoned(uow, reason)
    session.state = SessionState.CANCELLED.value


def start_time(text: str) -> str:
    """A time of day as 09:05. Raises UserError."""
    at = read_time(text)
    if at is None:
        raise UserError(_("时间请写成 9:30。"), field="starts")
    return f"{at:%H:%M}"


def minutes_after_midnight(starts: str) -> int:
    """14:30 as 870."""
    hours, minutes = starts.split(":")
    return int(hours) * 60 + int(minutes)


def _check_program(facts: ProgramFacts) -> None:
    if not facts.name.strip():
        raise UserError(_("请填写项目名称。"), field="name")
    if not 0 < facts.minutes <= DAY_MINUTES:
        raise UserError(_("每次时长应大于零、不超过一天。"), field="minutes")
    if facts.capacity is not None and facts.capacity < 1:
        raise UserError(_("人数上限应为正数。"), field="capacity")
    if facts.type is ProgramType.SERVICE and not facts.organiser.strip():
        raise UserError(_("公益活动请写明组织单位。"), field="organiser")
    if facts.provider is not Provider.OFFICE and not facts.provider_name.strip():
        raise UserError(_("请写明由谁提供。"), field="provider_name")
    if (facts.full_mark is None) != (facts.pass_mark is None):
        raise UserError(_("满分和合格分要一起填写。"), field="pass_mark")
    full, enough = facts.full_mark, facts.pass_mark
    if full is not None and enough is not None and not 0 < enough <= full:
        raise UserError(_("合格分应大于零、不超过满分。"), field="pass_mark")


def _reasoned(uow: UnitOfWork, reason: str) -> None:
    if not reason.strip():
        raise UserError(_("请填写理由。"), field="reason")
    uow.because(reason.strip())
