"""执行地变更: who leaves, who comes, what is late, what is over. Enter opens a case."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.relocation.model import DIRECTION_LABELS, PARTY_LABELS
from corrdesk.casework.relocation.queries import (
    RelocationLine,
    count_relocations,
    relocations_page,
)
from corrdesk.ui.paths import RelocationOf
from corrdesk.ui.relocation.case import RELOCATION_KINDS
from corrdesk.ui.relocation.forms import LetterForm, MoveForm
from corrdesk.ui.relocation.looks import line_state, step_name
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.lists import ListsPage, ListSpec
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.widgets import button, row
from corrdesk.ui.shell.words import distance, full_day

LISTS = (
    ListSpec("out", N_("转出办理中"), N_("没有正在办理的转出。")),
    ListSpec("in", N_("转入办理中"), N_("没有正在办理的转入。")),
    ListSpec("overdue", N_("有迟延"), N_("没有迟延的步骤。")),
    ListSpec("closed", N_("已办结"), N_("还没有办结的执行地变更。")),
)


class RelocationsPage(ListsPage):
    """The lists of relocations."""

    watches = RELOCATION_KINDS
    help_topic = "执行地变更"

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            lists=LISTS,
            columns=columns(context.desk.clock.today()),
            key=lambda line: str(line.relocation_id),
            name=_("执行地变更"),
        )
        ask = button(_("登记变更申请…  F3"), self._ask_move, role="primary")
        ask.setShortcut("F3")
        self.foot.addLayout(row(ask, button(_("登记来函（转入）…"), self._take_letter)))

    def source(self, name: str) -> ListSource[RelocationLine]:
        return relocation_source(name)

    def open_record(self, record: RelocationLine) -> None:
        self.context.go("relocation", record.relocation_id)

    def _ask_move(self) -> None:
        form = MoveForm(self.context, RelocationOf())
        open_move_form(self, self.context, form, _("执行地变更申请"))

    def _take_letter(self) -> None:
        open_move_form(self, self.context, LetterForm(self.context), _("收到征求意见函"))


def open_move_form(page: QWidget, context: Context, form: Form, title: str) -> None:
    """Opens the form of a new relocation; saved, the case opens."""

    def made(case_id: str) -> None:
        context.go("relocation", case_id)
        context.say(Message(_("已保存：{what}").format(what=title)))

    open_form(page, title, form, made)


def count_late(desk: Desk) -> int:
    """The figure in the sidebar: cases with a step that is late."""
    with desk.read() as session:
        return count_relocations(session, desk.office.id, desk.law(), "overdue")


def relocation_source(name: str) -> ListSource[RelocationLine]:
    """The rows of a list of relocations."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_relocations(session, desk.office.id, desk.law(), name)

    def page(desk: Desk, offset: int, limit: int) -> list[RelocationLine]:
        with desk.read() as session:
            return relocations_page(
                session, desk.office.id, desk.law(), name, offset=offset, limit=limit
            )

    return ListSource(count, page)


def columns(today: date) -> tuple[Column[RelocationLine], ...]:
    """The columns of a list of relocations."""
    return (
        Column(N_("姓名"), lambda line: Cell(line.name), 96),
        Column(N_("状态"), line_state, 126),
        Column(N_("下一步"), _next, 190),
        Column(N_("还有"), lambda line: Cell(_left(line, today)), 104),
        Column(N_("由谁办理"), _who, 190, rank=3),
        Column(N_("现在负责监督管理"), _responsible, 190, rank=2),
        Column(N_("方向"), lambda line: Cell(_(DIRECTION_LABELS[line.direction])), 60, rank=5),
        Column(N_("对方机构"), lambda line: Cell(line.other_county, tip=line.other_county), 150,
               stretch=True, rank=4),
        Column(N_("开始"), lambda line: Cell(full_day(line.began_on)), 130, rank=6),
    )  # fmt: skip


def _next(line: RelocationLine) -> Cell:
    return Cell(step_name(line.direction, line.next) if line.next else "")


def _who(line: RelocationLine) -> Cell:
    return Cell(_(PARTY_LABELS[line.who]) if line.who else "")


def _responsible(line: RelocationLine) -> Cell:
    return Cell(_(PARTY_LABELS[line.responsible]))


def _left(line: RelocationLine, today: date) -> str:
    return distance(line.due, today) if line.due else ""
