"""用恢复码打开: a new passphrase by the printed code or the county's key, when nothing else opens.

The work is done on a lane of its own; what a code opens is decided in `vault`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.operations import Courier, Lane, Operation
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.unlock import Credentials, Opener
from corrdesk.ui.shell.widgets import Banner, Choices, Field, button, label, row
from corrdesk.ui.vault.code_paper import CodeLine
from corrdesk.ui.vault.device_file import DeviceFileOffer
from corrdesk.ui.vault.parts import NewPassphrase, press_focused, show_as_card
from corrdesk.upkeep.recovery import LastResort, recover

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

CODE, COUNTY = "code", "county"


def code_was_used(context: Context) -> Message:
    """What the desk says once it was opened this way, with the way to a new code."""
    words = _("口令已重新设置，数据没有改动。封存单启封过了，请换发新的恢复码。")
    return Message(words, Tone.WARN, action=_("人员与钥匙"), run=lambda: context.go("care", "keys"))


class RecoverScreen(QWidget):
    """Takes the code (or the county's key file), a name and a new passphrase; opens the desk."""

    def __init__(
        self,
        known: Credentials,
        *,
        clock: Clock,
        opener: Opener,
        opened: Callable[[Desk], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self._known, self._clock, self._opener = known, clock, opener
        self._opened, self._back = opened, back
        self._lane = Lane("corrdesk-recover")
        self._courier = Courier(self)
        self._key_file: Path | None = None
        self._banner = Banner()
        self.offer = DeviceFileOffer()
        self.offer.chosen.connect(self.use_device_file)
        ways = ((CODE, _("打印的恢复码"), ""), (COUNTY, _("县级托管私钥文件"), ""))
        self.way = Choices(ways, name=_("凭什么打开"))
        self.code = CodeLine()
        self.code_field = Field(_("恢复码"), self.code)
        self.file_button = button(_("选择县级托管私钥文件…"), self._ask_file)
        self.file_field = Field(_("托管私钥文件"), self.file_button)
        self.officer = QLineEdit(known.officer)
        self.officer_field = Field(_("姓名"), self.officer)
        self.passphrase = NewPassphrase()
        self.open_button = button(_("设置新口令并打开  Enter"), self.go_on, role="primary")
        self._back_button = button(_("返回  Esc"), self.go_back)
        words = _("数据没有丢失：这里只是重新设置口令，案卷一个字也不改。")
        show_as_card(
            self, label(_("用恢复码打开"), "title"), label(words, wrap=True), self._banner,
            self.offer, self.way, self.code_field, self.file_field, self.officer_field,
            *self.passphrase.parts, foot=row(self._back_button, None, self.open_button),
        )  # fmt: skip
        self.way.chosen.connect(self._show_way)
        self.officer.textChanged.connect(self.passphrase.avoid)
        self.way.choose(CODE)
        self._show_way(CODE)
        self.passphrase.avoid(known.officer)
        self.setFocusProxy(self.code)  # typing or scanning starts there

    def go_on(self) -> None:
        """Checks what was typed, then opens with the code and sets the passphrase."""
        if not self.open_button.isEnabled() or not self._complete():
            return
        given = replace(
            self._known, officer=self.officer.text().strip(), passphrase=self.passphrase.text()
        )
        by_code = self.way.value() == CODE
        resort = LastResort(
            code=self.code.text() if by_code else "",
            private_key_file=None if by_code else self._key_file,
        )
        clock, opener = self._clock, self._opener

        def work() -> Desk:
            secret = given.device_secret_file
            found = recover(
                given.folder, resort, officer=given.officer, passphrase=given.passphrase,
                device_secret_file=secret, clock=clock,
            )  # fmt: skip
            found.close()
            return opener(given)

        self._set_busy(busy=True)
        Operation(self, work, self._lane, self._courier).then(self._done).or_else(
            self._refused
        ).start()

    def go_back(self) -> None:
        """Back to the locked screen."""
        if self._back_button.isEnabled():
            self._forget()
            self._lane.stop()
            self._back()

    def use_device_file(self, path: Path) -> None:
        """Takes a device-secret file in place of the keyring and goes on."""
        self._known = replace(self._known, device_secret_file=path)
        self._banner.say(_("本机密钥文件：{name}").format(name=path.name), Tone.INFO)
        self.go_on()

    def use_key_file(self, path: Path) -> None:
        """Takes the file that holds the county's private key."""
        self._key_file = path
        self.file_button.setText(path.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            press_focused(self, self._enter)
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """A scanner ends with Enter: the keyboard goes on to what is still empty, then opens."""
        lines = (self.officer, self.passphrase.first.line, self.passphrase.again.line)
        empty = [line for line in lines if not line.text()]
        if self.code.text() and empty:
            empty[0].setFocus()
        else:
            self.go_on()

    def _complete(self) -> bool:
        by_code = self.way.value() == CODE
        self.code_field.problem(
            _("请输入恢复码。") if by_code and not self.code.text().strip() else ""
        )
        missing_file = not by_code and self._key_file is None
        self.file_field.problem(_("请选择文件。") if missing_file else "")
        has_name = bool(self.officer.text().strip())
        self.officer_field.problem("" if has_name else _("请输入您的姓名。"))
        has_key = not missing_file and (not by_code or bool(self.code.text().strip()))
        return has_key and has_name and self.passphrase.is_good()

    def _show_way(self, way: str) -> None:
        show_if(way == CODE, self.code_field)
        show_if(way == COUNTY, self.file_field)
        (self.code if way == CODE else self.file_button).setFocus()

    def _ask_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择县级托管私钥文件"))
        if chosen:
            self.use_key_file(Path(chosen))

    def _done(self, desk: Desk) -> None:
        self._forget()
        self._lane.stop()
        self._opened(desk)

    def _refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if self.offer.offer(error):
            self._banner.say("")
            return
        fields = {
            "recovery_code": self.code_field,
            "passphrase": self.passphrase.field,
            "officer": self.officer_field,
        }
        wanted = fields.get(error.field or "") if isinstance(error, UserError) else None
        self._banner.say("" if wanted else explain_error(error).text, Tone.BAD)
        if wanted is not None:
            wanted.problem(str(error))

    def _forget(self) -> None:
        self.code.clear()
        self.passphrase.clear()

    def _set_busy(self, *, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self._back_button.setEnabled(not busy)
        self.open_button.setText(_("正在打开…") if busy else _("设置新口令并打开  Enter"))
