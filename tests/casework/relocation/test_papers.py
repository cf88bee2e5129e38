"""The papers of a relocation say what was recorded, and are issued when their step has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_office
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.relocation.model import PACK_LABELS, Outcome, PackItem, PackKey, Step
from corrdesk.casework.relocation.papers import (
    HANDOVER,
    NOTICE,
    RECEIPT,
    SHEETS,
    approval_form,
    consultation_letter,
    issue_sheet,
    preview_sheet,
    sheets_now,
)
from corrdesk.casework.relocation.service import keep_pack
from corrdesk.printing.templates import load_form
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework.moves import NEW_COUNTY, file_of, received, requested, take, upto
from tests.casework.papers import PRESS, look
from tests.casework.people import new_person

BEFORE = (Step.OPINION, Step.LETTER, Step.REPLY)


@pytest.fixture
def leaving(desk: Desk) -> str:
    return requested(desk, new_person(desk)[1])


def drawn(desk: Desk, draw: Callable[[UnitOfWork], FormSheet]) -> dict[str, Any]:
    """The facts of a sheet, all of which its form knows."""
    with desk.unit_of_work() as uow:
        sheet = draw(uow)
    form = load_form(sheet.form_id)
    assert not [name for name in sheet.facts if form.field(name) is None]
    assert not [field for field in form.fields if field.required and not sheet.facts[field.name]]
    return dict(sheet.facts)


def issued(desk: Desk, case: str, form_id: str) -> str:
    return desk.act(
        lambda uow: issue_sheet(uow, desk.law(), case, form_id, press=PRESS, seal=desk.seal)
    )[0]


def checked(desk: Desk, case: str, *present: PackKey) -> None:
    items = [PackItem(PACK_LABELS[key], present=key in present) for key in PackKey]
    desk.act(lambda uow: keep_pack(uow, case, items))


def test_the_approval_form_fills_itself(desk: Desk, leaving: str) -> None:
    upto(desk, leaving, *BEFORE, Step.DECISION, Step.NOTIFIED)
    facts = drawn(desk, lambda uow: approval_form(uow, desk.law(), leaving))
    assert facts["consultation"] == "青矫函〔2026〕8号"
    assert facts["reply"].startswith("同意。情况属实。（2026年6月10日，云矫复")
    assert str(facts["report_by"]) == "2026-06-17"
    assert facts["proofs"] == ["房产证复印件", "接收单位证明"]


def test_the_letter_asks_for_its_answer_in_time(desk: Desk, leaving: str) -> None:
    facts = drawn(desk, lambda uow: consultation_letter(uow, desk.law(), leaving))
    assert str(facts["reply_by"]) == "2026-06-15"
    assert facts["legal_basis"] == ("《中华人民共和国社区矫正法实施办法》第三十条",)
    assert facts["reason"].endswith("购房。")


def test_nothing_is_issued_before_the_decision(desk: Desk, leaving: str) -> None:
    upto(desk, leaving, *BEFORE)
    for form_id in SHEETS:
        with pytest.raises(UserError):
            issued(desk, leaving, form_id)


def test_the_person_is_told_by_when_to_report(desk: Desk, leaving: str) -> None:
    upto(desk, leaving, *BEFORE, Step.DECISION)
    facts = drawn(desk, lambda uow: preview_sheet(uow, desk.law(), leaving, NOTICE))
    assert facts["decision"] == f"同意将执行地变更至{NEW_COUNTY}"
    assert facts["requirements"][0] == f"于2026年6月17日前到{NEW_COUNTY}报到"
    document = issued(desk, leaving, NOTICE)
    found = look(desk, document).document
    assert found.addressees == ["王小明"]
    assert [sheet.id for sheet in file_of(desk, leaving).sheets] == [document]
    with pytest.raises(UserError):
        issued(desk, leaving, NOTICE)


def test_a_refusal_is_told_with_its_reason(desk: Desk, leaving: str) -> None:
    upto(desk, leaving, *BEFORE[:2])
    take(desk, leaving, Step.REPLY, outcome=Outcome.REFUSED)
    take(desk, leaving, Step.DECISION, outcome=Outcome.REFUSED, words="居住地不属实。")
    facts = drawn(desk, lambda uow: preview_sheet(uow, desk.law(), leaving, NOTICE))
    assert facts["decision"].startswith("不同意")
    assert facts["reason"] == "居住地不属实。"
    assert facts["requirements"] == []
    file = file_of(desk, leaving)
    assert sheets_now(file.course, file.course.direction) == (NOTICE,)


def test_nobody_is_handed_over_after_a_refusal(desk: Desk, leaving: str) -> None:
    upto(desk, leaving, *BEFORE)
    take(desk, leaving, Step.DECISION, outcome=Outcome.REFUSED, words="居住地不属实。")
    checked(desk, leaving, PackKey.JUDGMENT)
    for form_id in (HANDOVER, RECEIPT):
        with pytest.raises(UserError):
            issued(desk, leaving, form_id)


def test_the_hand_over_names_what_goes_and_what_is_missing(desk: Desk, leaving: str) -> None:
    desk.act(lambda uow: change_office(uow, {"procuratorate": "青石县人民检察院"}))
    upto(desk, leaving, *BEFORE, Step.DECISION, Step.NOTIFIED)
    with pytest.raises(UserError) as caught:
        issued(desk, leaving, HANDOVER)
    assert "清点" in str(caught.value)
    checked(desk, leaving, PackKey.JUDGMENT, PackKey.PLAN)
    facts = drawn(desk, lambda uow: preview_sheet(uow, desk.law(), leaving, HANDOVER))
    assert facts["handed_over"] == [PACK_LABELS[PackKey.JUDGMENT], PACK_LABELS[PackKey.PLAN]]
    assert len(facts["missing"]) == len(PackKey) - 2
    found = look(desk, issued(desk, leaving, HANDOVER)).document
    assert found.addressees == [NEW_COUNTY]
    assert found.copies == ["青石县人民法院", "青石县人民检察院", "同级公安机关"]
    assert "矫移" in found.serial


def test_a_receipt_goes_back_for_who_came(desk: Desk) -> None:
    case = received(desk)
    for draw in (approval_form, consultation_letter):
        with pytest.raises(UserError):
            desk.print_sheet(lambda uow, draw=draw: draw(uow, desk.law(), case))  # type: ignore[misc]
    upto(desk, case, Step.OPINION, Step.REPLY, Step.DECISION, Step.NOTIFIED, Step.FILES)
    checked(desk, case, PackKey.JUDGMENT)
    with pytest.raises(UserError):
        issued(desk, case, RECEIPT)  # nobody of that number is in the register yet
    new_person(desk, 77)
    take(desk, case, Step.REPORTED)
    facts = drawn(desk, lambda uow: preview_sheet(uow, desk.law(), case, RECEIPT))
    assert facts["addressee"] == NEW_COUNTY
    assert facts["received"] == [PACK_LABELS[PackKey.JUDGMENT]]
    assert look(desk, issued(desk, case, RECEIPT)).document.copies
