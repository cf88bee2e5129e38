"""Every table that belongs to people is drawn over, for every role as the permission table says."""

from __future__ import annotations

import pytest
from sqlalchemy import Text, select

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import PeopleFilter, find_people, people_page, person_file
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.caseload.visibility import (
    FRONT_TABLES,
    NAMELESS,
    leads_to_person,
    not_for_everybody,
    states_of,
)
from corrdesk.casework.enforcement.queries import cases_of
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.permissions import RecordState
from corrdesk.store.base import Base, table_of
from tests.casework.cases import violation
from tests.casework.roles import NAMES, as_role, file_in

OF_NOBODY = {
    "delegation",
    "device",
    "duty_run",
    "journal_entry",
    "journal_peer",
    "journal_run",
    "ledger_mapping",
    "number_range",
    "office",
    "officer",
    "partner",
    "program",
    "program_session",
    "rule_confirmation",
    "sync_branch",
    "sync_file",
    "sync_leaf",
    "sync_piece",
    "sync_proof",
    "sync_state",
    "volunteer",
}
"""Tables whose rows are about nobody; a new one comes in here by thought alone."""

ORDINARY, MINOR, ENDED, SEALED = RecordState


def test_every_table_leads_to_a_person_or_is_about_nobody() -> None:
    tables = Base.metadata.sorted_tables
    assert {table.name for table in tables if not leads_to_person(table)} == OF_NOBODY
    assert {table.name for table in tables} >= FRONT_TABLES


def names_seen(desk: Desk, role: Role) -> set[str]:
    with as_role(desk, role) as there, there.read() as session:
        everybody = people_page(session, there.office.id, PeopleFilter(live=False))
        return {card.name for card in everybody}


def test_who_is_seen_by_whom(desk: Desk) -> None:
    for state in RecordState:
        file_in(desk, state)
    all_but_sealed = {NAMES[state] for state in (ORDINARY, MINOR, ENDED)}
    assert names_seen(desk, Role.HEAD) == names_seen(desk, Role.OFFICER) == all_but_sealed
    assert names_seen(desk, Role.ASSISTANT) == {NAMES[ORDINARY], NAMES[MINOR]}
    assert names_seen(desk, Role.AUDITOR) == {NAMES[ORDINARY], NAMES[ENDED], NAMELESS}


def test_an_auditor_counts_a_minor_and_finds_no_name(desk: Desk) -> None:
    minor = file_in(desk, MINOR)
    violation(desk, minor.supervision)
    with as_role(desk, Role.AUDITOR) as audit, audit.read() as session:
        assert find_people(session, audit.office.id, NAMES[MINOR]) == []
        file = person_file(session, audit.office.id, minor.person)
        (case,) = cases_of(session, audit.office.id, minor.person)
    assert file is not None
    assert (file.person.name, file.person.phone, file.person.born) == (NAMELESS, "", None)
    assert set(file.person.id_number) == {"*"}
    assert file.supervisions[0].offence == ""
    assert case.facts == ""
    assert (case.breach, case.state) == ("report", "recorded")


def test_an_assistant_sees_what_a_check_in_needs(desk: Desk) -> None:
    ordinary, minor = file_in(desk, ORDINARY), file_in(desk, MINOR)
    violation(desk, ordinary.supervision)
    with as_role(desk, Role.ASSISTANT) as front, front.read() as session:
        cards = {card.person_id: card for card in find_people(session, front.office.id, "青石")}
        file = person_file(session, front.office.id, ordinary.person)
        assert cases_of(session, front.office.id, ordinary.person) == []
        assert session.scalars(select(Violation.id)).all() == []
    assert cards[ordinary.person].phone
    assert (cards[minor.person].phone, cards[minor.person].residence) == ("", "")
    assert file is not None
    assert (file.supervisions[0].offence, file.person.household) == ("", "")
    assert "********" in file.person.id_number


@pytest.mark.parametrize("state", list(RecordState))
def test_states_are_known_past_the_veil(desk: Desk, state: RecordState) -> None:
    filed = file_in(desk, state)
    found = {
        ORDINARY: {ORDINARY},
        MINOR: {ORDINARY, MINOR},
        ENDED: {ORDINARY, ENDED},
        SEALED: set(RecordState),
    }
    for role in Role:
        with as_role(desk, role) as there, there.unit_of_work() as uow:
            states = states_of(uow.session, uow.office_id, filed.person)
            assert set(states or ()) == found[state]
            assert states_of(uow.session, uow.office_id, "nobody") is None
            kept = not_for_everybody(uow.session, uow.office_id)
            assert (filed.person in kept) is (state in {MINOR, SEALED})


def test_nothing_of_anybody_is_there_for_an_administrator(desk: Desk) -> None:
    for state in RecordState:
        violation(desk, file_in(desk, state, ready=False).supervision)
    with as_role(desk, Role.ADMINISTRATOR) as keys, keys.unit_of_work() as uow:
        for table in Base.metadata.sorted_tables:
            if leads_to_person(table):
                assert uow.session.execute(select(table)).all() == [], table.name


def test_words_are_told_from_codes() -> None:
    """What is longer than a code may name somebody; the longest code is known."""
    codes = {"breach", "severity", "state"}
    table = table_of(Violation)
    assert all(not isinstance(table.c[name].type, Text) for name in codes)
    assert {Person.__tablename__, Supervision.__tablename__} <= FRONT_TABLES
