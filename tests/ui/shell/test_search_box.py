"""One box finds anybody, the arrow keys choose, Enter goes on even when it comes too early."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.pinyin import initials
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.reporting.check_in import CheckInPanel
from corrdesk.ui.shell.workplace import Workplace


def _type(place: Workplace, term: str, qtbot: QtBot) -> None:
    """Types by keys, or as an input method commits Chinese."""
    place.search.setFocus()
    if term.isascii():
        QTest.keyClicks(place.search, term)
        return
    typed = QInputMethodEvent()
    typed.setCommitString(term)
    QApplication.sendEvent(place.search, typed)


@pytest.fixture
def id_number(desk: Desk, due: DeskLine) -> str:
    with desk.read() as session:
        file = person_file(session, desk.office.id, due.person_id)
    assert file is not None
    return str(file.person.id_number)


def test_names_initials_and_tails_find_the_person(
    place: Workplace, due: DeskLine, id_number: str, settled: Callable[[], None], qtbot: QtBot
) -> None:
    for term in (due.name, next(iter(initials(due.name))), id_number[-6:], id_number):
        place.search.reset()
        _type(place, term, qtbot)
        settled()
        assert due.person_id in [hit.key for hit in place.search.hits], term
        assert place.search.list_is_open


def test_the_answer_comes_within_a_blink(place: Workplace, due: DeskLine, qtbot: QtBot) -> None:
    started = time.monotonic()
    _type(place, due.name[:1], qtbot)
    qtbot.waitUntil(lambda: place.search.list_is_open, timeout=2000)
    assert time.monotonic() - started < 0.5  # the bar is 0.1 s; this machine is shared


def test_arrows_choose_and_enter_registers(
    place: Workplace, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _type(place, "青石镇", qtbot)
    settled()
    second = place.search.hits[1].key
    QTest.keyClick(place.search, Qt.Key.Key_Down)
    QTest.keyClick(place.search, Qt.Key.Key_Return)
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    assert panel.visitor is not None
    assert panel.visitor.person.id == second
    assert place.search.text() == ""


def test_control_enter_opens_the_file(
    place: Workplace, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _type(place, due.name, qtbot)
    settled()
    modifier = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(place.search, Qt.Key.Key_Return, modifier)
    settled()
    assert place.current_page.property("panel_argument").person_id == due.person_id


def test_enter_may_come_before_the_answer(
    place: Workplace, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    place.search.setFocus()
    place.search.setText(due.name)
    place.search.ask(due.name)
    QTest.keyClick(place.search, Qt.Key.Key_Return)
    settled()
    assert isinstance(place.panel, CheckInPanel)


def test_nobody_found_is_said_with_what_to_do(
    place: Workplace, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _type(place, "不存在的人", qtbot)
    settled()
    assert place.search.hits == ()
    assert place.search.list_is_open
    assert "没有找到" in place.search._foot.text()
    QTest.keyClick(place.search, Qt.Key.Key_Return)
    assert place.panel is None


def test_escape_clears_first(
    place: Workplace, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _type(place, due.name, qtbot)
    settled()
    QTest.keyClick(place.search, Qt.Key.Key_Escape)
    assert place.search.text() == ""
    assert not place.search.list_is_open


def test_a_scanned_card_goes_straight_to_the_check_in(
    place: Workplace, due: DeskLine, id_number: str, settled: Callable[[], None]
) -> None:
    place.search.take_scan(id_number)
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    assert panel.visitor is not None
    assert panel.visitor.person.id == due.person_id


def test_an_x_that_came_through_an_input_method_ends_a_scan(
    place: Workplace, due: DeskLine, settled: Callable[[], None]
) -> None:
    place.search.setText("11010519491231002")
    pinyin = QInputMethodEvent()
    pinyin.setCommitString("X")
    QApplication.sendEvent(place.search, pinyin)
    assert place.search._enter_waits == "enter"
    settled()
    place.search.reset()
    name = QInputMethodEvent()
    name.setCommitString(due.name)
    QApplication.sendEvent(place.search, name)
    assert place.search._enter_waits == ""
    settled()


def test_arrow_down_from_the_empty_box_leads_to_the_list(
    place: Workplace, settled: Callable[[], None], qtbot: QtBot
) -> None:
    place.search.setFocus()
    QTest.keyClick(place.search, Qt.Key.Key_Down)
    wanted = place.current_page.list_focus()
    assert wanted is not None
    assert wanted.hasFocus()


def test_a_short_list_does_not_scroll(
    place: Workplace, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _type(place, due.name, qtbot)
    settled()
    assert place.search.list_is_open
    assert place.search._list.verticalScrollBar().maximum() == 0
