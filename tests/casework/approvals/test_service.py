"""A request, the county's word from its paper, and who is told; and what may not be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalOutcome, ApprovalState, Contact
from corrdesk.casework.approvals.service import withdraw_approval
from corrdesk.casework.caseload.model import Category, Status
from corrdesk.casework.caseload.service import change_status
from tests.casework.people import new_person, stand_on
from tests.casework.wishes import TODAY, asked, decided, file_of, meeting, place, told, word


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def refused_field(work: Any) -> str | None:
    with pytest.raises(UserError) as caught:
        work()
    return caught.value.field


def test_a_place_is_granted_and_then_told(desk: Desk, supervision: str) -> None:
    approval = asked(desk, supervision)
    assert file_of(desk, approval).to_tell == []
    stand_on(desk, date(2026, 6, 12))
    decided(desk, approval, word(decided_on=date(2026, 6, 12), until_on=date(2026, 6, 15)))
    file = file_of(desk, approval)
    assert file.approval.state == ApprovalState.GRANTED
    assert (file.approval.from_on, file.approval.until_on) == (
        date(2026, 6, 15),
        date(2026, 6, 15),
    )
    assert file.decision is not None
    assert file.decision.decided_by == desk.office.county_name
    assert file.to_tell == ["original", "procuratorate"]
    day = date(2026, 6, 12)
    told(desk, approval, "original", day, "青石县人民法院")
    assert file_of(desk, approval).to_tell == ["procuratorate"]
    for body, on in (("original", day), ("police", day), ("procuratorate", date(2026, 6, 9))):
        with pytest.raises(UserError) as caught:
            told(desk, approval, body, on)
        assert caught.value.field == ("on" if body == "procuratorate" else "body")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"reason": ""}, "reason"),
        ({"injunction": ""}, "injunction"),
        ({"requested_on": date(2026, 6, 11)}, "requested_on"),
        ({"from_on": date(2026, 6, 9)}, "from_on"),
        ({"until_on": date(2026, 6, 14)}, "until_on"),
        ({"until_on": date(2030, 1, 1)}, "until_on"),
    ],
)
def test_what_a_request_needs(desk: Desk, supervision: str, more: Any, field: str) -> None:
    assert refused_field(lambda: asked(desk, supervision, place(**more))) == field


def test_some_meetings_nobody_approves(desk: Desk, supervision: str) -> None:
    assert asked(desk, supervision, meeting())
    for contact in (None, Contact.ACCOMPLICE, Contact.BAD_INFLUENCE):
        with pytest.raises(UserError) as caught:
            asked(desk, supervision, meeting(contact=contact))
        assert caught.value.field == "contact"


def test_no_place_is_forbidden_on_parole(desk: Desk) -> None:
    supervision = new_person(desk, category=Category.PAROLE)[1]
    assert refused_field(lambda: asked(desk, supervision)) == "injunction"


def test_only_who_is_supervised_asks(desk: Desk, supervision: str) -> None:
    desk.act(lambda uow: change_status(uow, supervision, Status.TERMINATED, TODAY, reason="死亡"))
    assert refused_field(lambda: asked(desk, supervision)) is None


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (word(document=" "), "document"),
        (word(decided_on=date(2026, 6, 9)), "decided_on"),
        (word(decided_on=date(2026, 6, 11)), "decided_on"),
        (word(ApprovalOutcome.REFUSED), "reason"),
        (word(from_on=date(2026, 6, 9)), "from_on"),
        (word(until_on=date(2026, 6, 14)), "until_on"),
    ],
)
def test_what_a_decision_needs(desk: Desk, supervision: str, made: Any, field: str) -> None:
    approval = asked(desk, supervision)
    assert refused_field(lambda: decided(desk, approval, made)) == field
    assert file_of(desk, approval).approval.state == ApprovalState.REQUESTED


def test_a_decision_is_made_once(desk: Desk, supervision: str) -> None:
    approval = asked(desk, supervision)
    decided(desk, approval, word(ApprovalOutcome.REFUSED, reason="正在调查期间"))
    assert file_of(desk, approval).approval.state == ApprovalState.REFUSED
    assert refused_field(lambda: decided(desk, approval)) is None
    withdraw = lambda: desk.act(lambda uow: withdraw_approval(uow, approval, "不去了"))  # noqa: E731
    assert refused_field(withdraw) is None


def test_a_request_is_taken_back_with_its_reason(desk: Desk, supervision: str) -> None:
    approval = asked(desk, supervision)
    withdraw = lambda: desk.act(lambda uow: withdraw_approval(uow, approval, " "))  # noqa: E731
    assert refused_field(withdraw) == "reason"
    desk.act(lambda uow: withdraw_approval(uow, approval, "不去了"))
    assert file_of(desk, approval).approval.state == ApprovalState.WITHDRAWN
