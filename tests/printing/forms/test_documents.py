"""The register on paper names every number, voided ones and gaps included."""

from __future__ import annotations

import re

from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import number_register
from corrdesk.casework.documents.service import reserve_numbers, return_numbers, void_document
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.documents import render_register
from corrdesk.printing.preview import extract_text
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.papers import draft, issued
from tests.casework.people import new_person

__all__ = ["clock", "desk", "founded_office"]  # fixtures
WORD = "矫解通"
SECOND = derived_id("device", "second")


def test_the_register_on_paper(desk: Desk, fonts: FontSet) -> None:
    person = new_person(desk)
    first = issued(desk, draft(*person))
    desk.act(lambda uow: void_document(uow, first, "打印污损"))
    kept = desk.act(lambda uow: reserve_numbers(uow, SECOND, WORD, 2026, 3))[0]
    issued(desk, draft(*person))
    desk.act(lambda uow: return_numbers(uow, kept, "电脑停用"))
    with desk.read() as session:
        page = number_register(session, desk.office.id, 2026, WORD)
    pdf = render_register(page, desk.office.name, {SECOND: "窗口电脑"}, fonts)
    text = re.sub(r"\s", "", extract_text(pdf))
    assert "青石镇司法所（2026）矫解通字" in text
    assert "已作废：打印污损" in text
    assert "2—4窗口电脑号段已退回，不再使用：电脑停用" in text
    assert "5解除社区矫正通知书王小明2026年6月10日待盖章" in text
    assert "本簿共登记2号，其中作废1号。" in text
