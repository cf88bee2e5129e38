"""The register by pages, people once each, and nothing for whom is not there."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category, Status, SupervisionClass
from corrdesk.casework.caseload.queries import (
    ORDERS,
    PeopleFilter,
    attachment_row,
    count_people,
    find_people,
    known_id_numbers,
    live_supervision,
    officer_row,
    officers,
    people_page,
    person_file,
    remembered_mappings,
    the_office,
)
from corrdesk.casework.caseload.service import add_supervision, change_status
from tests.casework.people import id_number, new_person, order_facts

FILTERS = [
    PeopleFilter(),
    PeopleFilter(live=False),
    PeopleFilter(class_=SupervisionClass.LIGHT),
    PeopleFilter(category=Category.PAROLE),
    PeopleFilter(live=False, status=Status.DISCHARGED),
    PeopleFilter(term_end_before=date(2026, 12, 31)),
    PeopleFilter(officer_id="no-such"),
]


@pytest.fixture
def office(desk: Desk) -> Desk:
    new_person(desk, 1, "王甲")
    new_person(desk, 2, "王乙", class_=SupervisionClass.LIGHT, term_end=date(2026, 8, 1))
    new_person(desk, 3, "王丙", category=Category.PAROLE)
    new_person(desk, 4, "王丁", status=Status.DISCHARGED)
    return desk


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("order", sorted(ORDERS))
def test_pages_make_up_what_was_counted(office: Desk, wanted: PeopleFilter, order: str) -> None:
    with office.read() as session:
        whole = people_page(session, office.office.id, wanted, order=order)
        pages = [
            card
            for offset in range(0, 6, 2)
            for card in people_page(
                session, office.office.id, wanted, order=order, offset=offset, limit=2
            )
        ]
        assert count_people(session, office.office.id, wanted) == len(whole)
    assert pages == whole


def test_each_filter_holds_whom_it_should(office: Desk) -> None:
    with office.read() as session:
        names = [
            {card.name for card in people_page(session, office.office.id, wanted)}
            for wanted in FILTERS
        ]
    assert names == [
        {"王甲", "王乙", "王丙"},
        {"王甲", "王乙", "王丙", "王丁"},
        {"王乙"},
        {"王丙"},
        {"王丁"},
        {"王乙"},
        set(),
    ]


def test_an_order_that_does_not_exist(office: Desk) -> None:
    with office.read() as session, pytest.raises(KeyError):
        people_page(session, office.office.id, PeopleFilter(), order="offence")


def test_who_is_in_the_register_comes_first_and_everybody_once(office: Desk) -> None:
    with office.read() as session:
        discharged = find_people(session, office.office.id, "王丁")[0].person_id
    later = order_facts(term_start=date(2026, 6, 1), term_end=date(2027, 6, 1))
    office.act(lambda uow: add_supervision(uow, discharged, later))
    new_person(office, 5, "王戊", status=Status.TRANSFERRED)
    with office.read() as session:
        cards = find_people(session, office.office.id, "王")
        few = find_people(session, office.office.id, "王", limit=4)
    assert [card.name for card in cards][-1] == "王戊"
    assert len(cards) == len({card.person_id for card in cards}) == 5
    assert {card.status for card in few} == {Status.SUPERVISED}
    assert few == cards[:4]


def test_lists_mask_the_number_and_the_file_does_not(office: Desk) -> None:
    with office.read() as session:
        (card,) = find_people(session, office.office.id, "王甲")
        file = person_file(session, office.office.id, card.person_id)
    assert card.masked_id != id_number(1)
    assert "*" in card.masked_id
    assert file is not None
    assert file.person.id_number == id_number(1)


def test_nobody(office: Desk) -> None:
    with office.read() as session:
        assert person_file(session, office.office.id, "no-such") is None
        assert person_file(session, "another", "no-such") is None
        assert attachment_row(session, office.office.id, "no-such") is None
        assert officer_row(session, "no-such") is None
        assert remembered_mappings(session, office.office.id) == {}
        assert len(known_id_numbers(session, office.office.id)) == 4
        assert list(officers(session, office.office.id).values()) == ["李明"]
        assert the_office(session) == office.office


def test_only_a_live_order_is_found_by_number(desk: Desk) -> None:
    _person, supervision = new_person(desk, 31)
    with desk.read() as session:
        assert live_supervision(session, desk.office.id, id_number(31)) == supervision
        assert live_supervision(session, desk.office.id, id_number(32)) is None
    today = desk.clock.today()
    desk.act(lambda uow: change_status(uow, supervision, Status.TERMINATED, today, reason="死亡"))
    with desk.read() as session:
        assert live_supervision(session, desk.office.id, id_number(31)) is None
