"""Windows of study and service follow the ledger: fulfilled, owed again, excused."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort
from corrdesk.casework.caseload.model import SupervisionClass
from corrdesk.casework.flows import change_class_and_duties
from corrdesk.casework.hour_flows import withdraw_exemption_and_duties
from corrdesk.casework.reporting.hours import hour_windows, hour_windows_of, settle_hours
from corrdesk.casework.reporting.model import DutyKind, DutyState, Outcome
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework.people import new_person, one_duty, open_windows, report, stand_on
from tests.casework.programs.test_accounts import exempted, exemption
from tests.casework.sessions import entered

JUNE = date(2026, 6, 10)


@pytest.fixture
def supervision(desk: Desk) -> str:
    made = new_person(desk)[1]
    open_windows(desk)
    return made


def state(desk: Desk, supervision: str, kind: DutyKind = DutyKind.EDUCATION) -> tuple[int, str]:
    duty = one_duty(desk, supervision, JUNE, kind)
    return duty.done, duty.state


def test_a_window_is_fulfilled_by_its_hours_and_owed_again_without(
    desk: Desk, supervision: str
) -> None:
    entered(desk, supervision, 719)
    assert state(desk, supervision) == (719, DutyState.OPEN)
    entered(desk, supervision, 1)
    assert state(desk, supervision) == (720, DutyState.FULFILLED)
    assert state(desk, supervision, DutyKind.PUBLIC_SERVICE) == (0, DutyState.OPEN)
    entered(desk, supervision, 60, HourSort.PENALTY)
    assert state(desk, supervision) == (660, DutyState.OPEN)
    entered(desk, supervision, -5000)
    assert state(desk, supervision) == (0, DutyState.OPEN)


def test_hours_that_were_there_before_the_window_count(desk: Desk) -> None:
    made = new_person(desk)[1]
    entered(desk, made, 720)
    open_windows(desk)
    assert state(desk, made) == (720, DutyState.FULFILLED)


def test_hours_of_another_month_do_not_count(desk: Desk, supervision: str) -> None:
    stand_on(desk, date(2026, 7, 2))
    open_windows(desk)
    entered(desk, supervision, 720)
    assert state(desk, supervision) == (0, DutyState.OPEN)
    july = one_duty(desk, supervision, date(2026, 7, 2), DutyKind.EDUCATION)
    assert july.state == DutyState.FULFILLED


def test_an_exemption_of_the_whole_window_excuses_it(desk: Desk, supervision: str) -> None:
    exempted(desk, supervision, exemption(until_on=date(2026, 6, 29)))
    assert state(desk, supervision) == (0, DutyState.OPEN)
    made = exempted(desk, supervision, exemption())
    assert state(desk, supervision) == (0, DutyState.EXCUSED)
    assert state(desk, supervision, DutyKind.PUBLIC_SERVICE) == (0, DutyState.OPEN)
    desk.act(lambda uow: withdraw_exemption_and_duties(uow, made, "已康复"))
    assert state(desk, supervision) == (0, DutyState.OPEN)


def test_what_an_officer_found_missed_stays_until_the_hours_are_there(
    desk: Desk, supervision: str
) -> None:
    june = one_duty(desk, supervision, JUNE, DutyKind.EDUCATION).id
    stand_on(desk, date(2026, 7, 2))
    report(desk, supervision, None, DutyKind.EDUCATION, Outcome.MISSED, june)
    entered(desk, supervision, 60, on=JUNE)
    assert state(desk, supervision) == (60, DutyState.MISSED)
    entered(desk, supervision, 660, on=JUNE)
    assert state(desk, supervision) == (720, DutyState.FULFILLED)


def test_another_class_asks_for_other_hours_and_keeps_what_was_done(
    desk: Desk, supervision: str
) -> None:
    entered(desk, supervision, 360)
    assert state(desk, supervision) == (360, DutyState.OPEN)
    desk.act(
        lambda uow: change_class_and_duties(
            uow, desk.law(), supervision, SupervisionClass.NORMAL, date(2026, 6, 1), reason="表现好"
        )
    )
    assert state(desk, supervision) == (360, DutyState.FULFILLED)


def test_settling_again_changes_nothing(desk: Desk, supervision: str) -> None:
    entered(desk, supervision, 720)
    head = desk.head()

    def work(uow: UnitOfWork) -> None:
        uow.begin_act("hours.adjust")
        settle_hours(uow, [supervision])

    desk.act(work)
    assert desk.head() == head


def test_the_window_of_the_day_is_known_before_it_is_opened(desk: Desk) -> None:
    made = new_person(desk)[1]
    key = (made, HourKind.EDUCATION.value)
    with desk.read() as session:
        asked = hour_windows(session, desk.office.id, desk.law())[key]
    open_windows(desk)
    with desk.read() as session:
        stored = hour_windows(session, desk.office.id, desk.law(), made)[key]
        listed = hour_windows_of(session, desk.office.id, made, JUNE)
    assert asked == stored
    late = new_person(desk, 2, "王晚来")[1]  # entered after the day's windows were opened
    with desk.read() as session:
        everybody = hour_windows(session, desk.office.id, desk.law())
    assert everybody[key] == stored
    assert everybody[late, HourKind.EDUCATION.value].hours == 12
    assert (stored.period_start, stored.period_end, stored.hours) == (
        date(2026, 6, 1), date(2026, 6, 30), 12,
    )  # fmt: skip
    assert {window.kind for window, _done, _state in listed} == {
        DutyKind.EDUCATION, DutyKind.PUBLIC_SERVICE,
    }  # fmt: skip
