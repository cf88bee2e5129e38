"""Overruns: approved leaves past their last day, and returns that were reported late."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.overruns import Overrun, overruns
from tests.casework.leaves import RETURN, back, extended, granted
from tests.casework.people import new_person, stand_on


@pytest.fixture
def leave(desk: Desk) -> str:
    return granted(desk, new_person(desk)[1])


def found(desk: Desk) -> list[Overrun]:
    with desk.read() as session:
        return list(overruns(session, desk.office.id, desk.law()))


def test_from_the_day_after_the_last_one(desk: Desk, leave: str) -> None:
    stand_on(desk, RETURN)
    assert found(desk) == []
    stand_on(desk, date(2026, 6, 22))
    (one,) = found(desk)
    assert (one.leave_id, one.due, one.reported_on) == (leave, RETURN, None)


def test_an_extension_moves_the_last_day(desk: Desk, leave: str) -> None:
    stand_on(desk, date(2026, 6, 20))
    extended(desk, leave, date(2026, 6, 25))
    stand_on(desk, date(2026, 6, 24))
    assert found(desk) == []
    stand_on(desk, date(2026, 6, 27))
    assert [one.due for one in found(desk)] == [date(2026, 6, 25)]


def test_a_late_return_stays_found_and_one_in_time_does_not(desk: Desk, leave: str) -> None:
    stand_on(desk, date(2026, 6, 24))
    back(desk, leave, date(2026, 6, 24), note="车次取消")
    stand_on(desk, date(2026, 7, 24))
    (one,) = found(desk)
    assert (one.due, one.reported_on) == (RETURN, date(2026, 6, 24))


def test_a_return_in_time_is_none(desk: Desk, leave: str) -> None:
    stand_on(desk, RETURN)
    back(desk, leave, RETURN)
    stand_on(desk, date(2026, 7, 24))
    assert found(desk) == []
