"""What officers enter in the ledger: reasons, proofs, signs; online results count once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, Learner, hour_events
from corrdesk.casework.hour_flows import exempt_and_duties, withdraw_exemption_and_duties
from corrdesk.casework.programs.accounts import (
    MOST_MINUTES,
    add_qualification,
    credit_online,
    exempt,
)
from corrdesk.casework.programs.model import ExemptionFacts, Ground, QualificationFacts
from corrdesk.casework.programs.online import OnlineRow
from corrdesk.casework.programs.queries import online_results, qualifications
from tests.casework.people import new_person
from tests.casework.sessions import account, entered


def exemption(**more: Any) -> ExemptionFacts:
    usual: dict[str, Any] = {
        "kind": HourKind.EDUCATION,
        "ground": Ground.INABILITY,
        "from_on": date(2026, 6, 1),
        "until_on": date(2026, 6, 30),
        "reason": "骨折卧床",
        "proof": "县医院诊断证明",
    }
    return ExemptionFacts(**(usual | more))


def exempted(desk: Desk, supervision: str, facts: ExemptionFacts) -> str:
    return desk.act(lambda uow: exempt_and_duties(uow, supervision, facts))[0]


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def test_adjustments_and_penalties_have_their_sign(desk: Desk, supervision: str) -> None:
    entered(desk, supervision, 90)
    entered(desk, supervision, -30)
    entered(desk, supervision, 45, HourSort.PENALTY)
    found = account(desk, supervision).tally
    assert (found.adjusted, found.penalty, found.credited, found.balance) == (60, 45, 0, 15)
    with desk.read() as session:
        events = hour_events(session, desk.office.id, learner_ids=[supervision])
    assert [row.minutes for row in events] == [90, -30, -45]
    assert {row.reason for row in events} == {"核对后更正"}
    assert {row.by for row in events} == {desk.actor.officer_id}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": MOST_MINUTES + 1}, "minutes"),
        ({"minutes": -5, "sort": HourSort.PENALTY}, "minutes"),
        ({"minutes": 5, "sort": HourSort.CREDIT}, "sort"),
        ({"minutes": 5, "reason": "  "}, "reason"),
        ({"minutes": 5, "on": date(2026, 6, 11)}, "on"),
        ({"minutes": 5, "on": date(2026, 1, 4)}, "on"),
    ],
)
def test_what_cannot_be_entered_is_named(
    desk: Desk, supervision: str, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        entered(desk, supervision, **more)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"proof": " "}, "proof"),
        ({"until_on": date(2026, 5, 31)}, "until_on"),
    ],
)
def test_an_exemption_needs_reason_proof_and_end(
    desk: Desk, supervision: str, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: exempt(uow, supervision, exemption(**more)))
    assert refused.value.field == field


def test_an_exemption_is_taken_back_once(desk: Desk, supervision: str) -> None:
    made = exempted(desk, supervision, exemption())
    assert account(desk, supervision).exempt
    desk.act(lambda uow: withdraw_exemption_and_duties(uow, made, "误登"))
    assert not account(desk, supervision).exempt
    with pytest.raises(UserError):
        desk.act(lambda uow: withdraw_exemption_and_duties(uow, made, "误登"))


def online(supervision: str, course: str = "民法典", number: int = 2) -> OnlineRow:
    return OnlineRow(supervision, "王小明", course, date(2026, 6, 5), 45, 88, number)


def test_an_online_course_counts_once_from_whatever_file(desk: Desk, supervision: str) -> None:
    rows = [online(supervision), online(supervision, "宪法", 3), online(supervision, number=9)]
    assert desk.act(lambda uow: credit_online(uow, rows, "a" * 64))[0] == [supervision]
    assert desk.act(lambda uow: credit_online(uow, rows[:1], "b" * 64))[0] == []
    assert account(desk, supervision).tally.credited == 90
    with desk.read() as session:
        found = online_results(session, desk.office.id, supervision)
    assert sorted(row.course for row in found) == ["宪法", "民法典"]
    assert {row.mark for row in found} == {88}


def test_qualifications_are_listed_by_when_they_run_out(desk: Desk) -> None:
    def add(title: str, until: date | None) -> None:
        facts = QualificationFacts(
            Learner.OFFICER, desk.actor.officer_id, "李明", title, date(2025, 1, 1), "1号", until
        )
        desk.act(lambda uow: add_qualification(uow, facts))

    add("心理咨询师", None)
    add("法律职业资格", date(2028, 1, 1))
    add("急救员", date(2026, 12, 1))
    with desk.read() as session:
        found = qualifications(session, desk.office.id, [desk.actor.officer_id])
        assert [row.title for row in found] == ["急救员", "法律职业资格", "心理咨询师"]
        assert qualifications(session, desk.office.id, ["nobody"]) == []
    with pytest.raises(UserError):
        add(" ", None)
    with pytest.raises(UserError):
        add("过期", date(2024, 1, 1))
