"""A class holds from the day that the county decided, neither sooner nor for what came after."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.caseload.service import change_class, change_status
from corrdesk.casework.caseload.tables import Supervision
from tests.casework.people import new_person, open_windows, stand_on

TODAY = date(2026, 6, 10)
JULY = date(2026, 7, 1)


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk, class_=SupervisionClass.STRICT)[1]


def decide(desk: Desk, supervision: str, class_: SupervisionClass, from_on: date) -> None:
    desk.act(lambda uow: change_class(uow, supervision, class_, from_on, reason="县级机构决定"))


def kept(desk: Desk, supervision: str) -> str | None:
    with desk.read() as session:
        found = session.get(Supervision, (desk.office.id, supervision))
    assert found is not None
    return found.class_


def test_a_decision_for_next_month_waits_for_it(desk: Desk, supervision: str) -> None:
    decide(desk, supervision, SupervisionClass.NORMAL, JULY)
    assert kept(desk, supervision) == "strict"
    stand_on(desk, date(2026, 6, 30))
    open_windows(desk)
    assert kept(desk, supervision) == "strict"
    stand_on(desk, JULY)
    open_windows(desk)
    assert kept(desk, supervision) == "normal"


def test_a_decision_for_today_holds_at_once(desk: Desk, supervision: str) -> None:
    decide(desk, supervision, SupervisionClass.LIGHT, TODAY)
    assert kept(desk, supervision) == "light"


def test_one_entered_late_does_not_undo_a_later_one(desk: Desk, supervision: str) -> None:
    decide(desk, supervision, SupervisionClass.LIGHT, TODAY)
    decide(desk, supervision, SupervisionClass.NORMAL, date(2026, 6, 8))
    assert kept(desk, supervision) == "light"
    decide(desk, supervision, SupervisionClass.NORMAL, TODAY)  # of one day the last word
    assert kept(desk, supervision) == "normal"


def test_whoever_has_left_is_not_touched(desk: Desk, supervision: str) -> None:
    decide(desk, supervision, SupervisionClass.NORMAL, JULY)
    desk.act(lambda uow: change_status(uow, supervision, Status.TRANSFERRED, TODAY, reason="迁居"))
    stand_on(desk, JULY)
    open_windows(desk)
    assert kept(desk, supervision) == "strict"
