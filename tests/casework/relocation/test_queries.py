"""The lists of relocations: who leaves, who comes, what is late, and what is over."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.relocation.model import Direction, Party, Step
from corrdesk.casework.relocation.queries import (
    RELOCATION_LISTS,
    RelocationLine,
    count_relocations,
    relocation_file,
    relocations_of,
    relocations_page,
    steps_taken,
)
from tests.casework.moves import received, requested, take, upto
from tests.casework.people import new_person, stand_on


def lists(desk: Desk) -> dict[str, list[RelocationLine]]:
    with desk.read() as session:
        found = {
            name: relocations_page(session, desk.office.id, desk.law(), name)
            for name in RELOCATION_LISTS
        }
        for name, lines in found.items():
            assert count_relocations(session, desk.office.id, desk.law(), name) == len(lines)
    return found


def test_the_lists_follow_the_clocks(desk: Desk) -> None:
    person, supervision = new_person(desk)
    leaving, coming = requested(desk, supervision), received(desk)
    found = lists(desk)
    assert [line.relocation_id for line in found["out"]] == [leaving]
    assert [line.relocation_id for line in found["in"]] == [coming]
    assert found["overdue"] == found["closed"] == []
    (line,) = found["out"]
    assert (line.name, line.next, line.who) == ("王小明", Step.OPINION, Party.OFFICE)
    stand_on(desk, date(2026, 6, 17))
    late = lists(desk)["overdue"]
    assert {each.direction for each in late} == set(Direction)
    assert {each.days_overdue for each in late} == {2}  # the fifteenth was a Monday
    with desk.read() as session:
        (own,) = relocations_of(session, desk.office.id, desk.law(), person)
        assert own.relocation_id == leaving
        assert [each.step for each in steps_taken(session, desk.office.id, leaving)] == [
            Step.APPLIED
        ]
        assert relocation_file(session, desk.office.id, desk.law(), "nothing") is None


def test_a_missing_receipt_stays_late_after_the_report(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    case = requested(desk, supervision)
    upto(desk, case, Step.OPINION, Step.LETTER, Step.REPLY, Step.DECISION)
    upto(desk, case, Step.NOTIFIED, Step.FILES, Step.REPORTED)
    found = lists(desk)
    assert found["out"] == []
    assert found["closed"][0].responsible is Party.NEW
    stand_on(desk, date(2026, 6, 20))
    assert [line.days_overdue for line in lists(desk)["overdue"]] == [5]
    take(desk, case, Step.RECEIPT)
    assert lists(desk)["overdue"] == []
