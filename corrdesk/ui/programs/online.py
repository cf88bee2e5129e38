"""The door for results of a learning platform: a file is read, shown, and credited on a word."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.hour_flows import import_online, pupils
from corrdesk.casework.programs.online import REASONS, OnlinePlan, read_online
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.widgets import button

SHOWN = 6  # rows that are not credited, told with their reasons


class OnlineDoor:
    """The button of a page and what follows from it."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context, self._page = context, page
        self.button: QPushButton = button(_("导入网上学习…"), self.choose)

    def choose(self) -> None:
        """Asks for the file."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._page, _("选择网上学习完成情况"), "", _("表格 (*.xlsx *.xls *.csv *.xlsm *.txt)")
        )
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Reads a platform's file, then asks before anything is credited."""

        def question(desk: Desk) -> OnlinePlan:
            with desk.read() as session:
                known = pupils(session, desk.office.id)
            return read_online(path, known, desk.clock.today())

        self._context.ask(self._page, question).then(self._ask).start()

    def _ask(self, plan: OnlinePlan) -> None:
        text = _("读到 {count} 条可以计入。").format(count=len(plan.rows))
        for each in plan.rejected[:SHOWN]:
            text += "\n" + _("第 {row} 行不计：{why}").format(
                row=each.number, why=_(REASONS[each.reason])
            )
        if len(plan.rejected) > SHOWN:
            text += "\n" + _("另有 {count} 行不计。").format(count=len(plan.rejected) - SHOWN)
        done = _("网上学习已计入 {count} 人。")
        confirm(
            self._page,
            title=_("导入网上学习"),
            text=text,
            act=_("计入时长"),
            then=lambda: (
                self._context.act(self._page, lambda uow: import_online(uow, plan))
                .then(lambda people: self._context.say(Message(done.format(count=people))))
                .start()
            ),
        )
