"""The county's word on a conflict, and that the office hears it."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select, update

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.permissions import command
from corrdesk.county.decisions import Decider
from corrdesk.county.settling import keep, opened, settle
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncConflict
from tests.casework.people import new_person
from tests.county.conflicted import Conflicted
from tests.county.offices import Pair

HEAD = Decider("1" * 32, "李局", Role.HEAD)


def test_it_is_settled_at_both_ends(pair: Pair, conflicted: Conflicted) -> None:
    (found,) = opened(pair.county, Role.HEAD).conflicts
    assert {said.value for said in found.conflict.said} == set(conflicted.values)
    chosen = next(said for said in found.conflict.said if said.value == "欧阳萍")
    place = (pair.office, "person", found.conflict.row_id, "name")
    settle(pair.county, place, chosen.entry, HEAD)
    assert opened(pair.county, Role.HEAD).conflicts == []
    pair.round()
    assert opened(pair.county, Role.HEAD).conflicts == []
    with pytest.raises(UserError, match="处理过"):
        settle(pair.county, place, chosen.entry, HEAD)


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("violation", "state", "decided", "已决定"),
        ("supervision", "officer_id", "an officer", "李明"),
        ("supervision", "officer_id", "a" * 32, "另一条记录（aaaaaaaa）"),
        ("person", "note", "decided", "decided"),
        ("approval", "proofs", '["病历","挂号单"]', "病历；挂号单"),
    ],
)
def test_what_was_said_is_in_words(
    pair: Pair, conflicted: Conflicted, kind: str, field: str, value: str, words: str
) -> None:
    """A code in those of its capability, an id as an officer, several at once one by one."""
    with writing(pair.county.store, pair.office) as (_session, connection):
        officer = pair.desk.staff()[0].id if value == "an officer" else value
        table = table_of(SyncConflict)
        versions = connection.execute(select(table.c.versions)).scalar_one()
        said = [[entry, officer] for entry, _value in versions]
        connection.execute(update(table).values(kind=kind, field=field, versions=said))
    (found,) = opened(pair.county, Role.HEAD).conflicts
    assert found.values == (words, words)


def test_what_was_not_said_cannot_be_chosen(pair: Pair, conflicted: Conflicted) -> None:
    (found,) = opened(pair.county, Role.HEAD).conflicts
    place = (pair.office, "person", found.conflict.row_id, "name")
    with pytest.raises(UserError):
        settle(pair.county, place, "nobody:1", HEAD)
    with pytest.raises(UserError):
        keep(pair.county, place, HEAD)


def test_a_minors_conflict_is_not_the_auditors(pair: Pair) -> None:
    """Not in the person's own record, and not in any other of the file."""
    person, supervision = new_person(pair.desk, name="欧阳平", offence_on=date(2005, 1, 1))
    pair.round()
    for row, words in ((person, "姓名"), (supervision, "案由")):
        pair.desk.act(partial(_say, row=row, words=f"{words}甲"))
        with pair.county.unit_of_work(pair.office, "1" * 32, "李局", Role.HEAD) as uow:
            _say(uow, row=row, words=f"{words}乙")
            uow.commit()
    pair.round()
    assert {each.conflict.kind for each in opened(pair.county, Role.HEAD).conflicts} == {
        "person", "supervision",
    }  # fmt: skip
    assert {each.person for each in opened(pair.county, Role.HEAD).conflicts} != {""}
    assert opened(pair.county, Role.AUDITOR).conflicts == []


@command("person.change")
def _say(uow: UnitOfWork, *, row: str, words: str) -> None:
    person = uow.session.get(Person, (uow.office_id, row))
    if person is not None:
        person.name = words
    else:
        uow.require(Supervision, row).offence = words


def test_what_was_put_right_is_named_with_its_office(pair: Pair) -> None:
    person_id = new_person(pair.desk)[0]
    pair.round()
    table = table_of(Person)
    with writing(pair.county.store, pair.office) as (_session, connection):
        connection.execute(update(table).values(phone="13800000000"))
    pair.ingest()
    assert pair.sync().report.agrees is False
    pair.ingest()
    assert pair.sync().report.agrees is True
    found = opened(pair.county, Role.HEAD)
    ((office, mended),) = found.repaired
    assert found.more == 0
    few = opened(pair.county, Role.HEAD, most=0)
    assert (few.repaired, few.more) == ([], 1)
    assert (office, mended.row_id, mended.outcome) == (pair.desk.office.name, person_id, "altered")
