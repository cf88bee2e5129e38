"""The lists of cases are as long as their counts and lead to the cases."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.enforcement.violations import ViolationsPage, count_waiting
from corrdesk.ui.shell.workplace import Workplace


def test_lists_and_counts_agree(
    place: Workplace, case: str, granted: str, settled: Callable[[], None]
) -> None:
    place.open_page("violations")
    settled()
    page = place.current_page
    assert isinstance(page, ViolationsPage)
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    for name in page.lists:
        page.show_list(name)
        settled()
        assert page.buttons[name].text().endswith(f" {page.model.rowCount()}")
        assert bool(page.empty.text) == (page.model.rowCount() == 0)
    assert tester.model() is page.model


def test_the_sidebar_counts_what_waits(desk: Desk, case: str) -> None:
    assert count_waiting(desk) == 1


def test_enter_opens_the_case(
    place: Workplace, case: str, settled: Callable[[], None], qtbot: QtBot
) -> None:
    place.open_page("violations", "open")
    settled()
    page = place.current_page
    assert isinstance(page, ViolationsPage)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    assert isinstance(place.current_page, CasePage)
