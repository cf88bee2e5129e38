"""Missed windows: overdue or found missed, never what was excused, waits or was done."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.flows import change_status_and_duties
from corrdesk.casework.reporting.missed import MissedWindow, missed_windows
from corrdesk.casework.reporting.model import REPORTED_KINDS, DutyKind, Outcome
from tests.casework.people import at, new_person, one_duty, open_windows, report, stand_on

WEEK = date(2026, 6, 3)


@pytest.fixture
def supervision(desk: Desk) -> str:
    made = new_person(desk)[1]
    stand_on(desk, date(2026, 6, 30))
    open_windows(desk)
    return made


def missed(desk: Desk, day: date = date(2026, 6, 30)) -> list[MissedWindow]:
    with desk.read() as session:
        found = missed_windows(session, desk.office.id, day, REPORTED_KINDS)
    return [each for each in found if each.kind is DutyKind.CHECK_IN]


def test_a_window_is_missed_from_the_day_after_its_grace(desk: Desk, supervision: str) -> None:
    duty = one_duty(desk, supervision, WEEK)
    assert duty.id not in {each.duty_id for each in missed(desk, duty.grace_until)}
    late = missed(desk)
    assert duty.id in {each.duty_id for each in late}
    assert all(each.reported_on is None for each in late)


@pytest.mark.parametrize("outcome", [Outcome.EXCUSED, Outcome.WAITING_EVIDENCE])
def test_what_was_excused_or_waits_is_not_missed(
    desk: Desk, supervision: str, outcome: Outcome
) -> None:
    duty = one_duty(desk, supervision, WEEK)
    report(
        desk, supervision, outcome=outcome, duty_id=duty.id, reason="住院",
        evidence_due=date(2026, 7, 5) if outcome is Outcome.WAITING_EVIDENCE else None,
    )  # fmt: skip
    assert duty.id not in {each.duty_id for each in missed(desk)}


def test_what_was_found_missed_stays_missed(desk: Desk, supervision: str) -> None:
    duty = one_duty(desk, supervision, WEEK)
    report(desk, supervision, outcome=Outcome.MISSED, duty_id=duty.id)
    assert duty.id in {each.duty_id for each in missed(desk)}


def test_a_report_in_time_settles_it_and_a_later_one_does_not(desk: Desk, supervision: str) -> None:
    duty = one_duty(desk, supervision, WEEK)
    report(desk, supervision, at(date(2026, 6, 4)))
    assert duty.id not in {each.duty_id for each in missed(desk)}
    with desk.read() as session:
        found = missed_windows(session, desk.office.id, date(2026, 6, 30), [DutyKind.TALK])
    assert all(each.kind is DutyKind.TALK for each in found)


def test_a_report_outside_every_window_is_named(desk: Desk, supervision: str) -> None:
    for week in (date(2026, 6, 10), date(2026, 6, 17), date(2026, 6, 24)):
        report(desk, supervision, at(week))
    report(desk, supervision, at(date(2026, 6, 12)))  # the window of that week is done already
    (late,) = [each for each in missed(desk) if each.period_start <= WEEK <= each.period_end]
    assert late.reported_on == date(2026, 6, 12)


def test_who_has_left_is_not_looked_into(desk: Desk, supervision: str) -> None:
    assert missed(desk)
    desk.act(
        lambda uow: change_status_and_duties(
            uow, desk.law(), supervision, Status.TRANSFERRED, date(2026, 6, 29), reason="迁居"
        )
    )
    assert missed(desk) == []
