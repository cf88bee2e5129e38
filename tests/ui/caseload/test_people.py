"""The register: its filters narrow it, its titles sort it, Enter opens a file."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.caseload.queries import PeopleFilter, count_people
from corrdesk.ui.caseload.people import PeoplePage
from corrdesk.ui.shell.workplace import Workplace


@pytest.fixture
def page(place: Workplace, settled: Callable[[], None]) -> PeoplePage:
    place.open_page("people")
    settled()
    found = place.current_page
    assert isinstance(found, PeoplePage)
    return found


def test_filters_narrow_the_register(
    page: PeoplePage, desk: Desk, settled: Callable[[], None]
) -> None:
    everybody = page.model.rowCount()
    page.class_.setCurrentIndex(page.class_.findData(SupervisionClass.STRICT.value))
    settled()
    with desk.read() as session:
        strict = count_people(session, desk.office.id, PeopleFilter(class_=SupervisionClass.STRICT))
    assert 0 < page.model.rowCount() == strict < everybody
    assert str(strict) in page._count.text()


def test_an_empty_register_says_what_to_do(page: PeoplePage, settled: Callable[[], None]) -> None:
    page.show_argument(Status.DISCHARGED)
    settled()
    assert page.model.rowCount() == 0
    assert page.table.isHidden()
    assert "没有符合条件的人" in page._empty.text


def test_a_title_sorts(page: PeoplePage, settled: Callable[[], None]) -> None:
    page.table.horizontalHeader().sectionClicked.emit(4)
    settled()
    ends = [page.model.row(number) for number in range(page.model.rowCount())]
    days = [card.term_end for card in ends if card is not None]
    assert days == sorted(days)


def test_enter_opens_the_file(
    place: Workplace, page: PeoplePage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    card = page.table.current_record()
    assert card is not None
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    assert place.current_page.opened.file.person.id == card.person_id  # type: ignore[attr-defined]


def test_qt_finds_no_fault_with_the_list(page: PeoplePage, settled: Callable[[], None]) -> None:
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    page.refresh()
    settled()
    assert tester.model() is page.model
