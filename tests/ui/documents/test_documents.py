"""The lists of sheets are as long as their figures; Enter opens; printing is offered."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Step
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.documents import LISTS, DocumentsPage, count_to_do
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.papers import step


def test_lists_and_figures_agree(
    desk: Desk, issue: Callable[..., str], place: Workplace, settled: Callable[[], None]
) -> None:
    first, second = issue(), issue()
    issue()
    step(desk, first, Step.STAMPED)
    step(desk, second, Step.SERVED)
    assert count_to_do(desk) == 3
    place.open_page("documents")
    settled()
    page = place.current_page
    assert isinstance(page, DocumentsPage)
    for spec in LISTS:
        page.show_list(spec.name)
        settled()
        count = page.model.rowCount()
        assert page.buttons[spec.name].text().endswith(f" {count}")
        assert count == (1 if spec.name in {"to_stamp", "to_serve", "to_file"} else 0)
        assert page.print_all.isVisible() == (count > 0)


def test_enter_opens_the_sheet(sheet: str, place: Workplace, settled: Callable[[], None]) -> None:
    place.open_page("documents", "to_stamp")
    settled()
    page = place.current_page
    assert isinstance(page, DocumentsPage)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    assert isinstance(place.current_page, DocumentPage)
