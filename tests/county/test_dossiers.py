"""Somebody's file at the county: goals and hours as at the desk, closed to whom it is closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.service import change_status
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.dossiers import Dossier, dossier, goal_list, hour_list
from corrdesk.county.overview import PeopleWanted, decided, figures, people
from tests.casework import leaves
from tests.casework.goals import by_hours, by_word, planned_goals, progress
from tests.casework.people import new_person
from tests.casework.sessions import account, attended
from tests.county.conftest import MORNING
from tests.county.crowded import crowd
from tests.county.offices import Pair
from tests.county.scanned import NAME, delivered, proposed


def opened(pair: Pair, person: str, role: Role = Role.HEAD) -> Dossier:
    found = dossier(pair.county, pair.office, person, role)
    assert found is not None
    return found


def test_goals_and_hours_are_the_desks(pair: Pair) -> None:
    person, supervision = new_person(pair.desk, name="欧阳平")
    planned_goals(pair.desk, supervision, by_hours(1), by_word(), by_hours(9))
    attended(pair.desk, supervision)
    pair.round()
    (order,) = opened(pair, person).orders
    assert order.goals == progress(pair.desk, supervision)
    assert order.plan is not None
    for mine in order.accounts:
        assert mine.tally == account(pair.desk, supervision, mine.kind).tally
    listed = goal_list(pair.county, Role.HEAD)
    assert [each.line.progress for each in listed] == list(order.goals[1:])
    assert len(goal_list(pair.county, Role.HEAD, reached=True)) == 3
    assert goal_list(pair.county, Role.HEAD, pair.office, person) == listed
    assert goal_list(pair.county, Role.HEAD, pair.office, "nobody") == []
    hours = hour_list(pair.county, Role.HEAD)
    assert [each.account.tally for each in hours] == [each.tally for each in order.accounts]
    lacking = hour_list(pair.county, Role.HEAD, short=True)
    assert lacking == [each for each in hours if each.account.is_short]


def test_what_waits_and_every_file_of_the_person_is_there(pair: Pair) -> None:
    matter = proposed(pair)
    other = new_person(pair.desk, 2, name="欧阳平")[1]
    leaves.requested(pair.desk, other, return_=leaves.RETURN.replace(day=30))
    pair.round()
    (person,) = {
        each.account.person_id
        for each in hour_list(pair.county, Role.HEAD)
        if each.account.name != "欧阳平"
    }
    file = opened(pair, person)
    assert [each.id for each in file.waiting] == [matter]
    assert [(each.attachment.name, each.kind) for each in file.papers] == [(NAME, "violation")]
    delivered(pair)
    assert [each.here for each in opened(pair, person).papers] == [True]


@pytest.mark.parametrize(("role", "seen"), [
    (Role.HEAD, True), (Role.OFFICER, True), (Role.AUDITOR, False),
])  # fmt: skip
def test_a_minors_file_is_not_the_auditors(pair: Pair, role: Role, seen: bool) -> None:
    person, supervision = new_person(pair.desk, name="欧阳平", offence_on=date(2005, 1, 1))
    planned_goals(pair.desk, supervision, by_word())
    pair.round()
    assert (dossier(pair.county, pair.office, person, role) is not None) is seen
    assert bool(goal_list(pair.county, role)) is seen
    assert bool(hour_list(pair.county, role)) is seen


def test_a_sealed_file_is_as_if_it_had_never_been(pair: Pair) -> None:
    person, supervision = new_person(pair.desk, name="欧阳平")
    planned_goals(pair.desk, supervision, by_word())
    pair.round()
    today = pair.desk.clock.today()
    pair.desk.act(
        lambda uow: change_status(uow, supervision, Status.DISCHARGED, today, reason="期满")
    )
    pair.round()
    (order,) = opened(pair, person).orders
    assert (len(order.goals), order.accounts) == (1, ())
    pair.desk.act(lambda uow: seal_file(uow, person, reason="依法封存", document="青法封1号"))
    pair.round()
    for where in (pair.office, "", "0" * 12):
        assert dossier(pair.county, where, person, Role.HEAD) is None
    assert dossier(pair.county, pair.office, "nobody", Role.HEAD) is None
    assert goal_list(pair.county, Role.HEAD, reached=True) == []


def test_a_database_server_gives_the_same_answers(tmp_path: Path, postgres_database: str) -> None:
    answers = []
    for place, database in (("file", ""), ("server", postgres_database)):
        founding = CountyFounding("石桥县社区矫正管理局", "", database=database)
        county, _secret = create_county(tmp_path / place, founding, FixedClock(MORNING))
        crowd(county, MORNING.date(), offices=3, people=40)
        total, lines = people(county, Role.HEAD, PeopleWanted("wxm"), first=1, most=5)
        line = people(county, Role.AUDITOR, PeopleWanted(class_=""))[1][0]
        file = dossier(county, line.office_id, line.person_id, Role.HEAD)
        assert file is not None
        hours = hour_list(county, Role.AUDITOR)
        answers.append(
            (total, len(lines), line.office, file.person.name, len(hours), figures(county, 2026),
             goal_list(county, Role.HEAD), decided(county, 2026, Role.HEAD))
        )  # fmt: skip
        county.close()
    assert answers[0] == answers[1]
