"""Inviting another PC of the office from the desk: who will work there, and the file to carry."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import button
from corrdesk.upkeep.founding import invited
from corrdesk.vault.files import write_atomically


class InviteLine(QWidget):
    """One button, for those who may enrol, on a PC that is enrolled."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.invite_button = button(_("邀请本所另一台电脑…"), self._ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.invite_button)
        self.show_enrolled(enrolled=False)

    def show_enrolled(self, *, enrolled: bool) -> None:
        """Shows itself once the county knows this PC."""
        show_if(enrolled and may(self._context.desk.actor, "sync.enrol"), self.invite_button)

    def write_invitation(self, name: str, path: Path) -> None:
        """Writes the invitation for somebody of the staff."""

        def work(desk: Desk) -> None:
            write_atomically(path, invited(desk, name))

        self._context.aside(self, work).then(lambda _done: self._tell()).or_else(
            self._context.say_error
        ).start()

    def _ask(self) -> None:
        names = [each.name for each in self._context.desk.staff() if each.active]
        title, asked = _("邀请本所另一台电脑"), _("谁在那台电脑上办理？")
        name, chosen = QInputDialog.getItem(self, title, asked, names, 0, editable=False)
        if not chosen:
            return
        file_name = f"{self._context.desk.office.name}.invitation"
        path, _kind = QFileDialog.getSaveFileName(self, title, file_name)
        if path:
            self.write_invitation(name, Path(path))

    def _tell(self) -> None:
        said = _("邀请文件已保存。在那台电脑上新建时选它，登记后第一次交换，案卷就会到。")
        self._context.say(Message(said, Tone.OK))
