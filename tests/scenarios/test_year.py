"""A whole year of an office, day by day: what the desk shows is what a simple model says.

A short stretch by default; PROOF_YEAR_DAYS, PROOF_YEAR_PEOPLE and PROOF_SEED make it a year.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from tests.casework.conftest import desk, founded_office  # noqa: F401 - fixtures
from tests.scenarios.office_model import Man, Trip, stage, window_start
from tests.scenarios.office_player import Office

START = date(2026, 6, 1)  # a Monday
DAYS = int(os.environ.get("PROOF_YEAR_DAYS", "42"))
PEOPLE = int(os.environ.get("PROOF_YEAR_PEOPLE", "3"))
SEED = int(os.environ.get("PROOF_SEED", "20260601"))


@pytest.fixture
def clock() -> FixedClock:
    """The desk opens on the first Monday; nothing has happened yet."""
    return FixedClock(START)


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * DAYS * PEOPLE)
def test_every_day_the_desk_says_what_the_model_says(desk: Desk) -> None:  # noqa: F811
    office = Office(desk, PEOPLE, SEED)
    for number in range(DAYS):
        office.play(START + timedelta(days=number))
        assert office.shown() == office.wanted(), office.today
    happened = set(office.acts)
    assert {"report", "confirmed", "dismissed", "proposed", "leave", "assessed"} <= happened
    assert desk.verify() == []


def test_the_model_counts_days_as_people_do() -> None:
    assert window_start(date(2026, 8, 31)) == date(2026, 7, 1)
    assert window_start(date(2026, 8, 15)) == date(2026, 6, 16)
    assert window_start(date(2026, 1, 10)) == date(2025, 11, 11)
    assert [stage(date(2026, 6, 10), date(2026, 6, day)) for day in (11, 20, 21)] == [1, 1, 2]
    assert stage(date(2026, 6, 10), date(2026, 7, 10)) == 2
    assert stage(date(2026, 6, 10), date(2026, 7, 11)) == 3
    man = Man("某某", START)
    for days, who in ((7, "office"), (8, "county"), (30, "county"), (31, "city")):
        assert man.approver(Trip(START, START + timedelta(days=days - 1))) == who
