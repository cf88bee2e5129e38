"""Every step of a search has its time, counted from the loss; skipped is not the same as ahead."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import OVER, Stage, Step
from corrdesk.casework.enforcement.measures.timeline import SEARCH_STEPS, TimedStep, timed_steps
from tests.casework.measures import file_of, lost, step
from tests.casework.people import at, new_person, stand_on

SINCE = date(2026, 6, 2)


def timed(desk: Desk, measure: str) -> dict[Step, TimedStep]:
    file = file_of(desk, measure)
    allowed = {way.step for way in file.ways}
    over = Stage(file.measure.stage) in OVER
    return {each.step: each for each in timed_steps(file.steps, SINCE, allowed, over=over)}


def test_all_are_open_at_first(desk: Desk) -> None:
    stand_on(desk, date(2026, 6, 12))
    found = timed(desk, lost(desk, new_person(desk)[1], SINCE))
    assert tuple(found) == SEARCH_STEPS
    assert all(each.open and each.first is None and not each.passed for each in found.values())


def test_each_step_is_counted_from_the_loss(desk: Desk) -> None:
    stand_on(desk, date(2026, 6, 12))
    made = lost(desk, new_person(desk)[1], SINCE)
    for day in (3, 5, 9):
        step(desk, made, Step.SEARCH, at=at(date(2026, 6, day), 10))
    step(desk, made, Step.TELL_POLICE, at=at(date(2026, 6, 9), 11))
    found = timed(desk, made)
    search, police = found[Step.SEARCH], found[Step.TELL_POLICE]
    assert (search.times, search.days) == (3, 1)
    assert (search.first, search.last) == (at(date(2026, 6, 3), 10), at(date(2026, 6, 9), 10))
    assert (police.days, police.who, police.open) == (7, "青石县公安局", False)
    assert found[Step.TELL_PROCURATORATE].open


def test_who_was_found_needs_no_police_but_the_procuratorate_still_hears(desk: Desk) -> None:
    stand_on(desk, date(2026, 6, 12))
    made = lost(desk, new_person(desk)[1], SINCE)
    step(desk, made, Step.SEARCH)
    step(desk, made, Step.FIND)
    found = timed(desk, made)
    assert found[Step.TELL_POLICE].passed
    assert found[Step.TELL_PROCURATORATE].open
    assert found[Step.HANDLE].open
    step(desk, made, Step.HANDLE)
    assert timed(desk, made)[Step.TELL_PROCURATORATE].passed  # it has ended without it
