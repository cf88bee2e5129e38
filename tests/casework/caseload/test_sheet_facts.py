"""The head of a form says who it is about and what is being served."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.sheet_facts import person_facts
from tests.casework.people import id_number, new_person


def test_the_head_of_a_form(desk: Desk) -> None:
    person, supervision = new_person(desk)
    with desk.unit_of_work() as uow:
        facts = person_facts(uow, person, supervision)
    assert facts["person_name"] == "王小明"
    assert facts["id_number"] == id_number(1)
    assert (facts["category"], facts["offence"]) == ("缓刑", "盗窃罪")
    assert facts["filled_on"] == desk.clock.today()
