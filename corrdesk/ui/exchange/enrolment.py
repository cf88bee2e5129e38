"""Enrolling this PC with the county from the desk: the request out, eight words, the grant in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may, require
from corrdesk.sync.core.enrolment import LARGEST, eight_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.vault.files import write_atomically


class EnrolmentLine(QWidget):
    """Two buttons and the words to compare by telephone; gone once the PC is enrolled."""

    def __init__(self, context: Context, done: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._done = context, done
        self.words = Banner()
        self.ask_button = button(_("1. 生成登记申请…"), self._ask_where, role="primary")
        self.take_button = button(_("2. 导入县级发来的证书…"), self._ask_which)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(self.ask_button, self.take_button))
        layout.addWidget(self.words)
        self.show_enrolled(enrolled=True)

    def show_enrolled(self, *, enrolled: bool) -> None:
        """Shows itself to those who may enrol a PC that is not enrolled yet."""
        wanted = not enrolled and may(self._context.desk.actor, "sync.enrol")
        for part in (self.ask_button, self.take_button):
            show_if(wanted, part)
        if enrolled:
            self.words.say("")

    def write_request(self, path: Path) -> None:
        """Writes the request and says its words."""
        self._context.aside(self, lambda desk: requested(desk, path)).then(self._tell).or_else(
            self._refuse
        ).start()

    def take_grant(self, path: Path) -> None:
        """Takes the county's grant."""
        self._context.aside(self, lambda desk: accepted(desk, path)).then(self._tell_taken).or_else(
            self._refuse
        ).start()

    def _ask_where(self) -> None:
        name = f"{self._context.desk.office.name}.request"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("登记申请"), name)
        if chosen:
            self.write_request(Path(chosen))

    def _ask_which(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("县级发来的证书"))
        if chosen:
            self.take_grant(Path(chosen))

    def _tell(self, words: str) -> None:
        told = _("申请已保存，请交县级。请在电话里逐个核对八个词：{words}")
        self.words.say(told.format(words=words), Tone.INFO)

    def _tell_taken(self, county: str) -> None:
        self._context.say(Message(_("已在{county}登记。").format(county=county), Tone.OK))
        self._done()

    def _refuse(self, error: Exception) -> None:
        self.words.say(explain_error(error).text, Tone.BAD)


def requested(desk: Desk, path: Path) -> str:
    """Writes the request to a file. Returns its eight words."""
    require(desk.actor, "sync.enrol")
    raw = desk.exchange.request(desk.office.name)
    write_atomically(path, raw)
    return eight_words(raw)


def accepted(desk: Desk, path: Path) -> str:
    """Takes the grant in a file. Returns the county's name."""
    require(desk.actor, "sync.enrol")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError:
        raise EnvironmentFault(_("文件读不出来。"), remedy=_("请检查路径和权限。")) from None
    return desk.exchange.accept(raw).county_name
