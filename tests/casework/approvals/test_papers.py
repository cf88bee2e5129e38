"""The papers of an approval say what was asked for, decided and told."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalOutcome
from corrdesk.casework.approvals.papers import approval_form, issue_notice, preview_notice
from tests.casework.papers import PRESS, look
from tests.casework.people import new_person
from tests.casework.relocation.test_papers import drawn
from tests.casework.wishes import TODAY, asked, decided, file_of, meeting, told, word


def issued(desk: Desk, approval: str) -> str:
    return desk.act(lambda uow: issue_notice(uow, approval, press=PRESS, seal=desk.seal))[0]


def test_a_place_has_its_form_and_its_notice(desk: Desk) -> None:
    approval = asked(desk, new_person(desk)[1])
    assert drawn(desk, lambda uow: approval_form(uow, approval))["county_opinion"] == ""
    with pytest.raises(UserError):
        issued(desk, approval)
    decided(desk, approval, word(requirements="由司法所工作人员陪同", until_on=date(2026, 6, 15)))
    told(desk, approval, "original", TODAY, "青石县人民法院")
    facts = drawn(desk, lambda uow: approval_form(uow, approval))
    assert (
        facts["county_opinion"]
        == "批准。由司法所工作人员陪同。（2026年6月10日，青矫批〔2026〕6号）"
    )
    assert facts["informed"] == ["青石县人民法院（2026年6月10日）"]
    assert (facts["start"], facts["end"]) == (date(2026, 6, 15), date(2026, 6, 15))
    notice = drawn(desk, lambda uow: preview_notice(uow, approval))
    assert notice["decision"] == "批准进入青石县中心网吧，时间：2026年6月15日，9:00至12:00"
    assert notice["copies"] == ("青石县人民法院", "县级人民检察院")
    document = look(desk, issued(desk, approval)).document
    assert document.addressees == ["王小明"]
    assert [sheet.id for sheet in file_of(desk, approval).sheets] == [document.id]


def test_a_refused_meeting_is_told_with_its_reason(desk: Desk) -> None:
    approval = asked(desk, new_person(desk)[1], meeting())
    decided(desk, approval, word(ApprovalOutcome.REFUSED, reason="被害人不同意"))
    facts = drawn(desk, lambda uow: approval_form(uow, approval))
    assert facts["matter"] == "接触本案被害人周某"
    assert "6月15日至2026年6月16日" in facts["reason"]
    notice = drawn(desk, lambda uow: preview_notice(uow, approval))
    assert notice["decision"] == "不批准接触本案被害人周某"
    assert (notice["reason"], notice["copies"]) == ("被害人不同意", ())
