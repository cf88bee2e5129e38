"""Programmes and their sessions on the calendar, and what cannot be planned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.model import Provider, SessionFacts, SessionState
from corrdesk.casework.programs.queries import programs, sessions_page
from corrdesk.casework.programs.service import (
    cancel_session,
    minutes_after_midnight,
    plan_sessions,
    retire_program,
    start_time,
)
from tests.casework.people import new_person
from tests.casework.sessions import attended, course, file_of, planned, program, service


def plan(desk: Desk, program_id: str, *days: date, **more: Any) -> list[str]:
    facts = SessionFacts(days=days, **({"starts": "14:30"} | more))
    return desk.act(lambda uow: plan_sessions(uow, program_id, facts))[0]


def test_sessions_inherit_what_the_programme_says(desk: Desk) -> None:
    made = program(desk, course(capacity=30))
    first, second = plan(desk, made, date(2026, 6, 19), date(2026, 6, 12))
    session = file_of(desk, first).session
    assert (session.on, session.starts, session.minutes, session.capacity, session.place) == (
        date(2026, 6, 12), "14:30", 120, 30, "司法所教育室",
    )  # fmt: skip
    assert file_of(desk, second).session.code != session.code
    assert file_of(desk, session.code.lower()).session.id == first


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (course(name=" "), "name"),
        (course(minutes=0), "minutes"),
        (course(minutes=1441), "minutes"),
        (course(capacity=0), "capacity"),
        (service(organiser=""), "organiser"),
        (course(provider=Provider.PARTNER), "provider_name"),
        (course(full_mark=100), "pass_mark"),
        (course(full_mark=100, pass_mark=101), "pass_mark"),
        (course(full_mark=100, pass_mark=0), "pass_mark"),
    ],
)
def test_what_is_wrong_with_a_programme_is_named(desk: Desk, facts: Any, field: str) -> None:
    with pytest.raises(UserError) as refused:
        program(desk, facts)
    assert refused.value.field == field


def test_what_is_wrong_with_a_plan_is_named(desk: Desk) -> None:
    made = program(desk)
    day = date(2026, 6, 12)
    plan(desk, made, day)
    for days, more, field in (
        ((), {}, "days"),
        ((day,), {}, "days"),
        ((date(2026, 6, 13), date(2026, 6, 13)), {}, "days"),
        ((date(2026, 6, 13),), {"starts": "25:00"}, "starts"),
        ((date(2026, 6, 13),), {"starts": "23:30"}, "minutes"),
    ):
        with pytest.raises(UserError) as refused:
            plan(desk, made, *days, **more)
        assert refused.value.field == field
    plan(desk, made, day, starts="9：05")
    desk.act(lambda uow: retire_program(uow, made, "不再举办"))
    with pytest.raises(UserError):
        plan(desk, made, date(2026, 6, 20))
    with desk.read() as session:
        assert list(programs(session, desk.office.id)) == []
        assert len(programs(session, desk.office.id, active=False)) == 1


def test_a_session_is_cancelled_with_its_reason(desk: Desk) -> None:
    session_id = planned(desk)
    with pytest.raises(UserError):
        desk.act(lambda uow: cancel_session(uow, session_id, " "))
    desk.act(lambda uow: cancel_session(uow, session_id, "讲师生病"))
    assert file_of(desk, session_id).session.state == SessionState.CANCELLED
    with desk.read() as session:
        found = sessions_page(session, desk.office.id, desk.clock.today(), "cancelled")
    assert [line.session_id for line in found] == [session_id]


def test_what_was_recorded_is_not_cancelled(desk: Desk) -> None:
    session_id = attended(desk, new_person(desk)[1])
    with pytest.raises(UserError):
        desk.act(lambda uow: cancel_session(uow, session_id, "误登"))


def test_times_are_read_in_any_usual_way() -> None:
    assert [start_time(text) for text in ("9:05", " 14：30 ", "00:00", "9.30", "下午2点")] == [
        "09:05", "14:30", "00:00", "09:30", "14:00",
    ]  # fmt: skip
    for wrong in ("", "9", "24:00", "9:60", "9-30"):
        with pytest.raises(UserError):
            start_time(wrong)
    assert minutes_after_midnight("14:30") == 870
