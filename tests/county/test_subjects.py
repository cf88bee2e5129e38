"""Every kind of record leads to its person, and a closed file shows nothing through any of them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.caseload.visibility import NAMELESS, leads_to_person
from corrdesk.county.subjects import _owners, _references, subjects
from corrdesk.store.base import Base
from tests.casework import cases, leaves
from tests.casework.people import new_person
from tests.county.offices import Pair


def test_records_near_and_far_lead_to_their_person(pair: Pair) -> None:
    person, supervision = new_person(pair.desk, name="欧阳平")
    proposal = cases.proposal(pair.desk, cases.violation(pair.desk, supervision))
    leave = leaves.requested(pair.desk, supervision)
    pair.round()
    records = [
        ("person", person), ("supervision", supervision), ("proposal", proposal), ("leave", leave),
        ("office", pair.office), ("no_table", "x"), ("leave", "none"),
    ]  # fmt: skip
    with pair.county.read() as session:
        found = subjects(session, pair.office, records, Role.HEAD)
    assert {record: each.name for record, each in found.items()} == dict.fromkeys(
        records[:4], "欧阳平"
    )


@pytest.mark.parametrize(("role", "closed"), [(Role.AUDITOR, True), (Role.OFFICER, False)])
def test_a_minors_name_is_not_told_through_a_record(pair: Pair, role: Role, closed: bool) -> None:
    supervision = new_person(pair.desk, name="欧阳平", offence_on=date(2005, 1, 1))[1]
    pair.round()
    with pair.county.read() as session:
        assert session.scalars(select(Person.minor)).one() is True
        (found,) = subjects(session, pair.office, [("supervision", supervision)], role).values()
    assert (found.is_closed, found.name) == (closed, NAMELESS if closed else "欧阳平")
    assert bool(found.person_id) is not closed


def test_every_table_of_a_person_is_followed(pair: Pair) -> None:
    """Those that lead to a person by a reference, whatever table is added later."""
    named = {"person", *(t.name for t in Base.metadata.sorted_tables if "person_id" in t.columns)}
    while (
        more := {
            table.name
            for table in Base.metadata.sorted_tables
            if "id" in table.columns and any(parent in named for _c, parent in _references(table))
        }
        - named
    ):
        named |= more
    own = {"subject_id", "row_id"}  # of any kind of record, which the row does not name
    missing = {
        table.name
        for table in Base.metadata.sorted_tables
        if leads_to_person(table) and "id" in table.columns and not own & {*table.columns.keys()}
    } - named
    assert missing == set()
    with pair.county.read() as session:
        for kind in named:
            assert _owners(session, pair.office, kind, {"none"}, frozenset()) in (
                {}, {"none": "none"},
            )  # fmt: skip
