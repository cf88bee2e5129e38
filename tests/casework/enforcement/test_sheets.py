"""A sheet says what the records say, and the real paper takes it."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.caseload.service import change_office
from corrdesk.casework.enforcement.queries import find_notice
from corrdesk.casework.enforcement.service import preview_notice
from corrdesk.casework.enforcement.sheets import draw_service_sheet
from tests.casework.cases import granted, notice
from tests.casework.people import id_number, new_person


def test_the_sheet_repeats_the_records(desk: Desk) -> None:
    desk.act(lambda uow: change_office(uow, {"procuratorate": "青石县人民检察院"}))
    _person, supervision = new_person(desk)
    decided = granted(desk, supervision)
    sheet = desk.act(lambda uow: preview_notice(uow, decided))[0]
    assert (sheet.kind, sheet.person_name, sheet.sex) == ("admonition", "王小明", "男")
    assert sheet.id_number == id_number(1)
    assert sheet.category == "缓刑"
    assert sheet.evidence == ("报到登记记录摘录",)
    assert sheet.bases[0].article.startswith("第三十四条")
    assert sheet.copies == ("青石县人民检察院",)
    assert sheet.county in sheet.objection
    assert sheet.chain_head == desk.head().short


def test_the_proof_of_service_belongs_to_the_notice(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    made = notice(desk, granted(desk, supervision))
    with desk.read() as session:
        sheet = draw_service_sheet(session, desk.office.id, made)
        with pytest.raises(UserError):
            draw_service_sheet(session, desk.office.id, "no such notice")
    assert sheet.serial == "（2026）青矫训字第1号"
    assert sheet.document_title == "社区矫正训诫决定书"
    assert sheet.addressee == "王小明"


def test_the_real_paper_is_sealed_with_the_number(desk: Desk) -> None:
    _person, supervision = new_person(desk, name="𠮷野·\u4dae")
    decided = granted(desk, supervision)
    assert desk.preview_notice(decided).startswith(b"%PDF-")
    made = desk.issue_notice(decided)
    with desk.read() as session:
        row = find_notice(session, desk.office.id, made)
        assert row is not None
        card = attachment_row(session, desk.office.id, row.attachment_id)
    assert card is not None
    pdf = desk.unseal(card.address)
    assert pdf.startswith(b"%PDF-")
    assert (len(pdf), card.media_type, card.name) == (
        card.size,
        "application/pdf",
        "（2026）青矫训字第1号.pdf",
    )
