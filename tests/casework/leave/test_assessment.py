"""The arithmetic of a leave: which earlier days count, who decides, until when one applies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.delegations import end_delegation
from corrdesk.casework.flows import cancel_leave_and_duties
from corrdesk.casework.leave.assessment import LeaveAssessment, assess_leave
from corrdesk.casework.leave.model import Approver, LeavePlan
from corrdesk.rules.facts import FactImpossible
from tests.casework.leaves import (
    DEPART,
    RETURN,
    TODAY,
    back,
    delegated,
    extended,
    granted,
    requested,
)
from tests.casework.people import new_person, stand_on


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def assess(
    desk: Desk, supervision: str, depart: date = DEPART, return_: date = RETURN, **more: object
) -> LeaveAssessment:
    plan = LeavePlan(depart, return_, TODAY, abroad=bool(more.get("abroad")))
    extends = more.get("extends")
    with desk.read() as session:
        return assess_leave(
            session,
            desk.office.id,
            supervision,
            plan,
            desk.law(),
            extends=str(extends) if extends else None,
        )


def test_seven_days_are_the_offices_only_while_it_is_delegated(
    desk: Desk, supervision: str
) -> None:
    found = assess(desk, supervision)
    assert (found.route.days, found.approver, found.delegation_id) == (7, Approver.COUNTY, None)
    paper = delegated(desk)
    found = assess(desk, supervision)
    assert (found.approver, found.delegation_id) == (Approver.OFFICE, paper)
    assert assess(desk, supervision, DEPART, RETURN + timedelta(1)).approver is Approver.COUNTY
    yesterday = TODAY - timedelta(1)
    desk.act(lambda uow: end_delegation(uow, paper, yesterday, "青矫委〔2026〕3号"))
    assert assess(desk, supervision).approver is Approver.COUNTY


def test_every_earlier_leave_that_counts_is_shown_with_its_days(
    desk: Desk, supervision: str
) -> None:
    first = granted(desk, supervision, date(2026, 6, 20), date(2026, 6, 29))
    granted(desk, supervision, date(2026, 7, 5), date(2026, 7, 14))
    found = assess(desk, supervision, date(2026, 8, 17), date(2026, 8, 27))
    # The window runs from 28 June: two days of the first leave, all ten of the second.
    assert [(each.leave_id == first, each.counted) for each in found.earlier] == [
        (True, 2),
        (False, 10),
    ]
    assert (found.route.days, found.route.days_in_window) == (11, 23)
    assert found.approver is Approver.COUNTY
    tighter = assess(desk, supervision, date(2026, 7, 20), date(2026, 7, 30))
    assert (tighter.route.days_in_window, tighter.approver) == (31, Approver.CITY)


def test_who_is_back_early_has_spent_fewer_days(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision, date(2026, 6, 15), date(2026, 6, 24))
    stand_on(desk, date(2026, 6, 18))
    back(desk, leave, date(2026, 6, 18))
    found = assess(desk, supervision, date(2026, 7, 1), date(2026, 7, 2))
    assert [each.counted for each in found.earlier] == [4]


def test_what_was_refused_or_never_begun_does_not_count(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    desk.act(lambda uow: cancel_leave_and_duties(uow, desk.law(), leave, "医院改期"))
    requested(desk, supervision, date(2026, 6, 23), date(2026, 6, 24))
    assert assess(desk, supervision, date(2026, 7, 1), date(2026, 7, 2)).earlier == ()


def test_an_extension_counts_the_whole_trip_once(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    longer = assess(desk, supervision, DEPART, date(2026, 6, 25), extends=leave)
    assert (longer.route.days, longer.route.days_in_window, longer.earlier) == (11, 11, ())
    assert not longer.late
    extended(desk, leave, date(2026, 6, 25))
    later = assess(desk, supervision, date(2026, 7, 1), date(2026, 7, 1))
    assert [each.counted for each in later.earlier] == [11]


def test_late_is_after_the_day_of_the_law(desk: Desk, supervision: str) -> None:
    assert not assess(desk, supervision, TODAY + timedelta(3), RETURN).late
    soon = assess(desk, supervision, TODAY + timedelta(2), RETURN)
    assert soon.late
    assert soon.applying.value.apply_by == TODAY - timedelta(1)


def test_abroad_and_beyond_the_term_have_no_decider(desk: Desk, supervision: str) -> None:
    assert assess(desk, supervision, abroad=True).approver is None
    beyond = assess(desk, supervision, date(2027, 1, 1), date(2027, 1, 5))
    assert (beyond.approver, beyond.route.reason) == (None, "beyond_term")


def test_the_reasons_can_be_kept_as_plain_values(desk: Desk, supervision: str) -> None:
    found = assess(desk, supervision)
    assert found.counted["depart"] == "2026-06-15"
    assert found.counted["answer"]["days"] == 7
    assert {"IM-27", "CCL-27"} <= {each["id"] for each in found.citations}
    assert any("7 <= 30" in words for words in found.compared)


def test_what_cannot_be_asked(desk: Desk, supervision: str) -> None:
    with pytest.raises(UserError):
        assess(desk, "nobody")
    with pytest.raises(FactImpossible):
        assess(desk, supervision, RETURN, DEPART)
