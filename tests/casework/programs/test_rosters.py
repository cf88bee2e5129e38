"""Who is invited, who came, everyone but …, and what is to be made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.programs.model import Invitee, Manner, SessionState, Sighting, Turnout
from corrdesk.casework.programs.queries import count_tasks, tasks_page
from corrdesk.casework.programs.rosters import (
    ask_make_ups,
    everyone_but,
    invite,
    record_turnout,
    uninvite,
    waive_make_up,
)
from tests.casework.people import new_person
from tests.casework.sessions import (
    DAY,
    attended,
    course,
    file_of,
    invited,
    line_of,
    planned,
    program,
    record,
)

NEXT = date(2026, 6, 9)


@pytest.fixture
def people(desk: Desk) -> list[str]:
    return [new_person(desk, serial, "王" + "甲乙丙丁"[serial - 1])[1] for serial in range(1, 5)]


def test_a_roster_is_numbered_and_names_nobody_twice(desk: Desk, people: list[str]) -> None:
    session = invited(desk, planned(desk), people[:3])
    invited(desk, session, people)
    roster = file_of(desk, session).roster
    assert [line.number for line in roster] == [1, 2, 3, 4]
    assert [line.learner_id for line in roster] == people
    desk.act(lambda uow: uninvite(uow, session, [people[1]]))
    assert [line.number for line in file_of(desk, session).roster] == [1, 3, 4]
    invited(desk, session, [people[1]])
    assert [line.number for line in file_of(desk, session).roster] == [1, 2, 3, 4]


def test_a_full_room_takes_nobody_more(desk: Desk, people: list[str]) -> None:
    session = planned(desk, capacity=2)
    with pytest.raises(UserError) as refused:
        invited(desk, session, people)
    assert refused.value.field == "capacity"
    invited(desk, session, people[:2])
    desk.act(lambda uow: uninvite(uow, session, people[:1]))
    invited(desk, session, people[2:3])
    with pytest.raises(UserError):
        invited(desk, session, people[:1])


def test_everyone_but_the_named_ones(desk: Desk, people: list[str]) -> None:
    session = invited(desk, planned(desk), people)
    sightings = everyone_but(people, {people[1]: Turnout.ABSENT, people[2]: Turnout.EXCUSED})
    assert {each.manner for each in sightings} == {Manner.EXCEPT}
    changed = desk.act(lambda uow: record_turnout(uow, session, sightings))[0]
    assert changed == people
    assert [line.turnout for line in file_of(desk, session).roster] == [
        Turnout.PRESENT, Turnout.ABSENT, Turnout.EXCUSED, Turnout.PRESENT,
    ]  # fmt: skip
    assert [line.credited for line in file_of(desk, session).roster] == [120, 0, 0, 120]
    assert file_of(desk, session).session.state == SessionState.HELD


def test_a_session_waits_until_everybody_has_an_outcome(desk: Desk, people: list[str]) -> None:
    session = invited(desk, planned(desk), people[:2])
    record(desk, session, {people[0]: Turnout.PRESENT})
    assert file_of(desk, session).session.state == SessionState.PLANNED
    record(desk, session, {people[1]: Turnout.ABSENT})
    assert file_of(desk, session).session.state == SessionState.HELD
    invited(desk, session, people)
    assert file_of(desk, session).session.state == SessionState.PLANNED
    assert len(file_of(desk, session).unrecorded) == 2
    desk.act(lambda uow: uninvite(uow, session, people[2:]))
    assert file_of(desk, session).session.state == SessionState.HELD


def test_everyone_but_leaves_what_is_recorded_alone() -> None:
    found = everyone_but(["a", "b", "c"], {"b": Turnout.ABSENT}, known={"a", "b"})
    assert {each.learner_id: each.turnout for each in found} == {
        "b": Turnout.ABSENT,
        "c": Turnout.PRESENT,
    }


@pytest.mark.parametrize(
    ("sighting", "field"),
    [
        ({"turnout": Turnout.PARTLY}, "minutes"),
        ({"turnout": Turnout.PARTLY, "minutes": 120}, "minutes"),
        ({"turnout": Turnout.PRESENT, "mark": 101}, "mark"),
        ({"turnout": Turnout.PRESENT, "mark": -1}, "mark"),
        ({"turnout": Turnout.ABSENT, "mark": 60}, "mark"),
    ],
)
def test_impossible_outcomes_are_refused(
    desk: Desk, people: list[str], sighting: dict[str, Any], field: str
) -> None:
    made = program(desk, course(full_mark=100, pass_mark=60))
    session = invited(desk, planned(desk, made), people)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: record_turnout(uow, session, [Sighting(people[0], **sighting)]))
    assert refused.value.field == field


def test_marks_belong_to_programmes_with_a_test(desk: Desk, people: list[str]) -> None:
    plain = invited(desk, planned(desk), people)
    with pytest.raises(UserError):
        record(desk, plain, {people[0]: Turnout.PRESENT}, mark=80)
    tested = planned(desk, program(desk, course(full_mark=100, pass_mark=60)), starts="14:00")
    invited(desk, tested, people)
    record(desk, tested, {people[0]: Turnout.PRESENT}, mark=80)
    assert line_of(desk, tested, people[0]).mark == 80


def test_nothing_is_recorded_before_the_day_nor_for_strangers(
    desk: Desk, people: list[str]
) -> None:
    later = invited(desk, planned(desk, on=date(2026, 6, 11)), people)
    with pytest.raises(UserError) as refused:
        record(desk, later, {people[0]: Turnout.PRESENT})
    assert refused.value.field == "on"
    session = invited(desk, planned(desk), people[:1])
    with pytest.raises(UserError):
        record(desk, session, {people[1]: Turnout.PRESENT})


def test_a_second_word_takes_the_place_of_the_first(desk: Desk, people: list[str]) -> None:
    session = invited(desk, planned(desk), people)
    record(desk, session, dict.fromkeys(people, Turnout.PRESENT))
    assert record(desk, session, dict.fromkeys(people, Turnout.PRESENT)) == []
    with pytest.raises(UserError) as refused:
        record(desk, session, {people[0]: Turnout.ABSENT})
    assert refused.value.field == "reason"
    changed = record(
        desk, session, {people[0]: Turnout.PARTLY}, minutes=50, reason="签到表有误", confirmed=True
    )
    assert changed == people[:1]
    line = line_of(desk, session, people[0])
    assert (line.turnout, line.minutes, line.credited) == (Turnout.PARTLY, 50, 50)
    with pytest.raises(UserError):
        desk.act(lambda uow: uninvite(uow, session, people[:1]))


def test_a_missed_session_is_made_up_by_the_next_one(desk: Desk, people: list[str]) -> None:
    made = program(desk)
    first = invited(desk, planned(desk, made), people)
    by = desk.clock.today() + timedelta(days=14)
    turnouts = dict.fromkeys(people, Turnout.PRESENT) | {people[0]: Turnout.ABSENT}
    record(desk, first, turnouts, make_up_by=by)
    with desk.read() as session:
        (task,) = tasks_page(session, desk.office.id)
        assert (task.learner_id, task.missed_on, task.due_on) == (people[0], DAY, by)
        assert count_tasks(session, desk.office.id, people[1]) == 0
    other = invited(desk, planned(desk, on=NEXT), people)
    record(desk, other, {people[0]: Turnout.PRESENT})
    with desk.read() as session:
        assert count_tasks(session, desk.office.id) == 1  # another programme makes nothing up
    second = invited(desk, planned(desk, made, on=NEXT, starts="15:00"), people)
    record(desk, second, {people[0]: Turnout.PRESENT})
    with desk.read() as session:
        assert count_tasks(session, desk.office.id) == 0
        assert tasks_page(session, desk.office.id) == []


def test_a_task_ends_when_the_person_was_there_after_all(desk: Desk, people: list[str]) -> None:
    session_id = invited(desk, planned(desk), people)
    by = desk.clock.today()
    record(desk, session_id, {people[0]: Turnout.ABSENT}, make_up_by=by)
    record(desk, session_id, {people[0]: Turnout.PRESENT}, reason="点名有误", confirmed=True)
    with desk.read() as session:
        assert count_tasks(session, desk.office.id) == 0


def test_a_task_is_waived_with_a_reason(desk: Desk, people: list[str]) -> None:
    session_id = invited(desk, planned(desk), people)
    with pytest.raises(UserError) as refused:
        record(desk, session_id, {people[0]: Turnout.ABSENT}, make_up_by=DAY)
    assert refused.value.field == "make_up_by"
    record(desk, session_id, {people[0]: Turnout.ABSENT}, make_up_by=desk.clock.today())
    with desk.read() as session:
        (task,) = tasks_page(session, desk.office.id, people[0])
    with pytest.raises(UserError):
        desk.act(lambda uow: waive_make_up(uow, task.task_id, ""))
    desk.act(lambda uow: waive_make_up(uow, task.task_id, "已住院"))
    with pytest.raises(UserError):
        desk.act(lambda uow: waive_make_up(uow, task.task_id, "已住院"))
    with desk.read() as session:
        assert count_tasks(session, desk.office.id) == 0


def test_officers_are_on_a_roster_by_the_name_it_took_down(desk: Desk) -> None:
    session = planned(desk, program(desk, course(for_staff=True)))
    officer = desk.actor.officer_id
    desk.act(lambda uow: invite(uow, session, [Invitee(Learner.OFFICER, officer, "李明")]))
    record(desk, session, {officer: Turnout.PRESENT})
    line = line_of(desk, session, officer)
    assert (line.name, line.credited, line.person_id) == ("李明", 120, None)
    assert attended(desk, new_person(desk)[1], starts="15:00") != session


def test_who_missed_it_is_asked_once_to_make_it_up(desk: Desk, people: list[str]) -> None:
    session = invited(desk, planned(desk), people)
    turnouts = (Turnout.PRESENT, Turnout.ABSENT, Turnout.EXCUSED, Turnout.ABSENT)
    record(desk, session, dict(zip(people, turnouts, strict=True)))
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: ask_make_ups(uow, session, date(2026, 6, 9)))
    assert refused.value.field == "make_up_by"
    due = date(2026, 6, 30)
    assert desk.act(lambda uow: ask_make_ups(uow, session, due))[0] == 3
    assert desk.act(lambda uow: ask_make_ups(uow, session, due))[0] == 0
    with desk.read() as read:
        tasks = tasks_page(read, desk.office.id)
    assert {task.learner_id for task in tasks} == set(people[1:])
    assert {task.due_on for task in tasks} == {due}


def test_tasks_due_on_one_day_stand_by_name_and_by_what_was_missed(
    desk: Desk, people: list[str]
) -> None:
    due = desk.clock.today() + timedelta(days=14)
    for on in (NEXT, DAY):  # the later one is recorded first
        missed = invited(desk, planned(desk, on=on), people[:2])
        record(desk, missed, dict.fromkeys(people[:2], Turnout.ABSENT), make_up_by=due)
    with desk.read() as session:
        tasks = tasks_page(session, desk.office.id)
    assert [(task.name, task.missed_on) for task in tasks] == sorted(
        (task.name, task.missed_on) for task in tasks
    )
    assert [task.missed_on for task in tasks] == [DAY, NEXT, DAY, NEXT]
