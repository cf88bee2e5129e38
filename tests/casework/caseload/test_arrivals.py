"""Late arrivals: whom the office awaited, past the last day of the law; nobody else."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.arrivals import LateArrival, late_arrivals
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.flows import report_in_and_open
from tests.casework.people import new_person, stand_on

EFFECTIVE = date(2026, 6, 1)  # ten days: 11 June


def awaited(desk: Desk, serial: int = 1, **more: object) -> str:
    usual = {
        "effective_on": EFFECTIVE, "reported_in_on": None, "class_": None,
        "term_start": EFFECTIVE, "term_end": date(2027, 5, 31), "tracked_from": None,
    }  # fmt: skip
    return new_person(desk, serial, "待报" + "一二三"[serial - 1], **(usual | more))[1]


def found(desk: Desk) -> list[LateArrival]:
    with desk.read() as session:
        return list(late_arrivals(session, desk.office.id, desk.law()))


def test_from_the_day_after_the_last_one(desk: Desk) -> None:
    supervision = awaited(desk)
    stand_on(desk, date(2026, 6, 11))
    assert found(desk) == []
    stand_on(desk, date(2026, 6, 12))
    (one,) = found(desk)
    assert (one.supervision_id, one.due, one.reported_on) == (supervision, date(2026, 6, 11), None)


def test_who_came_late_stays_found_and_who_came_in_time_does_not(desk: Desk) -> None:
    late, in_time = awaited(desk), awaited(desk, 2)
    stand_on(desk, date(2026, 6, 11))
    desk.act(lambda uow: report_in_and_open(uow, desk.law(), in_time, date(2026, 6, 11)))
    stand_on(desk, date(2026, 6, 14))
    desk.act(lambda uow: report_in_and_open(uow, desk.law(), late, date(2026, 6, 14)))
    stand_on(desk, date(2026, 8, 1))
    (one,) = found(desk)
    assert (one.supervision_id, one.reported_on) == (late, date(2026, 6, 14))


def test_who_is_handed_over_or_was_known_before_is_not_looked_into(desk: Desk) -> None:
    awaited(desk, category=Category.OUTSIDE_PRISON)
    new_person(desk, 2, "早先", effective_on=date(2025, 12, 1))  # reported in before its time
    stand_on(desk, date(2026, 8, 1))
    assert found(desk) == []
