"""The proof of service names the sheet that it proves, and bears its code."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.receipt import draw_receipt
from tests.casework.papers import draft, issued, look
from tests.casework.people import new_person


def test_the_receipt_belongs_to_its_sheet(desk: Desk) -> None:
    made = issued(desk, draft(*new_person(desk)))
    row = look(desk, made).document
    with desk.read() as session:
        sheet = draw_receipt(session, desk.office.id, made)
        with pytest.raises(UserError):
            draw_receipt(session, desk.office.id, "no such sheet")
    assert (sheet.serial, sheet.check_code) == (row.serial, row.check_code)
    assert sheet.facts["document_serial"] == "（2026）青矫解通字第1号"
    assert sheet.facts["document_title"] == "解除社区矫正通知书"
    assert sheet.facts["addressee"] == "王小明"


def test_a_sheet_about_nobody_goes_to_its_addressees(desk: Desk) -> None:
    letter = draft("", "", person_id=None, supervision_id=None, addressees=("青石县公安局",))
    made = issued(desk, letter)
    with desk.read() as session:
        assert draw_receipt(session, desk.office.id, made).facts["addressee"] == "青石县公安局"
