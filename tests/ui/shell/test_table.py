"""The windowed model obeys Qt's rules, loads by pages, and never asks twice for the same page."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.table import (
    CELL_ROLE,
    PAGE,
    PAGES_KEPT,
    Cell,
    Column,
    ListSource,
    PagedModel,
    RecordTable,
    list_source,
)
from corrdesk.ui.shell.tokens import Shape

COLUMNS: tuple[Column[int], ...] = (
    Column("号", lambda number: Cell(str(number)), 100),
    Column("状态", lambda number: Cell(f"第{number}", Shape.DOT), 100, rank=3),
    Column("说明", lambda _number: Cell("说明"), 100, stretch=True, rank=2, order="note"),
)


class Asked:
    """A long list that notes what it was asked for."""

    def __init__(self, count: int) -> None:
        self.numbers = range(count)
        self.pages: list[int] = []

    def source(self) -> ListSource[int]:
        return ListSource(lambda _desk: len(self.numbers), self.page)

    def page(self, _desk: object, offset: int, limit: int) -> Sequence[int]:
        self.pages.append(offset)
        return self.numbers[offset : offset + limit]


@pytest.fixture
def model(context: Context) -> PagedModel[int]:
    return PagedModel(context, COLUMNS, key=str)


def _load(model: PagedModel[int], asked: Asked, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.loaded):
        model.show_source(asked.source())


def test_qt_finds_no_fault_with_it(model: PagedModel[int], qtbot: QtBot, context: Context) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    asked = Asked(50_000)
    _load(model, asked, qtbot)
    model.data(model.index(40_000, 0))
    qtbot.waitUntil(lambda: not context.is_busy)
    qtbot.wait(30)
    _load(model, Asked(3), qtbot)
    _load(model, Asked(0), qtbot)
    assert model.rowCount() == 0
    assert tester.model() is model


def test_rows_come_by_pages_and_stay(
    model: PagedModel[int], qtbot: QtBot, context: Context
) -> None:
    asked = Asked(50_000)
    _load(model, asked, qtbot)
    assert model.rowCount() == 50_000
    assert asked.pages == [0]
    assert model.data(model.index(5, 0)) == "5"
    far = model.index(40_007, 0)
    assert model.data(far) == "…"
    assert model.data(model.index(40_008, 0)) == "…"
    qtbot.waitUntil(lambda: model.data(far) == "40007")
    assert asked.pages == [0, 40_000]
    cell = model.data(model.index(40_007, 1), CELL_ROLE)
    assert cell == Cell("第40007", Shape.DOT)
    assert model.data(model.index(40_007, 1), Qt.ItemDataRole.AccessibleTextRole) == "第40007"


def test_memory_holds_a_window_only(model: PagedModel[int], qtbot: QtBot, context: Context) -> None:
    _load(model, Asked(50_000), qtbot)
    for number in range(1, PAGES_KEPT + 5):
        model.data(model.index(number * PAGE, 0))
        qtbot.waitUntil(lambda: not context.is_busy)
        qtbot.wait(5)
    assert len(model._pages) <= PAGES_KEPT


def test_a_late_page_of_an_older_list_is_dropped(
    model: PagedModel[int], qtbot: QtBot, context: Context
) -> None:
    _load(model, Asked(50_000), qtbot)
    model.data(model.index(30_000, 0))
    _load(model, Asked(10), qtbot)
    qtbot.waitUntil(lambda: not context.is_busy)
    qtbot.wait(30)
    assert model.rowCount() == 10
    assert set(model._pages) == {0}


@pytest.fixture
def table(model: PagedModel[int], qtbot: QtBot) -> RecordTable[int]:
    view: RecordTable[int] = RecordTable(model, name="名单")
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    return view


def test_enter_opens_the_row(table: RecordTable[int], qtbot: QtBot) -> None:
    _load(table.records, Asked(20), qtbot)
    opened: list[int] = []
    table.opened.connect(opened.append)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [1]
    assert table.current_record() == 1


def test_the_place_is_kept_over_a_reload(table: RecordTable[int], qtbot: QtBot) -> None:
    _load(table.records, Asked(20), qtbot)
    table.setCurrentIndex(table.records.index(7, 0))
    with qtbot.waitSignal(table.records.loaded):
        table.records.reload()
    assert table.current_record() == 7


def test_rows_are_large_targets_and_columns_leave_by_rank(
    table: RecordTable[int], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    _load(table.records, Asked(20), qtbot)
    assert table.rowHeight(0) >= 36
    assert not any(table.isColumnHidden(number) for number in range(3))
    table.resize(250, 300)
    assert table.isColumnHidden(1)
    assert not table.isColumnHidden(0)
    table.resize(150, 300)
    assert table.isColumnHidden(2)
    assert not table.isColumnHidden(0)


def test_a_title_that_sorts_says_by_what(table: RecordTable[int], qtbot: QtBot) -> None:
    wanted: list[str] = []
    table.order_wanted.connect(wanted.append)
    table.horizontalHeader().sectionClicked.emit(0)
    table.horizontalHeader().sectionClicked.emit(2)
    assert wanted == ["note"]


def test_only_a_cell_that_is_cut_off_tells_the_rest(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {1: "短", 2: "一句比这一栏宽得多的话，看不到后面"}
    columns: tuple[Column[int], ...] = (Column("词", lambda number: Cell(words[number]), 100),)
    table = RecordTable(PagedModel(context, columns, key=str), name="词")
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.records.loaded):
        table.records.show_source(list_source([1, 2]))
    told: list[str] = []
    monkeypatch.setattr(
        "corrdesk.ui.shell.table.QToolTip.showText", lambda _at, text, _view: told.append(text)
    )
    for row in (0, 1):
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, 100, 36)  # type: ignore[attr-defined]
        event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5))
        table.itemDelegate().helpEvent(event, table, option, table.records.index(row, 0))
    assert told == ["", words[2]]


def test_the_ring_of_the_focus_is_as_wide_as_it_must_be(
    table: RecordTable[int], qtbot: QtBot
) -> None:
    _load(table.records, Asked(20), qtbot)
    table.show()
    inside, outside = table.viewport().geometry(), table.rect()
    assert inside.left() - outside.left() >= 2
    assert outside.bottom() - inside.bottom() >= 2
