"""A repair as its reader may have it: what was taken out is covered as if it still stood there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.sync.repaired import Account, account, sealed, whom
from corrdesk.sync.repairing import Found, Outcome, repairs, report
from corrdesk.sync.state import writing
from tests.casework.roles import NAMES, Filed, as_role, file_in

AT = "2026-06-10T09:00:00+08:00"
ORDINARY, MINOR, ENDED, SEALED = RecordState
READERS = [role for role in Role if role is not Role.ADMINISTRATOR]  # who sees no file sees none
SAID = "自称住在亲戚家"


def fields(**values: Any) -> list[list[Any]]:
    return [[name, value, None] for name, value in values.items()]


def keep(desk: Desk, *found: Found) -> None:
    """Reports as an exchange would; the numbers begin with 1."""
    with writing(desk._store, desk.office.id) as (_session, connection):
        report(connection, desk.office.id, AT, found)


def seen(desk: Desk, role: Role, number: int = 1) -> Account:
    with as_role(desk, role) as there, there.read() as session:
        found = account(session, there.office.id, number, role)
    assert found is not None
    return found


def ghost(filed: Filed, **leads: str) -> Found:
    """A check-in that nobody entered."""
    leads = leads or {"person_id": filed.person, "supervision_id": filed.supervision}
    return Found("check_in", "c" * 32, Outcome.ADDED, fields(**leads, note=SAID))


@pytest.mark.parametrize("state", RecordState)
@pytest.mark.parametrize("role", READERS)
def test_what_was_taken_out_is_read_by_whom_its_file_is(
    desk: Desk, state: RecordState, role: Role
) -> None:
    filed = file_in(desk, state)
    keep(desk, ghost(filed))
    found = seen(desk, role)
    states = {state, *({ENDED, MINOR} if state is SEALED else ())}
    may = ACTIONS["file.read"].allows(role, states)
    assert found.may_read is may
    assert (SAID in {each.before for each in found.told.fields}) is may
    assert (found.name == NAMES[state]) is ACTIONS["person.read"].allows(role, states)
    assert bool(found.person_id) is bool(found.name)


def test_a_sealed_file_is_named_to_nobody_and_a_plain_one_is(desk: Desk) -> None:
    for state in (SEALED, ORDINARY):
        filed = file_in(desk, state)
        keep(desk, Found("check_in", state[0] * 32, Outcome.ADDED, ghost(filed).fields))
    with as_role(desk, Role.HEAD) as there, there.read() as session:
        told = whom(session, desk.office.id, repairs(session, desk.office.id))
    assert told == {("check_in", "o" * 32): NAMES[ORDINARY]}


@pytest.mark.parametrize("kind", ["attachment", "leave_proof"])
def test_a_record_without_a_person_of_its_own_is_followed_to_one(desk: Desk, kind: str) -> None:
    filed = file_in(desk, MINOR)
    keep(
        desk,
        Found("leave", "d" * 32, Outcome.ADDED, fields(supervision_id=filed.supervision)),
        Found(kind, "e" * 32, Outcome.ADDED, fields(subject_id="d" * 32, title=SAID, name=SAID)),
    )
    assert seen(desk, Role.OFFICER, 2).name == NAMES[MINOR]
    assert not seen(desk, Role.AUDITOR, 2).may_read


def test_a_file_that_was_taken_out_whole_is_read_as_carefully_as_it_says_itself(desk: Desk) -> None:
    people = [
        Found("person", letter * 32, Outcome.ADDED, fields(name="无名氏", **values))
        for letter, values in (
            ("1", {"minor": False, "sealed_on": None}),
            ("2", {"minor": None, "sealed_on": None}),
            ("3", {"minor": False, "sealed_on": "2026-06-01"}),
        )
    ]
    keep(desk, *people, ghost(Filed("3" * 32, "", "")))
    reads = {
        role: [seen(desk, role, number).may_read for number in (1, 2, 3, 4)]
        for role in (Role.HEAD, Role.AUDITOR)
    }
    assert reads == {
        Role.HEAD: [True, True, False, False],
        Role.AUDITOR: [True, False, False, False],
    }


def test_of_whom_nobody_knows_only_who_may_open_a_sealed_file_reads(desk: Desk) -> None:
    keep(desk, Found("check_in", "c" * 32, Outcome.ADDED, fields(supervision_id="9" * 32)))
    assert [role for role in READERS if seen(desk, role).may_read] == [Role.HEAD]


def test_what_belongs_to_nobody_is_read_by_whoever_reads_files(desk: Desk) -> None:
    keep(
        desk,
        Found("partner", "c" * 32, Outcome.ADDED, fields(name="西河村村委会", kind="company")),
        Found(
            "hour_event", "d" * 32, Outcome.ADDED, fields(learner="officer", learner_id="9" * 32)
        ),
        Found("", "", Outcome.OPEN),
    )
    for number in (1, 2, 3):
        readers = {role for role in READERS if seen(desk, role, number).may_read}
        assert readers == {Role.HEAD, Role.OFFICER, Role.AUDITOR}
    words = {each.field: each.before for each in seen(desk, Role.OFFICER).told.fields}
    assert words == {"名称": "西河村村委会", "种类": "企业"}


def test_of_a_record_that_stands_the_veil_decides(desk: Desk) -> None:
    sealed, minor = file_in(desk, SEALED), file_in(desk, MINOR)
    altered = [["phone", "1", "2"]]
    keep(
        desk,
        Found("person", sealed.person, Outcome.ALTERED, altered),
        Found("person", minor.person, Outcome.ALTERED, altered),
    )
    with as_role(desk, Role.HEAD) as there, there.read() as session:
        assert account(session, desk.office.id, 1, Role.HEAD) is None
        assert account(session, desk.office.id, 9, Role.HEAD) is None
    assert [(e.field, e.before, e.now) for e in seen(desk, Role.HEAD, 2).told.fields] == [
        ("电话", "1", "2")
    ]
    assert not seen(desk, Role.AUDITOR, 2).told.fields


def test_records_that_lead_to_each_other_lead_to_nobody(desk: Desk) -> None:
    keep(
        desk,
        Found("attachment", "1" * 32, Outcome.ADDED, fields(subject_id="2" * 32)),
        Found("attachment", "2" * 32, Outcome.ADDED, fields(subject_id="1" * 32)),
    )
    assert not seen(desk, Role.OFFICER).may_read
    with desk.read() as session:
        assert session.execute(text("SELECT count(*) FROM sync_repair")).scalar_one() == 2


def test_a_list_knows_which_repairs_are_of_sealed_files_and_says_no_more(desk: Desk) -> None:
    for state in (SEALED, ORDINARY):
        keep(
            desk,
            Found("check_in", state[0] * 32, Outcome.ADDED, ghost(file_in(desk, state)).fields),
        )
    keep(desk, Found("check_in", "9" * 32, Outcome.ADDED, fields(person_id="8" * 32)))
    with as_role(desk, Role.HEAD) as there, there.read() as session:
        found = repairs(session, desk.office.id)
        assert sealed(session, desk.office.id, found) == {1}
        told = [account(session, desk.office.id, number, Role.HEAD) for number in (1, 2, 3)]
    assert [each.is_sealed for each in told if each] == [True, False, False]
