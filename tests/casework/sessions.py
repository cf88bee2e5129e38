"""Short ways from a programme to hours, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, Learner
from corrdesk.casework.hour_flows import (
    HourAccount,
    enter_hours_and_duties,
    hour_accounts,
    record_turnout_and_duties,
)
from corrdesk.casework.programs.accounts import Entry
from corrdesk.casework.programs.model import (
    Invitee,
    ProgramFacts,
    ProgramType,
    SessionFacts,
    Sighting,
    Turnout,
)
from corrdesk.casework.programs.queries import RosterLine, SessionFile, session_file
from corrdesk.casework.programs.rosters import invite
from corrdesk.casework.programs.service import add_program, plan_sessions

DAY = date(2026, 6, 8)


def course(**more: Any) -> ProgramFacts:
    usual: dict[str, Any] = {
        "name": "宪法学习",
        "type": ProgramType.LAW,
        "minutes": 120,
        "place": "司法所教育室",
    }
    return ProgramFacts(**(usual | more))


def service(**more: Any) -> ProgramFacts:
    usual = {"name": "河道保洁", "type": ProgramType.SERVICE, "organiser": "西河村村委会"}
    return course(**(usual | more))


def program(desk: Desk, facts: ProgramFacts | None = None) -> str:
    return desk.act(lambda uow: add_program(uow, facts or course()))[0]


def planned(
    desk: Desk,
    program_id: str | None = None,
    on: date = DAY,
    starts: str = "09:00",
    **more: Any,
) -> str:
    """One session of a programme, or of a new one."""
    wanted = program_id or program(desk)
    facts = SessionFacts(days=(on,), starts=starts, **more)
    return desk.act(lambda uow: plan_sessions(uow, wanted, facts))[0][0]


def invited(desk: Desk, session: str, supervisions: Iterable[str]) -> str:
    people = [
        Invitee(Learner.SUPERVISION, each, f"学员{number}")
        for number, each in enumerate(supervisions, 1)
    ]
    desk.act(lambda uow: invite(uow, session, people))
    return session


def record(
    desk: Desk,
    session: str,
    turnouts: dict[str, Turnout],
    *,
    reason: str = "",
    confirmed: bool = False,
    make_up_by: date | None = None,
    **more: Any,
) -> list[str]:
    sightings = [Sighting(key, turnout, **more) for key, turnout in turnouts.items()]
    return desk.act(
        lambda uow: record_turnout_and_duties(
            uow, session, sightings, reason=reason, confirmed=confirmed, make_up_by=make_up_by
        )
    )[0]


def attended(
    desk: Desk, supervision: str, on: date = DAY, starts: str = "09:00", **more: Any
) -> str:
    """A session of a new programme that somebody has been to."""
    session = planned(desk, on=on, starts=starts, **more)
    invited(desk, session, [supervision])
    record(desk, session, {supervision: Turnout.PRESENT})
    return session


def entered(
    desk: Desk,
    supervision: str,
    minutes: int,
    sort: HourSort = HourSort.ADJUSTMENT,
    kind: HourKind = HourKind.EDUCATION,
    on: date | None = None,
    reason: str = "核对后更正",
) -> str:
    entry = Entry(
        Learner.SUPERVISION, supervision, kind, sort, minutes, on or desk.clock.today(), reason
    )
    return desk.act(lambda uow: enter_hours_and_duties(uow, entry))[0]


def account(desk: Desk, supervision: str, kind: HourKind = HourKind.EDUCATION) -> HourAccount:
    with desk.read() as session:
        found = hour_accounts(session, desk.office.id, desk.law(), supervision_id=supervision)
    return next(each for each in found if each.kind is kind)


def file_of(desk: Desk, session_id: str) -> SessionFile:
    with desk.read() as session:
        found = session_file(session, desk.office.id, session_id)
    assert found is not None
    return found


def line_of(desk: Desk, session_id: str, learner_id: str) -> RosterLine:
    return next(line for line in file_of(desk, session_id).roster if line.learner_id == learner_id)
