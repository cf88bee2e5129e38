"""The page of numbers: figures, ranges, their acts by keyboard, and the register behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.actor import Actor, Role
from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.service import reserve_numbers, void_document
from corrdesk.ui.documents.documents import DocumentsPage
from corrdesk.ui.documents.numbers import NumbersPage
from corrdesk.ui.documents.register import RegisterDialog
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace

WORD = "矫解通"
OTHER = derived_id("device", "other")
Open = Callable[[], NumbersPage]


@pytest.fixture
def open_page(place: Workplace, settled: Callable[[], None]) -> Open:
    def opened() -> NumbersPage:
        place.open_page("numbers")
        settled()
        page = place.current_page
        assert isinstance(page, NumbersPage)
        return page

    return opened


def cells(table: object, row: int = 0) -> list[str]:
    model = table.records  # type: ignore[attr-defined]
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


def dialog(kind: type[QApplication] | type) -> object:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind)]
    (shown,) = [each for each in found if each.isVisible()]
    return shown


def test_it_is_reached_from_the_documents(
    sheet: str, place: Workplace, settled: Callable[[], None]
) -> None:
    place.open_page("documents")
    settled()
    page = place.current_page
    assert isinstance(page, DocumentsPage)
    QTest.keyClick(page._numbers, Qt.Key.Key_Space)
    settled()
    assert isinstance(place.current_page, NumbersPage)


def test_figures_of_each_word(desk: Desk, issue: Callable[..., str], open_page: Open) -> None:
    first = issue()
    desk.act(lambda uow: void_document(uow, first, "打印污损"))
    desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 3))
    issue()
    page = open_page()
    assert cells(page.words) == ["都有去向", WORD, "2", "1", "6", "2—4"]
    assert cells(page.ranges) == ["使用中", WORD, "2—4", "3", f"电脑{OTHER[:8]}", ""]
    assert "本机是发号的电脑" in page.standing.text
    assert not page.take_over.isVisible()


def test_reserving_and_returning_by_keyboard(
    desk: Desk, sheet: str, open_page: Open, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page = open_page()
    QTest.keyClick(page.reserve, Qt.Key.Key_Space)
    form = dialog(FormDialog).form  # type: ignore[attr-defined]
    form.device_id.setText(OTHER)
    form.word.setCurrentIndex(form.word.findData(WORD))
    QTest.keyClick(form.count, Qt.Key.Key_Return)
    settled()
    page.tabs.choose("ranges")
    assert cells(page.ranges)[2:4] == ["2—21", "20"]
    assert page.give_back.isEnabled()
    QTest.keyClick(page.give_back, Qt.Key.Key_Space)
    form = dialog(FormDialog).form  # type: ignore[attr-defined]
    form.reason.setPlainText("电脑停用")
    form.save()
    settled()
    assert cells(page.ranges) == ["已退回", WORD, "2—21", "0", f"电脑{OTHER[:8]}", "电脑停用"]
    assert not page.give_back.isEnabled()


def test_enter_opens_the_register_of_the_word(
    sheet: str, open_page: Open, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page = open_page()
    QTest.keyClick(page.words, Qt.Key.Key_Return)
    shown = dialog(RegisterDialog)
    assert isinstance(shown, RegisterDialog)
    qtbot.waitUntil(lambda: bool(shown.preview.pages), timeout=20_000)
    assert (shown.year.currentText(), shown.word.currentText()) == ("2026", WORD)
    shown.reject()


def test_another_computer_takes_over(
    desk: Desk, sheet: str, open_page: Open, settled: Callable[[], None]
) -> None:
    mine = desk.actor
    desk.actor = Actor(mine.officer_id, mine.name, mine.role, OTHER)
    page = open_page()
    assert "还剩 0 个号" in page.standing.text
    assert cells(page.words)[4] == "没有号段"
    assert not page.reserve.isEnabled()
    QTest.keyClick(page.take_over, Qt.Key.Key_Space)
    form = dialog(FormDialog).form  # type: ignore[attr-defined]
    form.reason.setPlainText("原电脑损坏")
    form.skip.setText("3")
    form.save()
    settled()
    assert "本机是发号的电脑" in page.standing.text
    assert cells(page.words)[4:] == ["5", "2—4"]


def test_only_the_head_is_offered_the_acts(desk: Desk, sheet: str, open_page: Open) -> None:
    mine = desk.actor
    desk.actor = Actor(mine.officer_id, mine.name, Role.OFFICER, mine.device_id)
    page = open_page()
    assert page.register.isVisible()
    assert not any(part.isVisible() for part in (page.reserve, page.give_back, page.take_over))


def test_an_office_without_numbers_says_so(open_page: Open) -> None:
    page = open_page()
    assert page.empty["words"].isVisible()
    assert not page.words.isVisible()
