"""Tables over paged SQL: a model that holds a window of rows, and the view that shows it.

Rows are asked for on the reading lane in pages of 200 and turned into cells there; `data()` only
looks a tuple up. No proxy model, no SQL here.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from corrdesk.base.i18n import _
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import badge_size, paint_badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

RowT = TypeVar("RowT")
SourceT_co = TypeVar("SourceT_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex

PAGE = 200
PAGES_KEPT = 12
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one field of a table shows. With a shape it is painted as a state."""

    text: str
    shape: Shape | None = None
    tone: Tone = Tone.PLAIN
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """A column: title to translate, how a row fills it, its width at 100 %.

    `rank` 1 columns always stay; higher ones leave when the table gets narrow, the highest first.
    `order` is the source's word for sorting by this column.
    """

    title: str
    cell: Callable[[RowT], Cell]
    width: int = 100
    stretch: bool = False
    rank: int = 1
    order: str = ""


class Source(Protocol[SourceT_co]):
    """Where a table's rows come from; called on the reading lane."""

    def count(self, desk: Desk) -> int:
        """How many rows there are."""
        ...

    def page(self, desk: Desk, offset: int, limit: int) -> Sequence[SourceT_co]:
        """Some rows in order."""
        ...


@dataclass(frozen=True, slots=True)
class ListSource(Generic[RowT]):
    """A source made of two questions."""

    how_many: Callable[[Desk], int]
    rows: Callable[[Desk, int, int], Sequence[RowT]]

    def count(self, desk: Desk) -> int:
        return self.how_many(desk)

    def page(self, desk: Desk, offset: int, limit: int) -> Sequence[RowT]:
        return self.rows(desk, offset, limit)


def list_source(rows: Sequence[RowT]) -> ListSource[RowT]:
    """A source for rows that are at hand already."""
    return ListSource(
        lambda _desk: len(rows), lambda _desk, start, size: rows[start : start + size]
    )


class PagedModel(QAbstractTableModel, Generic[RowT]):
    """A window over a source. Rows that are not here yet show as … and are asked for."""

    loaded = Signal(int)  # after every fresh answer: how many rows there are
    _slots = itertools.count(1)

    def __init__(
        self,
        context: Context,
        columns: Sequence[Column[RowT]],
        key: Callable[[RowT], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.columns = tuple(columns)
        self._key = key
        self._source: Source[RowT] | None = None
        self._count = 0
        self._pages: OrderedDict[int, list[tuple[RowT, tuple[Cell, ...]]]] = OrderedDict()
        self._awaited: set[int] = set()
        self._slot = f"table-{next(PagedModel._slots)}"
        self._version = 0

    def show_source(self, source: Source[RowT]) -> None:
        """Shows another source, or the same one again after a change."""
        self._source = source
        self._version += 1

        def question(desk: Desk) -> tuple[int, list[tuple[RowT, tuple[Cell, ...]]]]:
            return source.count(desk), self._cells(source.page(desk, 0, PAGE))

        self._context.ask(self, question, slot=self._slot).then(self._begin).start()

    def reload(self) -> None:
        """Asks again for what is shown."""
        if self._source is not None:
            self.show_source(self._source)

    def row(self, number: int) -> RowT | None:
        """The record of a row, or None while it is still on its way."""
        page = self._pages.get(number // PAGE)
        place = number % PAGE
        return page[place][0] if page is not None and place < len(page) else None

    def find(self, key: str) -> int:
        """The row that holds the record with a key among those at hand, or -1."""
        for number, page in self._pages.items():
            for place, (record, _cells) in enumerate(page):
                if self._key(record) == key:
                    return number * PAGE + place
        return -1

    def key_of(self, number: int) -> str:
        """The key of the record in a row, or an empty text."""
        record = self.row(number)
        return self._key(record) if record is not None else ""

    # What Qt asks

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns)
        if across and role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        if across and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._cell(index.row(), index.column())
        if cell is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return cell.text
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        return None

    def _cell(self, row: int, column: int) -> Cell | None:
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._fetch(number)
            return None
        return page[place][1][column] if place < len(page) else None

    def _cells(self, records: Sequence[RowT]) -> list[tuple[RowT, tuple[Cell, ...]]]:
        return [
            (record, tuple(column.cell(record) for column in self.columns)) for record in records
        ]

    def _begin(self, answer: tuple[int, list[tuple[RowT, tuple[Cell, ...]]]]) -> None:
        self.beginResetModel()
        self._count, first = answer
        self._pages.clear()
        self._awaited.clear()
        self._pages[0] = first
        self.endResetModel()
        self.loaded.emit(self._count)

    def _fetch(self, number: int) -> None:
        source, version = self._source, self._version
        if number in self._awaited or source is None:
            return
        self._awaited.add(number)
        self._context.ask(
            self, lambda desk: self._cells(source.page(desk, number * PAGE, PAGE))
        ).while_wanted(lambda: self._version == version).then(
            lambda page: self._receive(number, page)
        ).start()

    def _receive(self, number: int, page: list[tuple[RowT, tuple[Cell, ...]]]) -> None:
        self._awaited.discard(number)
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min((number + 1) * PAGE, self._count) - 1
        if last >= number * PAGE:
            first_index = self.index(number * PAGE, 0)
            self.dataChanged.emit(first_index, self.index(last, len(self.columns) - 1))


class CellDelegate(QStyledItemDelegate):
    """Paints states as shape and word, and a bar at the left of the selected row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option = QStyleOptionViewItem(option)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
        cell = index.data(CELL_ROLE)
        super().paint(painter, option, index)
        box: Any = option.rect  # type: ignore[attr-defined]
        if isinstance(cell, Cell) and cell.shape is not None and cell.text:
            ground = index.data(Qt.ItemDataRole.BackgroundRole) or QColor(
                tokens.ACCENT_SOFT
                if option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
                else tokens.SURFACE
            )
            painter.fillRect(box.adjusted(0, 0, 0, -1), ground)
            size = badge_size(cell.text, painter.fontMetrics())
            width = min(size.width(), box.width() - px(6))
            top = box.top() + (box.height() - size.height()) / 2
            place = QRectF(box.left() + px(4), top, width, size.height())
            paint_badge(painter, place, cell.text, cell.shape, cell.tone)
        selected = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        if selected and index.column() == 0:
            painter.fillRect(box.left(), box.top(), px(4), box.height(), QColor(tokens.ACCENT))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A cell that is cut off says all of it under the mouse."""
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell) and not cell.tip and event.type() == QEvent.Type.ToolTip:
            room = option.rect.width() - 2 * px(tokens.GAP)  # type: ignore[attr-defined]
            cut = view.fontMetrics().horizontalAdvance(cell.text) > room
            QToolTip.showText(event.globalPos(), cell.text if cut else "", view)
            return True
        return super().helpEvent(event, view, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), px(tokens.TARGET)))


class RecordTable(QTableView, Generic[RowT]):
    """The view of a paged model: whole rows, Enter opens, columns leave when it gets narrow."""

    opened = Signal(object)  # the record of the row on which Enter was pressed or clicked twice
    chosen = Signal(object)  # the record of the current row
    order_wanted = Signal(str)

    def __init__(
        self, model: PagedModel[RowT], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.records = model
        self._kept_key = ""
        model.setParent(self)  # late answers find neither of them
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        down = self.verticalHeader()
        down.hide()
        down.setDefaultSectionSize(px(tokens.TARGET))
        down.setMinimumSectionSize(px(tokens.TARGET))
        self._dress_header()
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.loaded.connect(self._restore_place)

    def current_record(self) -> RowT | None:
        """The record of the current row."""
        index = self.currentIndex()
        return self.records.row(index.row()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _dress_header(self) -> None:
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        across.setMinimumSectionSize(px(48))
        for number, column in enumerate(self.records.columns):
            if column.stretch:
                across.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
            else:
                across.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                across.resizeSection(number, px(column.width))
        across.sectionClicked.connect(self._sort)

    def _sort(self, section: int) -> None:
        order = self.records.columns[section].order
        if order:
            self.order_wanted.emit(order)

    def _fit_columns(self) -> None:
        """Hides the least important columns while the rest does not fit."""
        columns = self.records.columns
        shown = set(range(len(columns)))
        space = self.viewport().width()
        by_rank = sorted(shown, key=lambda number: (-columns[number].rank, -number))
        for number in by_rank:
            if sum(px(columns[each].width) for each in shown) <= space:
                break
            if columns[number].rank > 1:
                shown.discard(number)
        for number in range(len(columns)):
            self.setColumnHidden(number, number not in shown)
        # Where the stretching column has left, the last one takes what is free.
        stretches = any(columns[number].stretch for number in shown)
        self.horizontalHeader().setStretchLastSection(not stretches)

    def _open(self, row: int) -> None:
        record = self.records.row(row)
        if record is not None:
            self.opened.emit(record)

    def _tell_chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        record = self.records.row(current.row())
        if record is not None:
            self.chosen.emit(record)

    def _keep_place(self) -> None:
        self._kept_key = self.records.key_of(self.currentIndex().row())

    def _restore_place(self, _count: int) -> None:
        row = self.records.find(self._kept_key) if self._kept_key else -1
        if row < 0 and self.records.rowCount():
            row = 0
        if row >= 0:
            self.setCurrentIndex(self.records.index(row, 0))
