"""Lists and figures agree; a code is found however it is typed; the register explains itself."""

from __future__ import annotations

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Step
from corrdesk.casework.documents.queries import (
    DOCUMENT_LISTS,
    count_documents,
    documents_of,
    documents_page,
    find_by_code,
    find_document,
    free_numberer,
    number_register,
    register_words,
    register_years,
    sheets_about,
)
from corrdesk.casework.documents.service import void_document
from tests.casework.papers import draft, issued, look, step
from tests.casework.people import new_person


@pytest.fixture
def person(desk: Desk) -> tuple[str, str]:
    return new_person(desk)


def test_every_sheet_is_in_one_list(desk: Desk, person: tuple[str, str]) -> None:
    made = [issued(desk, draft(*person)) for _time in range(5)]
    step(desk, made[1], Step.STAMPED)
    step(desk, made[2], Step.SERVED)
    step(desk, made[3], Step.SERVED)
    step(desk, made[3], Step.FILED)
    desk.act(lambda uow: void_document(uow, made[4], "打印有误"))
    plan = issued(desk, draft(*person, "correction-plan", addressees=()))
    step(desk, plan, Step.STAMPED)
    expected = {
        "to_stamp": [made[0]],
        "to_serve": [made[1]],
        "to_file": [made[2], plan],
        "filed": [made[3]],
        "void": [made[4]],
    }
    with desk.read() as session:
        for name in DOCUMENT_LISTS:
            rows = documents_page(session, desk.office.id, name)
            assert [row.id for row in rows] == expected[name]
            assert {row.name for row in rows} == {"王小明"}
            assert count_documents(session, desk.office.id, name) == len(expected[name])
        assert len(documents_of(session, desk.office.id, person[0])) == 6


def test_a_code_is_found_however_it_comes(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    row = look(desk, made).document
    code = row.check_code
    typed = [code, code.lower(), f" {code[:4]} {code[4:]} ", f"{code[:4]}-{code[4:]}"]
    typed.append(f"JZ-JCTZ|{row.serial}|{code}")
    with desk.read() as session:
        for each in typed:
            found = find_by_code(session, desk.office.id, each)
            assert found is not None
            assert (found.document.id, found.name) == (made, "王小明")
        for wrong in ("", "|", "ZZZZZZZZ", "第1号"):
            assert find_by_code(session, desk.office.id, wrong) is None
        for term in (made, row.serial, code.lower()):
            document = find_document(session, desk.office.id, term)
            assert document is not None
            assert document.id == made
        assert find_document(session, desk.office.id, "") is None


def test_sheets_of_a_record(desk: Desk, person: tuple[str, str]) -> None:
    first = issued(desk, draft(*person, subject_id="a"))
    issued(desk, draft(*person, "correction-plan", subject_id="a"))
    issued(desk, draft(*person, subject_id="b"))
    with desk.read() as session:
        assert len(sheets_about(session, desk.office.id, ["a"])) == 2
        only = sheets_about(session, desk.office.id, ["a"], ["discharge-notice"])
    assert [row.id for row in only] == [first]


def test_the_register_by_word_and_year(desk: Desk, person: tuple[str, str]) -> None:
    assert free_numberer_of(desk) == desk.actor.device_id
    for form in ("discharge-notice", "discharge-notice", "team-agreement", "correction-plan"):
        issued(desk, draft(*person, form))
    with desk.read() as session:
        assert register_years(session, desk.office.id) == [2026]
        assert register_words(session, desk.office.id, 2026) == ["矫解通", "矫责"]
        page = number_register(session, desk.office.id, 2026, "矫解通")
    assert [line.number for line in page.lines] == [1, 2]
    assert (page.gaps, page.unexplained) == ([], ())


def free_numberer_of(desk: Desk) -> str:
    with desk.read() as session:
        return free_numberer(session, desk.office.id)
