"""Every figure equals its list; a roster says who came and what it brought."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.model import SessionState, Turnout
from corrdesk.casework.programs.queries import (
    SESSION_LISTS,
    candidates,
    count_sessions,
    planned_minutes,
    session_file,
    sessions_of,
    sessions_page,
)
from corrdesk.casework.programs.service import cancel_session
from tests.casework.people import new_person
from tests.casework.sessions import DAY, attended, file_of, invited, planned, record

TODAY = date(2026, 6, 10)


@pytest.fixture
def people(desk: Desk) -> list[str]:
    return [new_person(desk, serial, "王" + "甲乙丙丁"[serial - 1])[1] for serial in range(1, 5)]


def test_every_list_is_as_long_as_its_figure(desk: Desk, people: list[str]) -> None:
    attended(desk, people[0])
    waiting = invited(desk, planned(desk, on=TODAY), people)
    coming = invited(desk, planned(desk, on=date(2026, 6, 20)), people[:2])
    gone = planned(desk, on=date(2026, 6, 21))
    desk.act(lambda uow: cancel_session(uow, gone, "改期"))
    with desk.read() as session:
        office = desk.office.id
        lists = {name: sessions_page(session, office, TODAY, name) for name in SESSION_LISTS}
        for name, lines in lists.items():
            assert len(lines) == count_sessions(session, office, TODAY, name) == 1
        assert lists["to_record"][0].session_id == waiting
        assert (lists["upcoming"][0].session_id, lists["upcoming"][0].invited) == (coming, 2)
        assert (lists["held"][0].came, lists["held"][0].invited) == (1, 1)
        assert lists["cancelled"][0].state is SessionState.CANCELLED
        with pytest.raises(KeyError):
            count_sessions(session, office, TODAY, "other")
        assert sessions_page(session, office, TODAY, "held", offset=1) == []


def test_a_corrected_outcome_counts_once(desk: Desk, people: list[str]) -> None:
    made = invited(desk, planned(desk), people)
    record(desk, made, dict.fromkeys(people, Turnout.PRESENT))
    record(desk, made, {people[0]: Turnout.ABSENT}, reason="点名有误", confirmed=True)
    with desk.read() as session:
        (line,) = sessions_page(session, desk.office.id, TODAY, "held")
    file = file_of(desk, made)
    assert line.came == len(file.with_turnout(Turnout.PRESENT)) == 3
    assert len(file.with_turnout(Turnout.ABSENT)) == 1
    assert file.unrecorded == ()


def test_a_session_that_is_not_there(desk: Desk) -> None:
    with desk.read() as session:
        assert session_file(session, desk.office.id, "nothing") is None


def test_one_person_has_been_to_these(desk: Desk, people: list[str]) -> None:
    attended(desk, people[0])
    missed = invited(desk, planned(desk, starts="15:00"), people)
    record(desk, missed, {people[0]: Turnout.ABSENT})
    with desk.read() as session:
        rows = sessions_of(session, desk.office.id, people[0])
        assert [(row.turnout, row.credited) for row in rows] == [("absent", 0), ("present", 120)]
        assert sessions_of(session, desk.office.id, people[0], last=date(2026, 6, 7)) == []
        assert len(sessions_of(session, desk.office.id, people[1])) == 1


def test_what_is_planned_is_what_nobody_has_recorded(desk: Desk, people: list[str]) -> None:
    made = invited(desk, planned(desk, on=TODAY), people[:2])
    record(desk, made, {people[0]: Turnout.PRESENT})
    invited(desk, planned(desk, on=date(2026, 6, 20)), people[:1])
    other = planned(desk, None, on=date(2026, 6, 21))
    desk.act(lambda uow: cancel_session(uow, other, "改期"))
    with desk.read() as session:
        found = planned_minutes(session, desk.office.id, DAY, date(2026, 6, 30))
    assert found == {
        (people[1], "education"): [(TODAY, 120)],
        (people[0], "education"): [(date(2026, 6, 20), 120)],
    }


def test_candidates_are_those_under_supervision(desk: Desk, people: list[str]) -> None:
    new_person(desk, 9, "待报到", reported_in_on=None)
    with desk.read() as session:
        found = candidates(session, desk.office.id)
    assert sorted(row.supervision_id for row in found) == sorted(people)
