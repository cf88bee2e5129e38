"""Asking by name: what is answered, what is refused, and what a refusal names."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.base.workdays import CalendarMissing
from corrdesk.casework.questions import REGISTRY, ask, refusal_of
from corrdesk.casework.questions.registry import FACT_NAMES
from corrdesk.rules.document import DocumentProblem
from corrdesk.rules.law import RuleMissing

LEAVE = {"depart": "2026-03-10", "return": "2026-03-17", "delegated": True, "previous": []}


def refusal(question: str, facts: dict[str, object], as_of: object, pack: str = "cn") -> object:
    with pytest.raises(UserError) as caught:
        ask(question, facts, as_of, pack)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2
    return refusal_of(caught.value)


def test_every_question_of_the_contract_is_known() -> None:
    assert set(REGISTRY) == {
        "deadline.count",
        "id_number.check",
        "term.end",
        "inquiry.deadline",
        "documents.due",
        "intake.report_deadline",
        "intake.receipt_deadline",
        "team.check",
        "minor.applies",
        "medical.next",
        "leave.approval",
        "leave.apply_by",
        "leave.return",
        "recurring_travel.expiry",
        "recurring_travel.reminder",
        "relocation.deadlines",
        "relocation.apply_by",
        "relocation.responsible",
        "relocation.archive",
        "contact.approval",
        "place.approval",
        "lost_contact.steps",
        "sanction.candidates",
        "penalty.article",
        "location_device.order",
        "revocation.court",
        "court.clock",
        "commendation.eligible",
        "discharge.plan",
        "aftercare.plan",
        "duties.calendar",
    }


def test_the_day_may_be_a_date_or_its_text() -> None:
    by_text = ask("leave.approval", LEAVE, "2026-03-02")
    assert by_text == ask("leave.approval", LEAVE, date(2026, 3, 2))
    assert by_text.answer()["approver"] == "county"
    assert by_text.as_of == date(2026, 3, 2)
    assert by_text.rule_version.startswith("cn@")


def test_a_pack_is_asked_by_its_id() -> None:
    facts = {"kind": "released_prisoner", "from": "2026-03-10"}
    assert ask("aftercare.plan", facts, "2026-03-10").needs == ("first_visit_by",)
    assert ask("aftercare.plan", facts, "2026-03-10", "cn-example").needs == ()


@pytest.mark.parametrize(
    ("question", "changes", "as_of", "pack", "fact"),
    [
        ("leave.aproval", {}, "2026-03-02", "cn", "question"),
        ("leave.approval", {}, None, "cn", "as_of"),
        ("leave.approval", {}, "soon", "cn", "as_of"),
        ("leave.approval", {}, "2020-06-30", "cn", "as_of"),
        ("leave.approval", {}, "20260302", "cn", "as_of"),
        ("leave.approval", {}, "2026-W10-1", "cn", "as_of"),
        ("leave.approval", {}, "9999-12-31", "cn", "as_of"),
        ("leave.approval", {}, "2026-03-02", "cn-nowhere", "pack"),
        ("leave.approval", {}, "2026-03-02", "blank-county", "pack"),
        ("leave.approval", {"abraod": True}, "2026-03-02", "cn", "abraod"),
        ("leave.approval", {"return": None}, "2026-03-02", "cn", "return"),
    ],
)
def test_refusals(
    question: str, changes: dict[str, object], as_of: str | None, pack: str, fact: str
) -> None:
    found = refusal(question, LEAVE | changes, as_of, pack)
    assert found.fact == fact  # type: ignore[attr-defined]
    assert found.message  # type: ignore[attr-defined]


def test_a_fact_of_another_question_does_no_harm() -> None:
    assert "office_province" in FACT_NAMES
    answer = ask("leave.approval", LEAVE | {"office_province": "33"}, "2026-03-02").answer()
    assert answer["approver"] == "county"


def test_a_missing_calendar_goes_by_its_year() -> None:
    found = refusal_of(CalendarMissing(2027))
    assert (found.fact, "calendar" in found.names) == ("2027", True)
    assert "2027" in found.message


def test_other_refusals_name_their_field_or_the_question() -> None:
    assert refusal_of(RuleMissing("leave.days")).fact == "leave.days"
    assert refusal_of(UserError("no", field="depart")).fact == "depart"
    assert refusal_of(UserError("no")).fact == "question"
    assert refusal_of(DocumentProblem("packs/a/pack.yaml", 3, "no")).fact == "pack"
