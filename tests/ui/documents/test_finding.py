"""The search box leads to a sheet by its whole code, QR code or serial; people come first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import find_document
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.finding import find_sheets, with_documents
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.registry import Hit, SearchSpec
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.workplace import Workplace


def marks(desk: Desk, sheet: str) -> tuple[str, str]:
    with desk.read() as session:
        row = find_document(session, desk.office.id, sheet)
    assert row is not None
    return row.check_code, row.serial


def test_a_whole_code_finds_its_sheet_and_a_piece_nothing(desk: Desk, sheet: str) -> None:
    code, serial = marks(desk, sheet)
    for term in (code, code.lower(), f" {code} ", f"JZ|{serial}|{code}", serial):
        (hit,) = find_sheets(desk, term)
        assert hit.key == f"document:{sheet}"
        assert (hit.title, hit.detail, hit.state) == ("解除社区矫正通知书", serial, "待盖章")
    for term in ("", code[:-1], code[:4], serial[:-2], "没有这样的编码"):
        assert find_sheets(desk, term) == []


def test_people_come_first(desk: Desk, sheet: str, target: LeaveOf) -> None:
    somebody = Hit(target.person_id, "某某", "", "在册", Shape.DOT, Tone.OK)
    usual = SearchSpec(lambda *_: [somebody], lambda *_: None, "", lambda *_: None, "")
    assert with_documents(usual).find(desk, marks(desk, sheet)[0]) == [somebody]


@pytest.mark.parametrize(
    "modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier]
)
def test_a_scanned_code_opens_the_sheet_from_any_page(
    desk: Desk,
    sheet: str,
    place: Workplace,
    settled: Callable[[], None],
    qtbot: QtBot,
    modifier: Qt.KeyboardModifier,
) -> None:
    code, serial = marks(desk, sheet)
    place.open_page("today")
    settled()
    place.search.setFocus()
    place.search.setText(f"JZ-JCTZ|{serial}|{code}")
    place.search.ask(place.search.text())
    QTest.keyClick(place.search, Qt.Key.Key_Return, modifier)
    settled()
    page = place.current_page
    assert isinstance(page, DocumentPage)
    assert place.panel is None


def test_the_line_below_says_what_enter_does(
    desk: Desk, sheet: str, place: Workplace, settled: Callable[[], None]
) -> None:
    place.search.setFocus()
    place.search.setText(marks(desk, sheet)[0])
    place.search.ask(place.search.text())
    settled()
    assert "打开文书" in place.search._foot.text()
    assert "登记报到" not in place.search._foot.text()
