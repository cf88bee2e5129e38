"""The ledger between the capabilities: events are read back as posted, exemptions cover days."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from corrdesk.base.spans import Span
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import (
    HourKind,
    HourSort,
    HourSource,
    Learner,
    Movement,
    exemptions,
    has_hours,
    hour_events,
    hours_number,
    is_exempt,
    learners_of,
    post_movements,
)
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.tables import Withdrawal
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework.people import new_person
from tests.casework.programs.test_accounts import exempted, exemption

DAY = date(2026, 6, 8)


def movement(learner_id: str, minutes: int = 60, on: date = DAY) -> Movement:
    return Movement(
        Learner.SUPERVISION, learner_id, HourKind.EDUCATION, HourSort.CREDIT, minutes, on,
        HourSource.SESSION, "session-1",
    )  # fmt: skip


def posted(desk: Desk, *movements: Movement) -> list[str]:
    def work(uow: UnitOfWork) -> list[str]:
        uow.begin_act("hours.adjust")
        return post_movements(uow, movements)

    return desk.act(work)[0]


def test_events_are_found_by_person_kind_and_day(desk: Desk) -> None:
    first, second, other = posted(desk, movement("a"), movement("a", -20), movement("b"))
    with desk.read() as session:
        office = desk.office.id
        mine = hour_events(session, office, learner_ids=["a"])
        assert [row.id for row in mine] == [first, second]
        assert sum(row.minutes for row in mine) == 40
        assert len(hour_events(session, office)) == 3
        assert other in {row.id for row in hour_events(session, office, kind=HourKind.EDUCATION)}
        assert hour_events(session, office, kind=HourKind.TRAINING) == []
        assert hour_events(session, office, first=date(2026, 6, 9)) == []
        assert hour_events(session, office, last=date(2026, 6, 7)) == []


def test_the_ledger_says_whether_it_holds_anything(desk: Desk) -> None:
    with desk.read() as session:
        assert not has_hours(session, desk.office.id, DAY)
    posted(desk, movement("a"))
    with desk.read() as session:
        assert has_hours(session, desk.office.id, DAY)
        assert not has_hours(session, desk.office.id, date(2026, 6, 9))


def test_an_exemption_counts_until_it_is_taken_back(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    made = exempted(desk, supervision, exemption())
    span = Span.inclusive(date(2026, 6, 1), date(2026, 6, 30))
    with desk.read() as session:
        found = exemptions(session, desk.office.id, [supervision])
        assert found == exemptions(session, desk.office.id)
        assert found == {(supervision, "education"): (span,)}
        assert has_hours(session, desk.office.id, DAY)

    def back(uow: UnitOfWork) -> None:
        uow.begin_act("hours.exempt")
        withdraw(uow, "hour_exemption", made, "误登")

    desk.act(back)
    with desk.read() as session:
        assert exemptions(session, desk.office.id) == {}


def test_an_exemption_has_to_cover_the_whole_period() -> None:
    span = [Span.inclusive(date(2026, 6, 1), date(2026, 6, 30))]
    assert is_exempt(span, date(2026, 6, 1), date(2026, 6, 30))
    assert not is_exempt(span, date(2026, 5, 31), date(2026, 6, 30))
    assert not is_exempt(span, date(2026, 6, 1), date(2026, 7, 1))
    assert not is_exempt([], DAY, DAY)


@pytest.mark.parametrize(
    ("minutes", "hours"), [(120, 2), (90, 1.5), (0, 0), (-60, -1), (100, 1.67), (-30, -0.5)]
)
def test_minutes_are_shown_as_hours(minutes: int, hours: float) -> None:
    assert hours_number(minutes) == hours


def test_records_that_came_in_lead_to_whose_hours_they_are(desk: Desk) -> None:
    first, second, third = (new_person(desk, serial)[1] for serial in (1, 2, 3))
    events = posted(desk, movement(first))
    kept, gone = (exempted(desk, each, exemption()) for each in (second, third))

    def back(uow: UnitOfWork) -> None:
        uow.begin_act("hours.exempt")
        withdraw(uow, "hour_exemption", gone, "弄错了人")

    desk.act(back)
    with desk.read() as session:
        word = session.execute(select(Withdrawal.id)).scalar_one()
        office = desk.office.id
        assert learners_of(session, office, {"hour_event": events}) == {first}
        assert learners_of(session, office, {"hour_exemption": [kept]}) == {second}
        assert learners_of(session, office, {"withdrawal": [word], "person": ["x"]}) == {third}
