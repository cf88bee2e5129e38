"""Recurring travel: asked for in writing, permitted by the county for as long as the law says."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.model import Approver, LeaveOutcome, LeaveVerdict
from corrdesk.casework.leave.queries import (
    count_permits,
    permit_decisions,
    permits_page,
)
from corrdesk.casework.leave.travel import end_permit, record_permit_decision, request_permit
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
        rows = permits_page(session, desk.office.id, desk.clock.today(), name)
        assert count_permits(session, desk.office.id, desk.clock.today(), name) == len(rows)
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
