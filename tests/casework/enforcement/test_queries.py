"""Figures equal the lists they open, and a case is whole."""

from __future__ import annotations

import hashlib

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.enforcement.model import DecisionOutcome
from corrdesk.casework.enforcement.queries import (
    CASE_LISTS,
    case_file,
    cases_of,
    cases_page,
    count_cases,
    evidence_of,
)
from corrdesk.casework.enforcement.service import add_evidence, dismiss_violation
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework.cases import decision, granted, notice, proposal, violation
from tests.casework.people import new_person


def lists(desk: Desk) -> dict[str, list[str]]:
    found = {}
    with desk.read() as session:
        for name in CASE_LISTS:
            rows = cases_page(session, desk.office.id, name)
            assert count_cases(session, desk.office.id, name) == len(rows)
            found[name] = [row.id for row in rows]
    return found


def test_a_case_is_in_one_list_at_every_step(desk: Desk) -> None:
    person, supervision = new_person(desk)
    made = violation(desk, supervision)
    assert lists(desk) == {"open": [made], "submitted": [], "decided": [], "closed": []}
    first = proposal(desk, made)
    assert lists(desk)["submitted"] == [made]
    decision(desk, first, outcome=DecisionOutcome.RETURNED)
    assert lists(desk)["open"] == [made]
    other = violation(desk, supervision)
    desk.act(lambda uow: dismiss_violation(uow, other, "查明"))
    assert lists(desk) == {"open": [made], "submitted": [], "decided": [], "closed": [other]}
    decided = granted(desk, supervision)
    assert len(lists(desk)["decided"]) == 1
    with desk.read() as session:
        mine = [row.id for row in cases_of(session, desk.office.id, person)]
    assert len(mine) == 3
    assert decided


def test_pages_make_up_the_list(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    made = {violation(desk, supervision, evidence=False) for _time in range(5)}
    with desk.read() as session:
        pages = [
            cases_page(session, desk.office.id, "open", offset=offset, limit=2)
            for offset in (0, 2, 4)
        ]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {row.id for page in pages for row in page} == made


def test_a_case_file_holds_every_step(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    decided = granted(desk, supervision)
    made = notice(desk, decided)
    (violation_id,) = lists(desk)["decided"]
    with desk.read() as session:
        case = case_file(session, desk.office.id, violation_id)
    assert case is not None
    assert case.person.name == "王小明"
    assert case.supervision.id == supervision
    assert [row.title for row in case.evidence] == ["报到登记记录摘录"]
    assert [row.id for row in case.decisions] == [decided]
    assert [row.id for row in case.notices] == [made]


@pytest.mark.parametrize("term", ["", "%", "（2026）青矫训字第9号", "x" * 10_000, "\x00"])
def test_a_notice_that_is_not_there(desk: Desk, term: str) -> None:
    with desk.read() as session:
        assert find_document(session, desk.office.id, term) is None
        assert case_file(session, desk.office.id, term) is None


def test_a_list_that_does_not_exist(desk: Desk) -> None:
    with desk.read() as session, pytest.raises(KeyError):
        count_cases(session, desk.office.id, "everything")


def test_evidence_tells_its_hash_and_who_added_it_when(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    made = violation(desk, supervision)

    def attach(uow: UnitOfWork) -> None:
        scan = add_attachment(
            uow, made, b"scan", name="笔录.pdf", media_type="application/pdf", seal=desk.seal
        )
        add_evidence(uow, made, "谈话笔录", attachment_id=scan)

    desk.act(attach)
    with desk.read() as session:
        bare, sealed = evidence_of(session, desk.office.id, made)
    assert (bare.sha256, bare.added_by) == (None, None)
    assert sealed.sha256 == hashlib.sha256(b"scan").hexdigest()
    assert (sealed.file_name, sealed.size, sealed.added_by) == ("笔录.pdf", 4, desk.actor.name)
    assert sealed.added_at == desk.clock.now()
