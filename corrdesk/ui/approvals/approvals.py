"""会客和特定场所: who waits for the county, what is permitted now, who is still to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalKind
from corrdesk.casework.approvals.queries import approvals_page, count_approvals
from corrdesk.ui.approvals.approval import APPROVAL_KINDS
from corrdesk.ui.approvals.forms import ApprovalForm
from corrdesk.ui.approvals.looks import approval_state, kind_words
from corrdesk.ui.paths import ApprovalOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.lists import ListsPage, ListSpec
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.widgets import button, row
from corrdesk.ui.shell.words import full_day, span_words

LISTS = (
    ListSpec("requested", N_("待决定"), N_("没有待决定的会客、进入场所申请。")),
    ListSpec("valid", N_("准许期内"), N_("现在没有在准许期内的会客、进入场所审批。")),
    ListSpec("to_tell", N_("待告知"), N_("没有还要告知法院、检察院的审批。")),
    ListSpec("past", N_("已结束"), N_("还没有已结束的会客、进入场所审批。")),
)


class ApprovalsPage(ListsPage):
    """The lists of approvals. Enter opens one."""

    watches = APPROVAL_KINDS
    help_topic = "会客和特定场所"

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            lists=LISTS,
            columns=columns(context.desk.clock.today()),
            key=lambda line: str(line.id),
            name=_("会客和特定场所"),
        )
        place = button(_("登记进入场所申请…  F3"), self._ask_place, role="primary")
        place.setShortcut("F3")
        self.foot.addLayout(row(place, button(_("登记会客申请…"), self._ask_meeting)))

    def source(self, name: str) -> ListSource[Any]:
        return approval_source(name)

    def open_record(self, record: Any) -> None:
        self.context.go("approval", record.id)

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
