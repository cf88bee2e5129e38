"""Leaves at every step, behind the real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import SupervisionClass
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.ui.leave.leave import LeavePage
from corrdesk.ui.leave.leaves import LeavesPage
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import leaves

DEPART, RETURN = date(2026, 6, 15), date(2026, 6, 21)


@pytest.fixture
def target(desk: Desk) -> LeaveOf:
    """Somebody who reports every week and will do so beyond the days of these tests."""
    with desk.read() as session:
        people = people_page(session, desk.office.id, PeopleFilter(class_=SupervisionClass.STRICT))
    card = next(card for card in people if card.term_end > date(2026, 9, 30))
    return LeaveOf(card.person_id, card.supervision_id, card.name)


@pytest.fixture
def asked(desk: Desk, target: LeaveOf) -> str:
    """A request for leave, which the office may decide."""
    leaves.delegated(desk)
    return leaves.requested(desk, target.supervision_id, DEPART, RETURN)


@pytest.fixture
def granted(desk: Desk, asked: str) -> str:
    leaves.decide(desk, asked)
    return asked


@pytest.fixture
def show_leave(place: Workplace, settled: Callable[[], None]) -> Callable[[str], LeavePage]:
    def show(leave_id: str) -> LeavePage:
        place.open_page("leave", leave_id)
        settled()
        page = place.current_page
        assert isinstance(page, LeavePage)
        return page

    return show


@pytest.fixture
def show_list(place: Workplace, settled: Callable[[], None]) -> Callable[[str], LeavesPage]:
    def show(name: str) -> LeavesPage:
        place.open_page("leaves", name)
        settled()
        page = place.current_page
        assert isinstance(page, LeavesPage)
        return page

    return show
