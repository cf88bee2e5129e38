"""What can be done with a session beside the door: invite, print, scan, correct, cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.programs.rosters import uninvite
from corrdesk.casework.programs.service import cancel_session
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.programs.forms import InviteForm, MakeUpForm, OutcomeForm
from corrdesk.ui.programs.materials import MaterialsDialog
from corrdesk.ui.programs.paper import RosterPaper
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message

if TYPE_CHECKING:
    from corrdesk.casework.programs.queries import RosterLine, SessionFile


class SessionTools(QObject):
    """The acts of a session's page that have a window of their own."""

    saved = Signal()

    def __init__(
        self, context: Context, page: QWidget, file: Callable[[], SessionFile | None]
    ) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._file = file
        self.paper = RosterPaper(context, page)

    def print_roster(self) -> None:
        """Shows the lists to print; minors on a list of their own."""
        file = self._file()
        if file is not None:
            self.paper.show_roster(file.session.id)

    def show_materials(self) -> None:
        """Opens the files of the session's programme and the scans of its roster."""
        file = self._file()
        if file is not None:
            MaterialsDialog(self._context, self._page, file.program, file.session.id).open()

    def choose_scan(self) -> None:
        """Asks for the scan of the signed roster."""
        file = self._file()
        if file is not None:
            self.paper.choose_scan(file)

    def invite(self) -> None:
        """Asks whom to invite."""
        file = self._file()
        if file is not None:
            self._open(_("邀请参加"), InviteForm(self._context, file))

    def correct(self, line: RosterLine | None) -> None:
        """Opens the outcome of one person."""
        file = self._file()
        if file is not None and line is not None:
            self._open(line.name, OutcomeForm(self._context, file, line))

    def remove(self, line: RosterLine | None) -> None:
        """Takes somebody off the roster who was not recorded."""
        file = self._file()
        if file is not None and line is not None:
            session_id, who = file.session.id, [line.learner_id]
            self._context.act(self._page, lambda uow: uninvite(uow, session_id, who)).start()

    def ask_make_ups(self) -> None:
        """Asks by when those who missed it are to make it up."""
        file = self._file()
        if file is not None:
            self._open(_("安排补课"), MakeUpForm(self._context, file))

    def cancel(self) -> None:
        """Asks why the session does not take place."""
        file = self._file()
        if file is None:
            return
        session_id = file.session.id
        form = ReasonForm(
            self._context,
            session_id,
            act=_("取消活动"),
            work=lambda uow, reason: cancel_session(uow, session_id, reason),
        )
        self._open(_("取消活动"), form)

    def _open(self, title: str, form: Form) -> None:
        done = _("已保存：{what}").format(what=title)

        def told(_result: object) -> None:
            self.saved.emit()
            self._context.say(Message(done))

        open_form(self._page, title, form, told)
