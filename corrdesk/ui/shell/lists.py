"""A page of lists: tabs with their figures, one table, what an empty list says, the acts below.

Subclasses say which lists there are and where their rows come from; the page keeps no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, column, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One list: its name, its title and what is said when it is empty (messages to translate)."""

    name: str
    title: str
    empty: str


class ListsPage(Page):
    """Shows one of several lists; Enter opens the record."""

    def __init__(
        self,
        context: Context,
        *,
        lists: Sequence[ListSpec],
        columns: Sequence[Column[Any]],
        key: Callable[[Any], str],
        name: str,
        head: QLayout | None = None,
    ) -> None:
        super().__init__(context)
        self.lists = {spec.name: spec for spec in lists}
        self.shown = lists[0].name
        self.model: PagedModel[Any] = PagedModel(context, columns, key=key)
        self.table: RecordTable[Any] = RecordTable(self.model, name=name)
        self.table.opened.connect(self.open_record)
        self.model.loaded.connect(self._loaded)
        self.empty = Banner()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for spec in lists:
            made = button(_(spec.title), role="tab")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, name=spec.name: self.show_list(name))
            self._group.addButton(made)
            self.buttons[spec.name] = made
        self.buttons[self.shown].setChecked(True)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(px(tokens.GAP))
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        self._body.setSpacing(px(tokens.GAP))
        if head is not None:
            self._body.addLayout(head)
        self._body.addLayout(row(*self.buttons.values()))
        self._body.addWidget(self.empty)
        self._body.addWidget(self.table, 1)
        self._body.addStretch(0)
        self._body.addLayout(self.foot)

    def source(self, name: str) -> ListSource[Any]:
        """Where the rows of a list come from."""
        raise NotImplementedError

    def open_record(self, record: Any) -> None:
        """What Enter does with the line that is chosen."""

    def list_changed(self, count: int) -> None:
        """Called when the list that is shown has been filled; for the acts that fit it."""

    def refresh(self) -> None:
        sources = {name: self.source(name) for name in self.lists}
        self.model.show_source(sources[self.shown])

        def counts(desk: Desk) -> dict[str, int]:
            return {name: source.count(desk) for name, source in sources.items()}

        self.context.ask(self, counts, slot=f"counts-{id(self)}").then(self._show_counts).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        if argument in self.lists:
            self.shown = str(argument)
            self.buttons[self.shown].setChecked(True)

    def list_focus(self) -> QWidget:
        return self.table

    def show_list(self, name: str) -> None:
        """Shows a list."""
        self.show_argument(name)
        self.refresh()

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name, made in self.buttons.items():
            made.setText(f"{_(self.lists[name].title)} {counts[name]}")

    def _loaded(self, count: int) -> None:
        self.empty.say("" if count else _(self.lists[self.shown].empty), Tone.OK)
        self.table.setVisible(count > 0)
        self.list_changed(count)


class ChosenRow(QFrame):
    """The chosen row in full sentences below its table: cells are cut, and no mouse points."""

    def __init__(self, table: RecordTable[Any], words: Callable[[Any], str]) -> None:
        super().__init__()
        self._table, self._words = table, words
        self.setProperty("role", "card")
        self._text = label("", wrap=True, select=True)
        self._text.setMinimumHeight(2 * self._text.fontMetrics().lineSpacing())  # rows stand still
        self._text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(self._text, margin=8))
        table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show())
        table.records.dataChanged.connect(lambda *_range: self._show())  # a page that came late

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _show(self) -> None:
        record = self._table.current_record()
        words = "" if record is None else self._words(record)
        self._text.setText(words)
        self._text.setAccessibleName(words)


def listed(
    table: RecordTable[Any],
    empty: str,
    *tools: QWidget,
    words: Callable[[Any], str] | None = None,
) -> QWidget:
    """A table with what is said where it is empty, and the tools for its lines below it.

    `words` says the chosen row in full.
    """
    place = QWidget()
    nothing = Banner()
    layout = QVBoxLayout(place)
    layout.setContentsMargins(0, px(4), 0, 0)
    layout.addWidget(nothing)
    layout.addWidget(table, 1)
    told = () if words is None else (ChosenRow(table, words),)
    for each in told:
        layout.addWidget(each)
    layout.addStretch(0)
    if tools:
        layout.addLayout(row(*tools))

    def fit(count: int) -> None:
        nothing.say("" if count else empty, Tone.INFO)
        table.setVisible(count > 0)
        for part in (*told, *tools):
            part.setVisible(count > 0)

    table.records.loaded.connect(fit)
    return place
