"""Papers of measures: a specimen at any time, a number only after the county's word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.enforcement.measures.issuing import issue_sheet, preview_sheet
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from tests.casework.measures import device, lost, revocation, start, step, steps
from tests.casework.papers import PRESS
from tests.casework.people import new_person

TEXTS = {"facts": "多次违反禁止令进入娱乐场所", "requirements": "按要求佩戴\n及时充电"}


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def issue(desk: Desk, measure: str, form: str) -> Any:
    made = desk.act(lambda uow: issue_sheet(uow, measure, form, press=PRESS, seal=desk.seal))[0]
    with desk.read() as session:
        return find_document(session, desk.office.id, made)


def preview(desk: Desk, measure: str, form: str) -> FormSheet:
    with desk.unit_of_work() as uow:
        return preview_sheet(uow, measure, form)


def test_a_device_has_its_approval_decision_and_notification(desk: Desk, supervision: str) -> None:
    made = device(desk, supervision, texts=TEXTS)
    form = preview(desk, made, "location-device-approval")
    assert (form.specimen, form.serial, form.facts["start"]) == (False, "", date(2026, 6, 10))
    assert preview(desk, made, "location-device-decision").specimen
    with pytest.raises(UserError):
        issue(desk, made, "location-device-approval")
    with pytest.raises(UserError):
        issue(desk, made, "location-device-decision")  # nobody has decided yet
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.GRANT)
    sheet = issue(desk, made, "location-device-decision")
    assert (sheet.subject_id, sheet.addressees) == (made, ["王小明"])
    assert sheet.facts["facts"] == TEXTS["facts"]
    told = issue(desk, made, "location-device-notification")
    assert told.facts["requirements"] == ["按要求佩戴", "及时充电"]
    with pytest.raises(UserError):
        issue(desk, made, "location-device-decision")  # there is a valid one


def test_a_form_of_another_kind_is_refused(desk: Desk, supervision: str) -> None:
    made = lost(desk, supervision, date(2026, 6, 8))
    with pytest.raises(UserError) as wrong:
        preview(desk, made, "commendation-decision")
    assert wrong.value.field == "form"


def test_a_revocation_goes_to_the_court_that_decided(desk: Desk, supervision: str) -> None:
    made = revocation(desk, supervision)
    sheet = issue(desk, made, "probation-revocation-proposal")
    assert sheet.addressees == ["青石县人民法院"]
    assert sheet.facts["facts"].startswith("6月1日至7日")
    assert sheet.facts["evidence"] == ["报到登记记录摘录"]
    with pytest.raises(UserError):
        preview(desk, made, "parole-revocation-proposal")
    arrest = start(desk, supervision, MeasureKind.ARREST, grounds=("flee",), origin_id=made)
    facts = preview(desk, arrest, "arrest-proposal").facts
    assert facts["danger"] == "可能逃跑。"
    assert facts["facts"] == sheet.facts["facts"]
    step(desk, made, Step.SEND, note="本人下落不明")
    assert "青矫撤缓字" in str(preview(desk, arrest, "arrest-proposal").facts["proposal"])


def test_a_search_request_names_the_police_that_were_told(desk: Desk, supervision: str) -> None:
    made = lost(desk, supervision, date(2026, 6, 8))
    assert preview(desk, made, "search-request").facts["addressee"] == "公安机关"
    step(desk, made, Step.TELL_POLICE)
    sheet = issue(desk, made, "search-request")
    assert sheet.facts["addressee"] == "青石县公安局"
    assert sheet.facts["lost_since"] == "2026-06-08"
