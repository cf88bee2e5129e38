"""A code that only a newer program knows: the older one's desk goes on, and takes it up later."""

from __future__ import annotations

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.queries import PeopleFilter, people_page, person_file
from corrdesk.casework.caseload.tables import Supervision
from corrdesk.store.base import table_of
from corrdesk.store.chain import Change
from corrdesk.store.types import Code
from corrdesk.sync.applying import VALUE, Applying
from corrdesk.sync.replica import Replica
from corrdesk.sync.settling import set_aside
from corrdesk.sync.shapes import shape_of
from corrdesk.sync.state import writing
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.sync.worlds import Device

__all__ = ["clock", "desk", "founded_office"]  # fixtures
NEW = "house_arrest"


@pytest.fixture
def changed(desk: Desk) -> str:
    """Another PC, brought up to date already, gave a person's order a category of tomorrow."""
    person, supervision = new_person(desk)
    with desk.read() as session:
        entry = session.get_one(Supervision, (desk.office.id, supervision)).entry
    other = Device("x", office=desk.office.id)
    other.act(
        Change("supervision", supervision, {"category": NEW}, {"category": entry}),
        Change("person", person, {"note": "同一次登记"}, {"note": entry}),
    )
    Replica(desk._store, desk.office.id).take(other.segment(), {})
    return person


def test_the_desk_goes_on_and_names_what_it_could_not_apply(desk: Desk, changed: str) -> None:
    with desk.read() as session:
        people = people_page(session, desk.office.id, PeopleFilter(), limit=10)
        file = person_file(session, desk.office.id, changed)
        (aside,) = set_aside(session, desk.office.id)
    assert [Category(each.category) for each in people] == [Category.PROBATION]
    assert file is not None
    assert file.person.note == "同一次登记"  # the rest of the act holds
    assert (aside.kind, aside.reason) == ("supervision", VALUE)


def test_it_is_taken_up_once_the_program_knows_it(
    desk: Desk, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Code, "known", frozenset({"", NEW, *Category}))
    shape_of.cache_clear()  # as after a start with the new program
    with writing(desk._store, desk.office.id) as (_session, connection):
        Applying(connection, desk.office.id, {}).learn()
    with desk.read() as session:
        assert set_aside(session, desk.office.id) == []
        file = person_file(session, desk.office.id, changed)
    assert file is not None
    with desk._store.engine.connect() as connection:
        table = table_of(Supervision)
        assert connection.execute(table.select()).one().category == NEW
    monkeypatch.undo()
    shape_of.cache_clear()
