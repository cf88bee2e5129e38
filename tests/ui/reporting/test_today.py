"""Every figure opens its own list, and a line of it leads on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.queries import desk_counts
from corrdesk.ui.reporting.check_in import CheckInPanel
from corrdesk.ui.reporting.today import FIGURES, TodayPage
from corrdesk.ui.shell.table import CELL_ROLE
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.words import full_day
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.conftest import TODAY


@pytest.fixture
def page(place: Workplace) -> TodayPage:
    found = place.current_page
    assert isinstance(found, TodayPage)
    return found


@pytest.mark.parametrize("name", [figure.name for figure in FIGURES])
def test_a_figure_is_as_long_as_its_list(
    page: TodayPage, desk: Desk, name: str, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        counts = desk_counts(session, desk.office.id, TODAY)
    page.figures[name].click()
    settled()
    assert page.figures[name].count == getattr(counts, name) == page.model.rowCount()
    assert page.table.isHidden() == (page.model.rowCount() == 0)
    assert bool(page._empty.text) == (page.model.rowCount() == 0)


def test_figures_have_keys(page: TodayPage, settled: Callable[[], None], qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert page.figures["overdue"].isChecked()
    assert "已逾期" in page.figures["overdue"].accessibleName()
    assert page.window().focusWidget() is page.table  # Enter goes on with its first line


def test_states_are_word_and_shape_and_numbers_are_masked(
    page: TodayPage, settled: Callable[[], None]
) -> None:
    page.show_list("overdue")
    settled()
    state = page.model.data(page.model.index(0, 1), CELL_ROLE)
    assert state.text == "已逾期"
    assert state.shape is not None
    words = [page.model.data(page.model.index(0, number)) for number in range(9)]
    assert "****" in words[7]
    assert "********" in words[8]


def test_enter_on_a_line_opens_its_check_in(
    place: Workplace, page: TodayPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page.table.setFocus()
    line = page.table.current_record()
    assert line is not None
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    assert panel.form.chosen_window() is not None
    assert panel.form.chosen_window().duty_id == line.duty_id  # type: ignore[union-attr]


def test_f4_opens_the_file(
    place: Workplace, page: TodayPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_F4)
    settled()
    assert place.current_page.help_topic == "人员档案"


def test_an_ended_term_opens_the_file_because_nothing_is_to_be_reported(
    place: Workplace, page: TodayPage, settled: Callable[[], None]
) -> None:
    page.show_list("expired")
    settled()
    assert page._register.isHidden()
    page.table._open(0)
    settled()
    assert place.current_page.help_topic == "人员档案"


def test_an_overdue_window_leads_to_a_violation(
    place: Workplace, page: TodayPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page.show_list("overdue")
    settled()
    QTest.keyClick(page, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: place.panel is not None)
    settled()
    assert "应于" in place.panel.form.facts.text()  # type: ignore[union-attr]


def test_qt_finds_no_fault_with_the_list(page: TodayPage, settled: Callable[[], None]) -> None:
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    for figure in FIGURES:
        page.show_list(figure.name)
        settled()
    assert tester.model() is page.model


def test_of_a_term_its_end_is_shown_and_nothing_cuts_it(
    page: TodayPage, settled: Callable[[], None]
) -> None:
    page.show_list("expired")
    settled()
    line = page.model.row(0)
    assert line is not None
    shown = page.model.data(page.model.index(0, 3))
    assert shown == f"至 {full_day(line.period_end)}"
    room = page.table.columnWidth(3) - px(16) - 6
    assert page.table.fontMetrics().horizontalAdvance(shown) <= room


def test_the_marks_of_all_figures_stand_in_one_line(
    page: TodayPage, settled: Callable[[], None]
) -> None:
    buttons = [*page.figures.values(), *page.elsewhere.values()]
    assert all(list(each.row) == buttons for each in buttons)
    assert all(each.has_room() for each in buttons)
    buttons[0].setFixedWidth(px(76))
    settled()
    assert not buttons[0].has_room()


@pytest.mark.parametrize("count", [28, 400, 1474, 23456])
def test_a_long_number_leaves_the_mark_alone(
    page: TodayPage, count: int, settled: Callable[[], None]
) -> None:
    made = page.figures["overdue"]
    for each in made.row:
        each.setFixedWidth(px(76))
    settled()
    assert not all(each.has_room() for each in made.row)  # the marks are up beside the numbers
    mark = int(made._mark())
    corner = made.width() - px(2) - px(6) - mark, px(7) + px(4)

    def painted(number: int) -> QImage:
        made.show_count(number)
        return made.grab(QRect(*corner, mark, mark)).toImage()

    assert painted(count) == painted(1)
