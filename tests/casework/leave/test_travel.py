"""Recurring travel: asked for in writing, permitted by the county for as long as the law says."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.model import (
    Approver,
    LeaveOutcome,
    LeaveVerdict,
    TripManner,
    TripReport,
)
from corrdesk.casework.leave.queries import (
    count_permits,
    permit_decisions,
    permit_file,
    permits_page,
    remind_until,
)
from corrdesk.casework.leave.travel import (
    end_permit,
    record_permit_decision,
    report_back,
    report_trip,
    request_permit,
)
from corrdesk.store.types import AnyRow
from tests.casework.leaves import TODAY, paper, permit_application
from tests.casework.people import new_person, stand_on


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def ask(desk: Desk, supervision: str, **more: object) -> str:
    wanted = permit_application(**more)
    return desk.act(lambda uow: request_permit(uow, supervision, wanted))[0]


def decided(desk: Desk, permit: str, made: LeaveVerdict) -> str:
    return desk.act(lambda uow: record_permit_decision(uow, desk.law(), permit, made))[0]


def listed(desk: Desk, name: str) -> list[AnyRow]:
    with desk.read() as session:
        rows = permits_page(session, desk.office.id, desk.law(), name)
        assert count_permits(session, desk.office.id, desk.law(), name) == len(rows)
    return list(rows)


def test_a_permit_holds_six_months(desk: Desk, supervision: str) -> None:
    permit = ask(desk, supervision)
    decided(desk, permit, paper())
    (row,) = listed(desk, "permit_valid")
    assert (row.valid_from, row.valid_to) == (TODAY, date(2026, 12, 10))
    with desk.read() as session:
        (made,) = permit_decisions(session, desk.office.id, permit)
    assert "IM-29" in {each["id"] for each in made.citations}
    assert made.counted["answer"]["expires"] == "2026-12-10"
    stand_on(desk, date(2026, 12, 11))
    assert listed(desk, "permit_valid") == []
    assert [row.id for row in listed(desk, "permit_past")] == [permit]


def test_a_permit_ends_with_the_term(desk: Desk) -> None:
    supervision = new_person(desk, term_end=date(2026, 9, 1))[1]
    decided(desk, ask(desk, supervision), paper())
    assert listed(desk, "permit_valid")[0].valid_to == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"places": (" ",)}, "places"),
        ({"times": ""}, "times"),
        ({"frequency": ""}, "frequency"),
        ({"requested_on": date(2026, 6, 11)}, "requested_on"),
    ],
)
def test_an_incomplete_request_is_refused(
    desk: Desk, supervision: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        ask(desk, supervision, **more)
    assert refused.value.field == field


def test_one_request_at_a_time(desk: Desk, supervision: str) -> None:
    ask(desk, supervision)
    with pytest.raises(UserError, match="已有待决定"):
        ask(desk, supervision)


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (paper(decider=Approver.OFFICE), "decider"),
        (paper(document=""), "document"),
        (paper(decided_on=date(2026, 6, 9)), "decided_on"),
        (paper(LeaveOutcome.REFUSED), "reason"),
        (paper(LeaveOutcome.REFUSED, reason="不需要"), "legal_reason"),
    ],
)
def test_an_impossible_decision_is_refused(
    desk: Desk, supervision: str, made: LeaveVerdict, field: str
) -> None:
    permit = ask(desk, supervision)
    with pytest.raises(UserError) as refused:
        decided(desk, permit, made)
    assert refused.value.field == field


def test_refused_and_ended(desk: Desk, supervision: str) -> None:
    permit = ask(desk, supervision)
    no = paper(LeaveOutcome.REFUSED, reason="证明不实", legal_reason="实施办法第二十九条")
    decided(desk, permit, no)
    assert listed(desk, "permit_past")[0].valid_to is None
    second = ask(desk, supervision)
    with pytest.raises(UserError):
        desk.act(lambda uow: end_permit(uow, second, " "))
    decided(desk, second, paper())
    desk.act(lambda uow: end_permit(uow, second, "已停业"))
    assert {row.state for row in listed(desk, "permit_past")} == {"refused", "ended"}
    with pytest.raises(UserError):
        desk.act(lambda uow: end_permit(uow, second, "再一次"))
    third = ask(desk, supervision)
    desk.act(lambda uow: end_permit(uow, third, "本人撤回"))
    assert {row.state for row in listed(desk, "permit_past")} == {"refused", "ended", "withdrawn"}


# Trips


MARKET = "云河市清水县农贸市场"


@pytest.fixture
def permit(desk: Desk, supervision: str) -> str:
    made = ask(desk, supervision)
    decided(desk, made, paper())
    return made


def trip(desk: Desk, permit: str, **more: object) -> str:
    usual: dict[str, object] = {
        "depart": desk.clock.today(),
        "place": MARKET,
        "manner": TripManner.PHONE,
        "reported_on": desk.clock.today(),
    }
    told = TripReport(**(usual | more))  # type: ignore[arg-type]
    return desk.act(lambda uow: report_trip(uow, permit, told))[0]


def came_back(desk: Desk, made: str, on: date, **more: str) -> None:
    today = desk.clock.today()
    desk.act(lambda uow: report_back(uow, made, on, TripManner.MESSAGE, reported_on=today, **more))


def test_a_trip_and_its_return_are_two_reports_of_one_trip(desk: Desk, permit: str) -> None:
    made = trip(desk, permit)
    with desk.read() as session:
        file = permit_file(session, desk.office.id, permit)
    assert file is not None
    assert file.away is not None
    assert file.away.id == made
    stand_on(desk, date(2026, 6, 11))
    came_back(desk, made, TODAY)
    with desk.read() as session:
        file = permit_file(session, desk.office.id, permit)
    assert file is not None
    assert [(each.depart, each.back_on, each.place) for each in file.trips] == [
        (TODAY, TODAY, MARKET)
    ]
    assert file.away is None
    assert trip(desk, permit) != made


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"depart": date(2026, 6, 9)}, "depart"),
        ({"depart": date(2026, 12, 11)}, "depart"),
        ({"place": "省城"}, "place"),
        ({"reported_on": date(2026, 6, 11)}, "reported_on"),
        ({"back_on": date(2026, 6, 12)}, "back_on"),
    ],
)
def test_a_trip_outside_the_permit_is_refused(
    desk: Desk, permit: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        trip(desk, permit, **more)
    assert refused.value.field == field


def test_a_trip_told_afterwards_says_why(desk: Desk, permit: str) -> None:
    stand_on(desk, date(2026, 6, 12))
    with pytest.raises(UserError) as refused:
        trip(desk, permit, depart=TODAY, back_on=TODAY)
    assert refused.value.field == "note"
    assert trip(desk, permit, depart=TODAY, back_on=TODAY, note="手机没电")


def test_nobody_leaves_twice_or_returns_twice(desk: Desk, permit: str) -> None:
    made = trip(desk, permit)
    with pytest.raises(UserError):
        trip(desk, permit)
    with pytest.raises(UserError) as refused:
        came_back(desk, made, date(2026, 6, 9))
    assert refused.value.field == "back_on"
    came_back(desk, made, TODAY)
    with pytest.raises(UserError):
        came_back(desk, made, TODAY)


def test_a_return_after_the_permit_says_why(desk: Desk, permit: str) -> None:
    stand_on(desk, date(2026, 12, 10))
    made = trip(desk, permit)
    stand_on(desk, date(2026, 12, 11))
    with pytest.raises(UserError) as refused:
        came_back(desk, made, date(2026, 12, 11))
    assert refused.value.field == "note"
    came_back(desk, made, date(2026, 12, 11), note="大雪封路")


def test_no_trip_under_a_permit_that_has_ended(desk: Desk, permit: str) -> None:
    desk.act(lambda uow: end_permit(uow, permit, "不再需要"))
    with pytest.raises(UserError):
        trip(desk, permit)


def test_a_permit_that_ends_soon_has_its_list(desk: Desk, permit: str) -> None:
    assert listed(desk, "permit_expiring") == []
    stand_on(desk, date(2026, 11, 25))
    assert remind_until(desk.law()) == date(2026, 12, 10)
    assert [row.id for row in listed(desk, "permit_expiring")] == [permit]
    stand_on(desk, date(2026, 12, 11))
    assert listed(desk, "permit_expiring") == []
