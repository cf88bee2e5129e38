"""Relocations at every step, behind the real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.ui.paths import RelocationOf
from corrdesk.ui.relocation.case import RelocationPage
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import moves


@pytest.fixture
def target(desk: Desk) -> RelocationOf:
    with desk.read() as session:
        people = people_page(session, desk.office.id, PeopleFilter())
    card = next(card for card in people if card.term_end > date(2026, 12, 31))
    return RelocationOf(card.person_id, card.supervision_id, card.name)


@pytest.fixture
def leaving(desk: Desk, target: RelocationOf) -> str:
    return moves.requested(desk, target.supervision_id)


@pytest.fixture
def show_case(place: Workplace, settled: Callable[[], None]) -> Callable[[str], RelocationPage]:
    def show(case: str) -> RelocationPage:
        place.open_page("relocation", case)
        settled()
        page = place.current_page
        assert isinstance(page, RelocationPage)
        return page

    return show
