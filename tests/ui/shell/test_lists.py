"""A page of lists: tabs with figures, words for an empty list, Enter for a line."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ChosenRow, ListsPage, ListSpec, listed
from corrdesk.ui.shell.table import (
    PAGE,
    Cell,
    Column,
    ListSource,
    PagedModel,
    RecordTable,
    list_source,
)

ROWS: dict[str, list[str]] = {"full": ["甲", "乙"], "bare": []}


class Plain(ListsPage):
    """Two lists of words."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            lists=(ListSpec("full", "有", "空"), ListSpec("bare", "无", "没有任何记录。")),
            columns=(Column("词", Cell),),
            key=str,
            name="词",
        )
        self.opened: list[str] = []
        self.counts: list[int] = []

    def source(self, name: str) -> ListSource[Any]:
        rows = ROWS[name]
        return ListSource(lambda _desk: len(rows), lambda _desk, at, most: rows[at : at + most])

    def open_record(self, record: Any) -> None:
        self.opened.append(record)

    def list_changed(self, count: int) -> None:
        self.counts.append(count)


@pytest.fixture
def page(context: Context, qtbot: QtBot) -> Plain:
    made = Plain(context)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: not context.is_busy)
    qtbot.waitUntil(lambda: made.model.rowCount() == 2)
    return made


def test_tabs_show_their_figures_and_an_empty_list_says_so(
    page: Plain, context: Context, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.buttons["full"].text() == "有 2")
    assert page.buttons["bare"].text() == "无 0"
    page.buttons["bare"].click()
    qtbot.waitUntil(lambda: page.empty.text == "没有任何记录。")
    assert not page.table.isVisible()
    assert page.counts[-1] == 0
    page.show_list("full")
    qtbot.waitUntil(page.table.isVisible)
    assert page.empty.text == ""


def test_an_unknown_list_changes_nothing(page: Plain) -> None:
    page.show_argument("no-such")
    assert page.shown == "full"
    page.show_argument("bare")
    assert page.shown == "bare"
    assert page.list_focus() is page.table


def test_enter_opens_the_line(page: Plain, qtbot: QtBot) -> None:
    page.table.selectRow(1)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.opened == ["乙"]


def test_the_chosen_row_is_said_in_full_wherever_it_is(context: Context, qtbot: QtBot) -> None:
    model: PagedModel[str] = PagedModel(context, (Column("词", Cell),), key=str)
    table: RecordTable[str] = RecordTable(model, name="词")
    place = listed(table, "没有。", words=lambda record: f"全文：{record}")
    qtbot.addWidget(place)
    place.show()
    told = place.findChildren(ChosenRow)[0]
    with qtbot.waitSignal(model.loaded):
        model.show_source(list_source([str(number) for number in range(PAGE + 5)]))
    assert told.text == "全文：0"
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert told.text == "全文：1"
    last = model.index(PAGE + 4, 0)
    table.setCurrentIndex(last)  # its page is still to come: better nothing than another row
    assert told.text == ""
    qtbot.waitUntil(lambda: told.text == f"全文：{PAGE + 4}")
    with qtbot.waitSignal(model.loaded):
        model.show_source(list_source([]))
    assert not told.isVisible()
