"""Approvals at every step, behind the real window."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.ui.paths import ApprovalOf
from tests.casework import wishes


@pytest.fixture
def target(desk: Desk) -> ApprovalOf:
    wanted = PeopleFilter(category=Category.PROBATION)
    with desk.read() as session:
        people = people_page(session, desk.office.id, wanted)
    card = next(card for card in people if card.term_end > date(2026, 12, 31))
    return ApprovalOf(card.person_id, card.supervision_id, card.name)


@pytest.fixture
def asked(desk: Desk, target: ApprovalOf) -> str:
    return wishes.asked(desk, target.supervision_id)
