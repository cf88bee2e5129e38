"""The form of a plan begins with the plan's goals; other forms are not touched by them."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.casework.plan_sheets import facts_for_form
from tests.casework.goals import by_hours, by_word, planned_goals
from tests.casework.people import new_person


def facts(desk: Desk, person: str, supervision: str, *fields: str) -> dict[str, object]:
    with desk.read() as session:
        return facts_for_form(
            session, desk.office.id, form_id="correction-plan", fields=fields,
            person_id=person, supervision_id=supervision,
        )  # fmt: skip


def test_the_goals_are_written_into_the_form_of_the_plan(desk: Desk) -> None:
    person, supervision = new_person(desk)
    assert facts(desk, person, supervision, "person_name", "goals") == {"person_name": "王小明"}
    planned_goals(desk, supervision, by_hours(), by_word())
    assert facts(desk, person, supervision, "goals")["goals"] == (
        "1. 学完法律常识：教育学习4小时（期限2026年9月30日）",
        "2. 与家人恢复联系（期限2026年9月30日）",
    )
    assert facts(desk, person, supervision, "person_name") == {"person_name": "王小明"}
