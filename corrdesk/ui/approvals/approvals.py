"""会客和特定场所: who waits for the county, what is permitted now, who is still to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalKind
from corrdesk.casework.approvals.queries import APPROVAL_LISTS, approvals_page, count_approvals
from corrdesk.ui.approvals.approval import APPROVAL_KINDS
from corrdesk.ui.approvals.forms import ApprovalForm
from corrdesk.ui.approvals.looks import approval_state, kind_words
from corrdesk.ui.paths import ApprovalOf
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.shell.words import full_day, span_words

TITLES = {
    "requested": N_("待决定"),
    "valid": N_("准许期内"),
    "to_tell": N_("待告知"),
    "past": N_("已结束"),
}
EMPTY = {
    "requested": N_("没有待决定的会客、进入场所申请。"),
    "valid": N_("现在没有在准许期内的会客、进入场所审批。"),
    "to_tell": N_("没有还要告知法院、检察院的审批。"),
    "past": N_("还没有已结束的会客、进入场所审批。"),
}


class ApprovalsPage(Page):
    """The lists of approvals. Enter opens one."""

    watches = APPROVAL_KINDS
    help_topic = "会客和特定场所"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = APPROVAL_LISTS[0]
        self.model: PagedModel[Any] = PagedModel(
            context, columns(context.desk.clock.today()), key=lambda line: str(line.id)
        )
        self.table: RecordTable[Any] = RecordTable(self.model, name=_("会客和特定场所"))
        self.table.opened.connect(lambda line: context.go("approval", line.id))
        self.model.loaded.connect(self._tell_empty)
        self._empty = Banner()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for name in APPROVAL_LISTS:
            made = button(_(TITLES[name]), role="tab")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, name=name: self.show_list(name))
            self._group.addButton(made)
            self.buttons[name] = made
        self.buttons[self._shown].setChecked(True)
        place = button(_("登记进入场所申请…  F3"), self._ask_place, role="primary")
        place.setShortcut("F3")
        visit = button(_("登记会客申请…"), self._ask_meeting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(row(*self.buttons.values()))
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(place, visit))

    def refresh(self) -> None:
        self.model.show_source(approval_source(self._shown))
        self.context.ask(self, count_lists, slot="approval-counts").then(self._show_counts).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        if argument in APPROVAL_LISTS:
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
            made.setText(f"{_(TITLES[name])} {counts[name]}")

    def _tell_empty(self, count: int) -> None:
        self._empty.say("" if count else _(EMPTY[self._shown]), Tone.OK)
        self.table.setVisible(count > 0)

    def _ask_place(self) -> None:
        open_approval_form(self, self.context, ApprovalOf(kind=ApprovalKind.PLACE))

    def _ask_meeting(self) -> None:
        open_approval_form(self, self.context, ApprovalOf(kind=ApprovalKind.CONTACT))


def open_approval_form(page: QWidget, context: Context, target: ApprovalOf) -> None:
    """Opens the form of a new request; saved, the approval opens."""
    place = target.kind == ApprovalKind.PLACE
    title = _("进入特定区域（场所）申请") if place else _("会客申请")

    def made(approval_id: str) -> None:
        context.go("approval", approval_id)
        context.say(Message(_("已保存：{what}").format(what=title)))

    open_form(page, title, ApprovalForm(context, target), made)


def count_lists(desk: Desk) -> dict[str, int]:
    """The length of every list."""
    today = desk.clock.today()
    with desk.read() as session:
        return {
            name: count_approvals(session, desk.office.id, today, name) for name in APPROVAL_LISTS
        }


def count_to_tell(desk: Desk) -> int:
    """The figure in the sidebar: approvals of which somebody is still to be told."""
    with desk.read() as session:
        return count_approvals(session, desk.office.id, desk.clock.today(), "to_tell")


def approval_source(name: str) -> ListSource[Any]:
    """The rows of a list of approvals."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_approvals(session, desk.office.id, desk.clock.today(), name)

    def page(desk: Desk, offset: int, limit: int) -> Sequence[Any]:
        today = desk.clock.today()
        with desk.read() as session:
            return approvals_page(session, desk.office.id, today, name, offset=offset, limit=limit)

    return ListSource(count, page)


def columns(today: date) -> tuple[Column[Any], ...]:
    """The columns of a list of approvals."""
    return (
        Column(N_("姓名"), lambda line: Cell(line.name), 96),
        Column(N_("状态"), lambda line: approval_state(line, today), 110),
        Column(N_("事项"), lambda line: Cell(kind_words(line)), 190),
        Column(N_("场所或者人员"), lambda line: Cell(line.subject, tip=line.subject), 150,
               stretch=True),
        Column(N_("时间"), lambda line: Cell(span_words(line.from_on, line.until_on, today)), 190,
               rank=2),
        Column(N_("申请日期"), lambda line: Cell(full_day(line.requested_on)), 140, rank=3),
    )  # fmt: skip
