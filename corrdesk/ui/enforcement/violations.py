"""违规处置: the cases by where they stand. Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.model import (
    BREACH_LABELS,
    SEVERITY_LABELS,
    VIOLATION_LABELS,
    Breach,
    Severity,
    ViolationState,
)
from corrdesk.casework.enforcement.queries import CASE_LISTS, cases_page, count_cases
from corrdesk.ui.enforcement.looks import VIOLATION_LOOKS
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.shell.words import full_day

LIST_TITLES = {
    "open": N_("待处理"),
    "submitted": N_("已上报待决定"),
    "decided": N_("已决定"),
    "closed": N_("不作处理"),
}
EMPTY = {
    "open": N_("没有待处理的违规。逾期未报告的人在“今日工作台”的“已逾期”中。"),
    "submitted": N_("没有等待县级机构决定的处理意见。"),
    "decided": N_("还没有县级机构决定的案件。"),
    "closed": N_("没有不作处理的违规。"),
}


class ViolationsPage(Page):
    """The lists of violations."""

    watches = frozenset({"violation", "proposal", "decision", "notice"})
    help_topic = "违规处置"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = CASE_LISTS[0]
        self.model: PagedModel[Any] = PagedModel(context, columns(), key=lambda case: str(case.id))
        self.table: RecordTable[Any] = RecordTable(self.model, name=_("违规处置"))
        self.table.opened.connect(lambda case: context.go("case", case.id))
        self.model.loaded.connect(self._tell_empty)
        self._empty = Banner()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for name in CASE_LISTS:
            made = button(_(LIST_TITLES[name]), role="tab")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, name=name: self.show_list(name))
            self._group.addButton(made)
            self.buttons[name] = made
        self.buttons[self._shown].setChecked(True)
        self._open_case = button(_("打开案件  Enter"), self._open_current, picture="file")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(row(*self.buttons.values()))
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(self._open_case))

    def refresh(self) -> None:
        office = self.context.desk.office.id
        self.model.show_source(cases_source(office, self._shown))

        def counts(desk: Desk) -> dict[str, int]:
            with desk.read() as session:
                return {name: count_cases(session, office, name) for name in CASE_LISTS}

        self.context.ask(self, counts, slot="case-counts").then(self._show_counts).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        if argument in CASE_LISTS:
            self._shown = str(argument)
            self.buttons[self._shown].setChecked(True)

    def list_focus(self) -> QWidget:
        return self.table

    def show_list(self, name: str) -> None:
        """Shows a list."""
        self._shown = name
        self.buttons[name].setChecked(True)
        self.refresh()

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name, made in self.buttons.items():
            made.setText(f"{_(LIST_TITLES[name])} {counts[name]}")

    def _tell_empty(self, count: int) -> None:
        self._empty.say("" if count else _(EMPTY[self._shown]), Tone.OK)
        self.table.setVisible(count > 0)
        self._open_case.setVisible(count > 0)

    def _open_current(self) -> None:
        case = self.table.current_record()
        if case is not None:
            self.context.go("case", case.id)


def cases_source(office: str, name: str) -> ListSource[Any]:
    """The rows of a list of violations."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_cases(session, office, name)

    def page(desk: Desk, offset: int, limit: int) -> Sequence[Any]:
        with desk.read() as session:
            return cases_page(session, office, name, offset=offset, limit=limit)

    return ListSource(count, page)


def count_waiting(desk: Desk) -> int:
    """The figure in the sidebar: cases that wait for the office or for the county's answer."""
    with desk.read() as session:
        office = desk.office.id
        return sum(count_cases(session, office, name) for name in ("open", "submitted"))


def columns() -> tuple[Column[Any], ...]:
    """The columns of a list of violations."""
    return (
        Column(N_("姓名"), lambda case: Cell(case.name), 100),
        Column(N_("状态"), state_cell, 160),
        Column(N_("违规情形"), lambda case: Cell(_(BREACH_LABELS[Breach(case.breach)])), 170,
               stretch=True),
        Column(N_("情节"), _severity, 110, rank=2),
        Column(N_("发现日期"), lambda case: Cell(full_day(case.found_on)), 140),
    )  # fmt: skip


def state_cell(case: Any) -> Cell:
    """Where a violation stands, as shape and word."""
    state = ViolationState(case.state)
    shape, tone = VIOLATION_LOOKS.get(state, (Shape.DOT, Tone.PLAIN))
    return Cell(_(VIOLATION_LABELS[state]), shape, tone)


def _severity(case: Any) -> Cell:
    return Cell(_(SEVERITY_LABELS[Severity(case.severity)]) if case.severity else _("未定"))
