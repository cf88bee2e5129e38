"""The windows of a case with and without leaves, and what is taken back when it was done before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corrdesk.base.spans import Span
from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.cases import (
    Case,
    live_cases,
    moved_by_leave,
    moved_rows,
    undo_moves,
    window_rows,
    windows,
)
from corrdesk.casework.reporting.model import DutyKind
from tests.casework.people import new_person

WEEK = Span.inclusive(date(2026, 6, 15), date(2026, 6, 21))
UNTIL = date(2026, 6, 30)


def the_case(desk: Desk) -> Case:
    with desk.read() as session:
        (found,) = live_cases(session, desk.office.id)
    return found


def weekly(desk: Desk, case: Case) -> dict[str, int | None]:
    """The windows of the leave's own week that count reports."""
    return {
        window.kind.value: window.count
        for window in windows(desk.law(), case, None, UNTIL)
        if window.period_start == WEEK.start
        and window.period_end == WEEK.last_day
        and window.kind in {DutyKind.CHECK_IN, DutyKind.PHONE_REPORT}
    }


def test_a_week_away_is_reported_by_telephone(desk: Desk) -> None:
    new_person(desk)
    case = the_case(desk)
    assert weekly(desk, case) == {"check_in": 1, "phone_report": 2}
    away = replace(case, leaves=(WEEK,))
    assert weekly(desk, away) == {"phone_report": 3}
    (moved,) = moved_by_leave(desk.law(), away, WEEK)
    assert (moved.kind, moved.period_start) == (DutyKind.CHECK_IN, WEEK.start)


def test_part_of_a_week_moves_nothing(desk: Desk) -> None:
    new_person(desk)
    case = the_case(desk)
    part = Span.inclusive(date(2026, 6, 16), date(2026, 6, 21))
    assert moved_by_leave(desk.law(), case, part) == ()
    assert moved_by_leave(desk.law(), case, Span(date(2026, 6, 16))) == ()
    assert moved_rows(desk.law(), case, UNTIL) == []


def test_who_reported_in_person_does_not_owe_it_again(desk: Desk) -> None:
    new_person(desk)
    away = replace(the_case(desk), leaves=(WEEK,))
    law = desk.law()
    wanted = {row["id"]: row for row in window_rows(law, away, None, UNTIL)}
    (moved,) = moved_rows(law, away, UNTIL)
    undo_moves(wanted, [moved], settled=[])
    phone = next(
        row
        for row in wanted.values()
        if row["kind"] == "phone_report" and row["period_start"] == WEEK.start
    )
    assert phone["needed"] == 3
    undo_moves(wanted, [moved], settled=[moved["id"]])
    assert phone["needed"] == 2
    phone["needed"] = 1  # a pack without telephone reports of its own
    undo_moves(wanted, [moved], settled=[moved["id"]])
    assert phone["id"] not in wanted
