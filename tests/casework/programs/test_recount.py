"""The ledger comes out the same in whatever order things were entered."""

from __future__ import annotations

import random
from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import hour_events
from corrdesk.casework.leave.model import Approver
from corrdesk.casework.programs.model import Turnout
from corrdesk.casework.programs.recount import NOT_COUNTED, recount
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework import leaves
from tests.casework.people import new_person, stand_on
from tests.casework.sessions import (
    DAY,
    account,
    attended,
    invited,
    line_of,
    planned,
    program,
    record,
)


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def minutes_of(desk: Desk, supervision: str) -> list[int]:
    with desk.read() as session:
        events = hour_events(session, desk.office.id, learner_ids=[supervision])
    return [row.minutes for row in events]


def again(desk: Desk, supervision: str) -> list[str]:
    def work(uow: UnitOfWork) -> list[str]:
        uow.begin_act("attendance.record")
        return recount(uow, [supervision])

    return desk.act(work)[0]


def test_counting_again_moves_nothing(desk: Desk, supervision: str) -> None:
    attended(desk, supervision)
    head = desk.head()
    assert again(desk, supervision) == []
    assert desk.head() == head
    assert minutes_of(desk, supervision) == [120]


def test_overlapping_sessions_bring_one_credit_whatever_comes_first(desk: Desk) -> None:
    times = ["08:30", "09:00", "10:00", "11:00"]
    totals = set()
    for serial in range(1, 5):
        mine = new_person(desk, serial, "王" + "甲乙丙丁"[serial - 1])[1]
        random.Random(serial).shuffle(times)
        for starts in times:
            attended(desk, mine, starts=starts)
        totals.add(account(desk, mine).tally.credited)
        assert sum(minutes_of(desk, mine)) == account(desk, mine).tally.balance
    assert totals == {240}  # 8:30 to 10:30 and 11:00 to 13:00


def test_a_correction_gives_the_time_to_the_other_session(desk: Desk, supervision: str) -> None:
    early = attended(desk, supervision, starts="09:00")
    late = attended(desk, supervision, starts="10:00")
    assert line_of(desk, late, supervision).uncounted
    record(desk, early, {supervision: Turnout.ABSENT}, reason="没有到场", confirmed=True)
    assert line_of(desk, early, supervision).credited == 0
    assert line_of(desk, late, supervision).credited == 120
    assert account(desk, supervision).tally.balance == 120


def test_a_leave_takes_the_hours_back_and_its_end_returns_them(
    desk: Desk, supervision: str
) -> None:
    day = date(2026, 6, 17)
    leave = leaves.granted(desk, supervision)
    stand_on(desk, date(2026, 6, 18))
    session = planned(desk, program(desk), on=day)
    invited(desk, session, [supervision])
    record(desk, session, {supervision: Turnout.PRESENT})
    assert line_of(desk, session, supervision).uncounted
    assert minutes_of(desk, supervision) == []
    leaves.back(desk, leave, date(2026, 6, 16))
    assert line_of(desk, session, supervision).credited == 120
    assert account(desk, supervision).tally.credited == 120


def test_a_leave_that_is_entered_late_takes_hours_back(desk: Desk, supervision: str) -> None:
    leave = leaves.requested(desk, supervision, date(2026, 6, 15), date(2026, 6, 21))
    stand_on(desk, date(2026, 6, 18))
    session = attended(desk, supervision, on=date(2026, 6, 17))
    paper = leaves.paper(decider=Approver.CITY, decided_on=date(2026, 6, 12))
    leaves.record(desk, leave, paper)
    assert line_of(desk, session, supervision).credited == 0
    assert sorted(minutes_of(desk, supervision)) == [-120, 120]
    with desk.read() as reader:
        events = hour_events(reader, desk.office.id, learner_ids=[supervision])
    assert {row.minutes: row.reason for row in events} == {120: "宪法学习", -120: NOT_COUNTED}
    assert account(desk, supervision).tally.balance == 0
    assert events[-1].on > DAY
