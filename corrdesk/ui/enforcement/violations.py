"""违规处置: the cases by where they stand. Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from corrdesk.casework.enforcement.queries import cases_page, count_cases
from corrdesk.ui.enforcement.looks import VIOLATION_LOOKS
from corrdesk.ui.enforcement.sections import sections
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ListsPage, ListSpec
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import button, row
from corrdesk.ui.shell.words import full_day

LISTS = (
    ListSpec(
        "open",
        N_("待处理"),
        N_("没有待处理的违规。记录显示的问题在“违规提示”中，核实后登记到这里。"),
    ),
    ListSpec("submitted", N_("已上报待决定"), N_("没有等待县级机构决定的处理意见。")),
    ListSpec("decided", N_("已决定"), N_("还没有县级机构决定的案件。")),
    ListSpec("closed", N_("不作处理"), N_("没有不作处理的违规。")),
)


class ViolationsPage(ListsPage):
    """The lists of violations."""

    watches = frozenset({"violation", "proposal", "decision", "document"})
    help_topic = "违规处置"

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            lists=LISTS,
            columns=columns(),
            key=lambda case: str(case.id),
            name=_("违规处置"),
            head=sections(context, "violations"),
        )
        self._open_case = button(_("打开案件  Enter"), self._open_current, picture="file")
        self.foot.addLayout(row(self._open_case))

    def source(self, name: str) -> ListSource[Any]:
        return cases_source(self.context.desk.office.id, name)

    def open_record(self, record: Any) -> None:
        self.context.go("case", record.id)

    def list_changed(self, count: int) -> None:
        self._open_case.setVisible(count > 0)

    def _open_current(self) -> None:
        case = self.table.current_record()
        if case is not None:
            self.open_record(case)


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
