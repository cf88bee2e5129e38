"""A code, however it comes, opens its sheet; one that nobody knows stays in the box."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from corrdesk.bootstrap import Desk
from corrdesk.ui.documents.code_box import sheet_of
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.documents import DocumentsPage
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.papers import look


@pytest.fixture
def box(place: Workplace, settled: Callable[[], None]) -> DocumentsPage:
    place.open_page("documents")
    settled()
    page = place.current_page
    assert isinstance(page, DocumentsPage)
    assert page.code.hasFocus()
    return page


@pytest.mark.parametrize("form", ["{code}", "JZ-JCTZ|?????|{code}", "{lower}", "{serial}"])
def test_a_code_opens_its_sheet(
    form: str,
    desk: Desk,
    sheet: str,
    box: DocumentsPage,
    place: Workplace,
    settled: Callable[[], None],
) -> None:
    row = look(desk, sheet).document
    words = form.format(code=row.check_code, lower=row.check_code.lower(), serial=row.serial)
    assert sheet_of(desk, words) == sheet
    box.code.setText(words)
    QTest.keyClick(box.code, Qt.Key.Key_Return)
    settled()
    assert isinstance(place.current_page, DocumentPage)
    assert box.code.text() == ""


def test_an_unknown_code_stays(
    desk: Desk, box: DocumentsPage, place: Workplace, settled: Callable[[], None]
) -> None:
    box.code.setText("ZZZZZZZZ")
    QTest.keyClick(box.code, Qt.Key.Key_Return)
    settled()
    assert place.current_page is box
    assert (box.code.text(), box.code.selectedText()) == ("ZZZZZZZZ", "ZZZZZZZZ")
    assert sheet_of(desk, "") == ""
