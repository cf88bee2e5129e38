"""The forms of leave say what the records say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.leave.model import LeaveOutcome
from corrdesk.casework.leave.sheets import draft_certificate, draw_approval, draw_permit
from corrdesk.casework.leave.tables import Leave, TravelPermit
from corrdesk.casework.leave.travel import record_permit_decision, request_permit
from tests.casework.leaves import (
    DEPART,
    RETURN,
    back,
    decide,
    delegated,
    extended,
    granted,
    paper,
    permit_application,
    record,
    requested,
)
from tests.casework.people import new_person, stand_on


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def approval(desk: Desk, leave: str) -> FormSheet:
    with desk.unit_of_work() as uow:
        return draw_approval(uow, uow.require(Leave, leave))


def test_the_certificate_says_what_was_granted(desk: Desk, supervision: str) -> None:
    delegated(desk)
    leave = requested(desk, supervision)
    decide(desk, leave)
    with desk.unit_of_work() as uow:
        drawn = draft_certificate(uow, uow.require(Leave, leave))
    facts = drawn.facts
    assert (facts["start"], facts["end"], facts["days"]) == (DEPART, RETURN, 7)
    assert facts["reason"] == "就医：到省人民医院复查"
    assert (facts["approver"], facts["handler"]) == ("青石镇司法所", "李明")
    assert (drawn.subject_id, drawn.addressees) == (leave, ("王小明",))


def test_the_approval_form_before_and_after_the_decision(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision)
    before = approval(desk, leave).facts
    assert (before["proofs"], before["total_days"]) == (["诊断证明"], 7)
    assert (before["county_opinion"], before["returned_on"]) == ("", None)
    record(desk, leave)
    after = approval(desk, leave).facts
    assert after["county_opinion"] == "批准。（2026年6月10日，青矫外〔2026〕9号）"
    assert (after["office_opinion"], after["upper_opinion"]) == ("", "")


def test_a_refusal_gives_its_reasons(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision)
    no = paper(LeaveOutcome.REFUSED, reason="证明不实。", legal_reason="实施办法第二十七条")
    record(desk, leave, no)
    words = approval(desk, leave).facts["county_opinion"]
    assert str(words).startswith("不批准。证明不实；实施办法第二十七条。（")


def test_the_return_and_the_extension_are_on_it(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    longer = extended(desk, leave, RETURN + timedelta(1))
    stand_on(desk, RETURN + timedelta(3))
    back(desk, leave, RETURN + timedelta(3), note="误车")
    for one in (leave, longer):
        facts = approval(desk, one).facts
        assert facts["returned_on"] == RETURN + timedelta(3)
        assert facts["return_note"] == "2026年6月24日本人到司法所销假，逾期2天。误车"
    assert str(approval(desk, longer).facts["reason"]).startswith("延长外出。就医：")


def test_the_form_of_recurring_travel(desk: Desk, supervision: str) -> None:
    permit, _changes = desk.act(lambda uow: request_permit(uow, supervision, permit_application()))

    def facts() -> dict[str, object]:
        with desk.unit_of_work() as uow:
            return dict(draw_permit(uow, uow.require(TravelPermit, permit)).facts)

    assert (facts()["valid_to"], facts()["county_opinion"]) == (None, "")
    desk.act(lambda uow: record_permit_decision(uow, desk.law(), permit, paper()))
    assert facts()["valid_to"] == date(2026, 12, 10)
    assert "批准" in str(facts()["county_opinion"])
