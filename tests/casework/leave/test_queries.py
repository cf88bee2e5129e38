"""The lists of leave are whole: every request is in one list, and the overdue are found in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.leave.model import LeaveOutcome
from corrdesk.casework.leave.queries import (
    LEAVE_LISTS,
    PERMIT_LISTS,
    count_leaves,
    count_permits,
    leave_file,
    leaves_of,
    leaves_page,
    overdue_before,
    permits_page,
    proofs_of,
)
from corrdesk.casework.leave.service import add_proof
from corrdesk.casework.leave.travel import request_permit
from tests.casework.leaves import (
    DEPART,
    RETURN,
    back,
    certificate,
    decide,
    delegated,
    extended,
    file_of,
    granted,
    paper,
    permit_application,
    record,
    requested,
)
from tests.casework.people import new_person, stand_on

DAY = timedelta(days=1)


def lists(desk: Desk) -> dict[str, list[str]]:
    with desk.read() as session:
        found = {}
        for name in LEAVE_LISTS:
            page = leaves_page(session, desk.office.id, desk.law(), name)
            assert count_leaves(session, desk.office.id, desk.law(), name) == len(page)
            found[name] = [line.leave_id for line in page]
    return {name: ids for name, ids in found.items() if ids}


def test_a_leave_wanders_through_the_lists(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    leave = requested(desk, supervision)
    assert lists(desk) == {"requested": [leave]}
    record(desk, leave)
    assert lists(desk) == {"upcoming": [leave]}
    stand_on(desk, DEPART)
    assert lists(desk) == {"away": [leave]}
    longer = extended(desk, leave, RETURN + 2 * DAY, grant=False)
    assert lists(desk) == {"away": [leave], "requested": [longer]}
    record(desk, longer, paper(decided_on=DEPART))
    stand_on(desk, RETURN + 2 * DAY)
    assert lists(desk) == {"away": [leave]}
    stand_on(desk, RETURN + 3 * DAY)
    assert lists(desk) == {"overdue": [leave]}
    back(desk, leave, RETURN + 3 * DAY, note="误车")
    assert lists(desk) == {"ended": [leave]}


def test_a_leave_is_listed_with_who_decided_it(desk: Desk) -> None:
    """Asked for before the county delegated anything, decided by the office afterwards."""

    def deciders(name: str) -> list[str]:
        with desk.read() as session:
            page = leaves_page(session, desk.office.id, desk.law(), name)
        return [line.approver for line in page]

    leave = requested(desk, new_person(desk)[1])
    assert deciders("requested") == ["county"]
    delegated(desk)
    decide(desk, leave)
    assert deciders("upcoming") == ["office"]


def test_the_overdue_know_since_when(desk: Desk) -> None:
    granted(desk, new_person(desk)[1])
    stand_on(desk, RETURN + 4 * DAY)
    with desk.read() as session:
        (line,) = leaves_page(session, desk.office.id, desk.law(), "overdue")
    assert (line.name, line.return_on, line.days_overdue) == ("王小明", RETURN, 4)


def test_overdue_begins_where_the_rule_ends(desk: Desk) -> None:
    # The national rule gives no grace: the day itself is still in time.
    assert overdue_before(desk.law()) == desk.clock.today()


def test_the_most_pressing_comes_first(desk: Desk) -> None:
    late = granted(desk, new_person(desk, 1)[1], DEPART, RETURN + DAY)
    early = granted(desk, new_person(desk, 2, "李小芳")[1])
    stand_on(desk, RETURN + 5 * DAY)
    with desk.read() as session:
        office, law = desk.office.id, desk.law()
        page = leaves_page(session, office, law, "overdue")
        assert [line.leave_id for line in page] == [early, late]
        second = leaves_page(session, office, law, "overdue", offset=1, limit=1)
    assert [line.leave_id for line in second] == [late]


def test_one_person_and_one_file(desk: Desk) -> None:
    person, supervision = new_person(desk)
    no = paper(LeaveOutcome.REFUSED, reason="证明不实", legal_reason="实施办法第二十七条")
    first = requested(desk, supervision)
    record(desk, first, no)
    second = requested(desk, supervision)
    with desk.read() as session:
        office = desk.office.id
        found = leaves_of(session, office, desk.law(), person)
        assert [line.leave_id for line in found] == [second, first]
        assert leave_file(session, office, "nothing") is None
    file = file_of(desk, second)
    assert file.waiting is not None
    assert (file.waiting.id, file.decision_on(second)) == (second, None)
    assert file.person.name == "王小明"
    assert [row.title for row in file.proofs] == ["诊断证明"]
    refused = file_of(desk, first)
    assert refused.waiting is None
    assert refused.decision_on(first) is not None


def test_a_certificate_is_found_by_what_stands_on_it(desk: Desk) -> None:
    leave = granted(desk, new_person(desk)[1])
    certificate(desk, leave)
    (issued,) = file_of(desk, leave).certificates
    with desk.read() as session:
        for term in (issued.id, issued.serial, issued.check_code.lower()):
            found = find_document(session, desk.office.id, term)
            assert found is not None
            assert found.id == issued.id
        assert find_document(session, desk.office.id, "nothing") is None


def test_permits_by_where_they_stand(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    permit, _changes = desk.act(lambda uow: request_permit(uow, supervision, permit_application()))
    desk.act(lambda uow: add_proof(uow, permit, "进货合同"))
    with desk.read() as session:
        counts = [count_permits(session, desk.office.id, desk.law(), name) for name in PERMIT_LISTS]
        (row,) = permits_page(session, desk.office.id, desk.law(), "permit_requested")
        proofs = proofs_of(session, desk.office.id, permit)
    assert counts == [1, 0, 0, 0]
    assert (row.name, row.places) == ("王小明", ["云河市清水县农贸市场"])
    assert [proof.title for proof in proofs] == ["营业执照复印件", "进货合同"]


def test_an_unknown_list_is_a_mistake_of_ours(desk: Desk) -> None:
    with desk.read() as session, pytest.raises(KeyError):
        count_leaves(session, desk.office.id, desk.law(), "everybody")
