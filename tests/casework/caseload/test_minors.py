"""Whoever offended as a minor stays one to the desk; what is not known makes nobody a minor."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.minors import minor_known, minor_under, note_minors
from corrdesk.casework.caseload.service import add_person, add_supervision, change_order
from corrdesk.casework.caseload.tables import Person
from corrdesk.store.base import table_of
from tests.casework.people import id_number, new_person, open_windows, order_facts, person_facts
from tests.casework.roles import supervision_of, whole_person

BORN = date(2008, 3, 1)
TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("offence_on", "decided_on", "known"),
    [
        (date(2026, 3, 1), date(2026, 6, 1), True),  # on the birthday the age is not complete
        (date(2026, 3, 2), date(2026, 6, 1), False),
        (None, date(2026, 3, 1), True),  # judged as a minor: had offended as one
        (None, date(2026, 3, 2), None),
        (None, date(2007, 1, 1), None),  # before birth: the file is wrong
    ],
)
def test_what_a_file_tells(
    desk: Desk, offence_on: date | None, decided_on: date, known: bool | None
) -> None:
    assert minor_known(BORN, offence_on, decided_on, desk.law()) is known
    assert minor_under(BORN, offence_on, decided_on, TODAY) is bool(known)


def young(desk: Desk, **order: object) -> str:
    facts = person_facts(5, id_number=id_number(5, BORN), born=BORN)
    return desk.act(lambda uow: add_person(uow, facts, order_facts(**order)))[0]


def test_a_new_file_is_reckoned(desk: Desk) -> None:
    person = young(desk, offence_on=date(2025, 7, 1), effective_on=date(2026, 4, 1))
    assert whole_person(desk, person).minor is True
    adult, _supervision = new_person(desk)
    assert whole_person(desk, adult).minor is False


def test_the_day_of_the_offence_entered_later_counts(desk: Desk) -> None:
    person = young(desk, effective_on=date(2026, 4, 1))
    assert whole_person(desk, person).minor is False
    with desk.unit_of_work() as uow:
        supervision = uow.get(Person, person)
        assert supervision is not None

    order = supervision_of(desk, person)
    desk.act(lambda uow: change_order(uow, order, {"offence_on": date(2025, 7, 1)}))
    assert whole_person(desk, person).minor is True
    desk.act(lambda uow: change_order(uow, order, {"offence_on": date(2026, 3, 2)}))
    assert whole_person(desk, person).minor is False


def test_one_order_as_a_minor_is_enough(desk: Desk) -> None:
    person = young(desk, offence_on=date(2026, 4, 1))
    assert whole_person(desk, person).minor is False
    desk.act(lambda uow: add_supervision(uow, person, order_facts(offence_on=date(2025, 7, 1))))
    assert whole_person(desk, person).minor is True


@pytest.mark.parametrize("day", [date(2026, 6, 11), date(2008, 2, 29)])
def test_an_impossible_day_is_refused(desk: Desk, day: date) -> None:
    with pytest.raises(UserError) as refused:
        young(desk, offence_on=day)
    assert refused.value.field == "offence_on"
    person, _none = new_person(desk)

    order = supervision_of(desk, person)
    with pytest.raises(UserError):
        desk.act(lambda uow: change_order(uow, order, {"offence_on": date(2026, 6, 11)}))


def test_files_from_before_are_reckoned_when_the_day_begins(desk: Desk) -> None:
    person = young(desk, offence_on=date(2025, 7, 1))
    with desk.unit_of_work() as uow:
        uow.begin_act("test")
        uow.update_rows(table_of(Person), {person: {"minor": None}})
        uow.commit()
    open_windows(desk)
    assert whole_person(desk, person).minor is True
    with desk.unit_of_work() as uow:
        note_minors(uow)
        assert uow.commit().ids == frozenset()  # once reckoned, nothing is written
    assert desk.verify() == []
