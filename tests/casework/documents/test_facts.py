"""What is known is not typed again; what was worded once is suggested."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_office
from corrdesk.casework.documents.facts import ISSUED_ELSEWHERE, REUSED, known_facts, prefilled
from corrdesk.printing.templates import load_forms
from tests.casework.papers import draft, issued
from tests.casework.people import id_number, new_person


def test_the_records_fill_the_form(desk: Desk) -> None:
    desk.act(lambda uow: change_office(uow, {"procuratorate": "青石县人民检察院"}))
    person, supervision = new_person(desk)
    with desk.read() as session:
        facts = known_facts(session, desk.office.id, person, supervision)
        with pytest.raises(UserError):
            known_facts(session, desk.office.id, "nobody", supervision)
    assert facts["person_name"] == "王小明"
    assert facts["id_number"] == id_number(1)
    assert (facts["category"], facts["management_class"]) == ("缓刑", "严管")
    assert (facts["term_start"], facts["term_end"]) == (date(2026, 1, 5), date(2027, 1, 4))
    assert facts["copies"] == ("青石县人民检察院",)
    assert "injunction" not in facts


def test_only_fields_of_the_form_and_the_words_of_last_time(desk: Desk) -> None:
    person, supervision = new_person(desk)
    said = {"person_name": "别人", "legal_basis": ["《社区矫正法》第四十四条"], "ground": "期满"}
    issued(desk, draft(person, supervision, facts=said))
    fields = {"person_name", "legal_basis", "ground", "addressee"}
    with desk.read() as session:
        facts = prefilled(
            session,
            desk.office.id,
            form_id="discharge-notice",
            fields=fields,
            person_id=person,
            supervision_id=supervision,
        )
    assert facts == {
        "person_name": "王小明",
        "legal_basis": ["《社区矫正法》第四十四条"],
        "addressee": "青石县人民法院",
    }


def test_the_names_are_names_of_the_forms(desk: Desk) -> None:
    forms = load_forms()
    names = {field.name for form in forms.values() for field in form.fields}
    person, supervision = new_person(desk)
    with desk.read() as session:
        assert set(known_facts(session, desk.office.id, person, supervision)) <= names
    assert names >= REUSED
    assert set(forms) >= set(ISSUED_ELSEWHERE)
