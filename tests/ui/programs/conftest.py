"""A session with a roster, behind the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.choosing import Wanted, chosen
from corrdesk.casework.programs.model import Invitee
from corrdesk.casework.programs.rosters import invite
from corrdesk.ui.paths import HoursOf
from corrdesk.ui.programs.account import AccountPage
from corrdesk.ui.programs.programs import ProgramsPage
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.sessions import course, planned, program
from tests.ui.conftest import TODAY


@pytest.fixture
def people(desk: Desk) -> list[Invitee]:
    with desk.read() as session:
        return chosen(session, desk.office.id, desk.law(), Wanted())


@pytest.fixture
def held(desk: Desk, people: list[Invitee]) -> str:
    """A session of today with ten people on its roster, whose programme has a test."""
    made = planned(desk, program(desk, course(full_mark=100, pass_mark=60)), on=TODAY)
    desk.act(lambda uow: invite(uow, made, people[:10]))
    return made


@pytest.fixture
def show_session(place: Workplace, settled: Callable[[], None]) -> Callable[[str], SessionPage]:
    def show(session_id: str) -> SessionPage:
        place.open_page("session", session_id)
        settled()
        page = place.current_page
        assert isinstance(page, SessionPage)
        return page

    return show


@pytest.fixture
def show_list(place: Workplace, settled: Callable[[], None]) -> Callable[[str], ProgramsPage]:
    def show(name: str) -> ProgramsPage:
        place.open_page("programs", name)
        settled()
        page = place.current_page
        assert isinstance(page, ProgramsPage)
        return page

    return show


@pytest.fixture
def show_account(place: Workplace, settled: Callable[[], None]) -> Callable[[str], AccountPage]:
    def show(supervision_id: str) -> AccountPage:
        place.open_page("hours", HoursOf(supervision_id))
        settled()
        page = place.current_page
        assert isinstance(page, AccountPage)
        return page

    return show
