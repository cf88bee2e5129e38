"""Enrolling this PC with the county from the desk: by eight words, or by a request and a grant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may, require
from corrdesk.sync import driving
from corrdesk.sync.core.enrolment import LARGEST, Grant, eight_words
from corrdesk.ui.exchange.running import asked_by
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.operations import Cancelled
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.typed import SECRET
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.vault.working import Report, WorkingLine
from corrdesk.vault.files import write_atomically


class EnrolmentLine(QWidget):
    """Both ways to enrol, over the network and by file; gone once the PC is enrolled."""

    def __init__(self, context: Context, done: Callable[[str], None]) -> None:
        """`done` is told the address that the county gave, empty for none."""
        super().__init__()
        self._context, self._done = context, done
        self.words = Banner()
        self.server = QLineEdit()
        self.server.setPlaceholderText(_("https://县级服务器"))
        self.server.setAccessibleName(_("县级服务器地址"))
        self.code = QLineEdit()
        self.code.setPlaceholderText(_("县级给的八个词"))
        self.code.setAccessibleName(_("邀请码"))
        self.code.setProperty(SECRET, True)
        self.code.returnPressed.connect(self.join)
        self.join_button = button(_("用邀请码登记"), self.join, role="primary")
        self.ask_button = button(_("1. 生成登记申请…"), self._ask_where)
        self.take_button = button(_("2. 导入县级发来的证书…"), self._ask_which)
        self.working = WorkingLine(context, self.join_button)
        online = row(self.server, self.code, self.join_button, stretch=None)
        online.setStretch(0, 2)
        online.setStretch(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            label(_("有网络：县级发邀请，在这里填服务器地址和八个词，当即登记。"), wrap=True)
        )
        layout.addLayout(online)
        layout.addWidget(label(_("没有网络：登记申请和证书用 U 盘带，电话核对八个词。"), wrap=True))
        layout.addLayout(row(self.ask_button, self.take_button))
        layout.addWidget(self.working)
        layout.addWidget(self.words)
        self.show_enrolled(enrolled=True)

    def show_enrolled(self, *, enrolled: bool) -> None:
        """Shows itself to those who may enrol a PC that is not enrolled yet."""
        show_if(not enrolled and may(self._context.desk.actor, "sync.enrol"), self)
        if enrolled:
            self.words.say("")

    def join(self) -> None:
        """Enrols over the network with the words that were typed."""
        where, code = self.server.text().strip(), self.code.text()

        def work(desk: Desk, report: Report) -> Grant:
            return joined(desk, where, code, report)

        words = _("正在登记…")
        self.working.start(words, work, self._tell_joined, self._refuse, may_wait=False)

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

    def _tell_joined(self, grant: Grant) -> None:
        self.code.clear()
        self._tell_taken(grant, self.server.text().strip())

    def _tell_taken(self, grant: Grant, server: str = "") -> None:
        said = _("已在{county}登记。").format(county=grant.county_name)
        self._context.say(Message(said, Tone.OK))
        self._done(grant.address or server)

    def _refuse(self, error: Exception) -> None:
        self.words.say(explain_error(error).text, Tone.BAD)


def requested(desk: Desk, path: Path) -> str:
    """Writes the request to a file. Returns its eight words."""
    require(desk.actor, "sync.enrol")
    raw = desk.exchange.request()
    write_atomically(path, raw)
    return eight_words(raw)


def joined(desk: Desk, where: str, code: str, report: Report) -> Grant:
    """Enrols over the network with the words of an invitation; may be cancelled on the way."""
    # The libraries of the web are loaded by those who go there.
    from corrdesk.sync.joining import join  # noqa: PLC0415

    require(desk.actor, "sync.enrol")
    try:
        return join(desk.exchange, code, where, cancelled=asked_by(report))
    except driving.Cancelled:
        raise Cancelled from None


def accepted(desk: Desk, path: Path) -> Grant:
    """Takes the grant in a file."""
    require(desk.actor, "sync.enrol")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError:
        raise EnvironmentFault(_("文件读不出来。"), remedy=_("请检查路径和权限。")) from None
    return desk.exchange.accept(raw)
