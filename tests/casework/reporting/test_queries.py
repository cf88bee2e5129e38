"""A figure is the length of the list it opens, on every day and for every person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.flows import change_status_and_duties
from corrdesk.casework.reporting.model import DutyKind, DutyState, Outcome
from corrdesk.casework.reporting.queries import (
    DUTY_LISTS,
    TERM_LISTS,
    check_ins_between,
    check_ins_of,
    count_desk,
    desk_counts,
    desk_page,
    duty_row,
    open_windows_of,
    recent_check_in,
    windows_of,
)
from corrdesk.casework.reporting.service import withdraw_check_in
from tests.casework.people import at, duties, new_person, open_windows, report, stand_on

TODAY = date(2026, 6, 10)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Some people in every state, some weeks into the work."""
    orders: tuple[dict[str, Any], ...] = (
        {},
        {"class_": SupervisionClass.NORMAL},
        {"class_": None},
        {"term_end": date(2026, 6, 12)},
        {"status": Status.AWAITING_REPORT},
        {"status": Status.DISCHARGED},
    )
    for serial, more in enumerate(orders, start=1):
        new_person(desk, serial, f"王{'甲乙丙丁戊己'[serial - 1]}", **more)
    open_windows(desk)
    stand_on(desk, date(2026, 6, 20))
    open_windows(desk)
    return desk


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.integers(-10, 300).map(lambda days: TODAY + timedelta(days=days)))
def test_every_figure_is_the_length_of_its_list(office: Desk, day: date) -> None:
    with office.read() as session:
        counts = desk_counts(session, office.office.id, day)
        for name in (*DUTY_LISTS, *TERM_LISTS):
            lines = desk_page(session, office.office.id, day, name, limit=1000)
            assert getattr(counts, name) == len(lines)
            assert count_desk(session, office.office.id, day, name) == len(lines)
            assert len({(line.duty_id, line.supervision_id) for line in lines}) == len(lines)
        due, overdue = (
            {line.duty_id for line in desk_page(session, office.office.id, day, name, limit=1000)}
            for name in ("due", "overdue")
        )
    assert not due & overdue


def test_whoever_has_left_the_register_is_off_the_desk(desk: Desk) -> None:
    """Nobody could report for them any more; the file still says what was missed."""
    supervision = new_person(desk)[1]
    open_windows(desk)
    stand_on(desk, date(2026, 6, 20))
    open_windows(desk)

    def missed() -> tuple[int, int]:
        with desk.read() as session:
            counts = desk_counts(session, desk.office.id, desk.clock.today())
            file = windows_of(session, desk.office.id, supervision)
        return counts.overdue, sum(line.state is DutyState.OPEN for line in file)

    assert missed()[0] > 0
    desk.act(
        lambda uow: change_status_and_duties(
            uow, desk.law(), supervision, Status.DISCHARGED, desk.clock.today(), reason="期满"
        )
    )
    on_desk, in_file = missed()
    assert on_desk == 0
    assert in_file > 0


def test_the_lists_hold_whom_they_should(office: Desk) -> None:
    day = date(2026, 6, 20)
    with office.read() as session:
        names = {
            name: {line.name for line in desk_page(session, office.office.id, day, name)}
            for name in (*DUTY_LISTS, *TERM_LISTS)
        }
    assert names["expired"] == {"王丁"}
    assert names["awaiting"] == {"王戊"}
    assert names["unclassed"] == {"王丙"}
    assert names["due"] == {"王甲", "王乙"}
    assert names["overdue"] == {"王甲", "王乙", "王丁"}


def test_pages_make_up_the_list_in_order(office: Desk) -> None:
    day = date(2026, 6, 20)
    with office.read() as session:
        whole = desk_page(session, office.office.id, day, "overdue")
        pages = [
            line
            for offset in range(0, len(whole), 3)
            for line in desk_page(session, office.office.id, day, "overdue", offset=offset, limit=3)
        ]
    assert pages == whole
    assert [line.grace_until for line in whole] == sorted(line.grace_until for line in whole)
    assert all(line.state is DutyState.OPEN and line.grace_until < day for line in whole)


def test_a_list_that_does_not_exist(desk: Desk) -> None:
    with desk.read() as session, pytest.raises(KeyError):
        desk_page(session, desk.office.id, TODAY, "everything")


def test_one_persons_windows(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    report(desk, supervision)
    with desk.read() as session:
        everything = windows_of(session, desk.office.id, supervision)
        recent = windows_of(session, desk.office.id, supervision, since=date(2026, 6, 8))
        open_ = open_windows_of(session, desk.office.id, supervision, TODAY)
    assert everything[0].period_start >= everything[-1].period_start
    assert {line.duty_id for line in recent} < {line.duty_id for line in everything}
    states = {line.state for line in open_}
    assert states == {DutyState.OPEN}
    assert len(open_) == len(everything) - 1


def test_one_window_by_its_id(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    with desk.read() as session:
        row = duty_row(session, desk.office.id, duties(desk, supervision)[0].id)
        assert row is not None
        assert row.supervision_id == supervision
        assert duty_row(session, desk.office.id, "no-such") is None


def test_the_same_report_twice_within_minutes_is_noticed(desk: Desk) -> None:
    person, supervision = new_person(desk)
    now = desk.clock.now()

    def recent(kind: DutyKind = DutyKind.CHECK_IN, minutes: int = 0, who: str = person) -> bool:
        with desk.read() as session:
            later = now + timedelta(minutes=minutes)
            row = recent_check_in(session, desk.office.id, who, kind, 10, later)
        return row is not None

    assert not recent()
    made = report(desk, supervision)
    assert recent()
    assert recent(minutes=10)
    assert not recent(minutes=11)
    assert not recent(DutyKind.PHONE_REPORT)
    assert not recent(who="somebody-else")
    desk.act(lambda uow: withdraw_check_in(uow, made, "认错了人"))
    assert not recent()


def test_reports_between_two_days(desk: Desk) -> None:
    person, supervision = new_person(desk)
    for day, hour in ((1, 0), (2, 23), (3, 0)):
        report(desk, supervision, at(date(2026, 6, day), hour))
    with desk.read() as session:
        rows = check_ins_between(
            session, desk.office.id, supervision, date(2026, 6, 1), date(2026, 6, 2)
        )
        newest = check_ins_of(session, desk.office.id, person, limit=2)
    assert [row.happened_at.day for row in rows] == [1, 2]
    assert [row.happened_at.day for row in newest] == [3, 2]
    assert {row.outcome for row in rows} == {Outcome.COMPLIED}
