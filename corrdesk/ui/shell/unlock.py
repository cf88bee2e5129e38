"""The locked screen: who, passphrase, and the device-secret file where no keyring keeps it.

Opening takes about a second and runs on a lane of its own; a wrong passphrase is said in one line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import _
from corrdesk.ui.shell.context import folder_name
from corrdesk.ui.shell.icons import icon
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.operations import Courier, Lane, Operation
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Field, HoldButton, button, label, row, scrolled

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed to open the vault. Lives as long as the opening takes."""

    folder: Path
    officer: str
    passphrase: str = field(repr=False)
    device_secret_file: Path | None


LONGEST_CLOSING = 330.0  # seconds: a backup may have to end first
Opener = Callable[[Credentials], "Desk"]


class SecretField(QWidget):
    """A passphrase that is shown only while the button is held."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setProperty("secret", True)
        self._show(held=False)
        hold = HoldButton(_("口令"))
        hold.held.connect(self._show)
        self.setFocusProxy(self.line)
        layout = row(self.line, hold, stretch=None)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forgets what was typed."""
        self.line.clear()

    def _show(self, held: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if held else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        # After setEchoMode, which marks the text as hidden: no Chinese could be typed any more.
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )


class NameLine(QLineEdit):
    """The name of whoever opens; the one before is replaced by typing, however it was reached."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)  # after the click, which would unselect it


class UnlockView(QWidget):
    """Asks for the passphrase and opens the desk."""

    opened = Signal(object)  # Desk
    new_office_wanted = Signal()
    recovery_wanted = Signal(object)  # Credentials, without a passphrase

    def __init__(
        self, opener: Opener, folder: Path, device_secret_file: Path | None = None
    ) -> None:
        super().__init__()
        self._opener = opener
        self._courier = Courier(self)
        self._lane = Lane("corrdesk-unlock")
        self._folder = folder
        self._secret_file = device_secret_file
        self._build()
        self._show_places()

    def first_focus(self) -> QWidget:
        """Where typing starts: the name, or the passphrase when the name is known."""
        return self.passphrase if self.officer.text() else self.officer

    def prepare(self, folder: Path, officer: str = "") -> None:
        """Shows the locked screen for a vault, with the passphrase empty."""
        self._folder = folder
        self.officer.setText(officer)
        self.passphrase.clear()
        self._banner.say("")
        self._set_busy(busy=False)
        self._show_places()
        self.first_focus().setFocus()

    @property
    def secret_file(self) -> Path | None:
        """The device-secret file in use, where no keyring keeps the secret."""
        return self._secret_file

    def show_leaving(self) -> None:
        """Shows the locked screen of a process that ends: nothing can be typed into it."""
        self._set_busy(busy=True)
        self.open_button.setText(_("正在锁定…"))

    def try_open(self) -> None:
        """Opens the vault with what was typed."""
        if not self._complete():
            return
        given = Credentials(
            self._folder, self.officer.text().strip(), self.passphrase.text(), self._secret_file
        )
        self._set_busy(busy=True)
        opener = self._opener
        Operation(self, lambda: opener(given), self._lane, self._courier).then(
            self._tell_opened
        ).or_else(self._tell_error).start()

    def finish(self, closing: Callable[[], None], then: Callable[[], None]) -> None:
        """Lets a desk close behind the locked screen; the next one opens after it."""
        Operation(self, closing, self._lane, self._courier).then(lambda _none: then()).start()

    def stop(self) -> None:
        """Ends the lane, after a desk that is still closing."""
        self._lane.stop(LONGEST_CLOSING)

    def _build(self) -> None:
        picture = label()
        pixmap: QPixmap = icon("corrdesk").pixmap(px(48), px(48))
        picture.setPixmap(pixmap)
        self._title = label("", "title", wrap=True)
        self._banner = Banner()
        self.officer = NameLine()
        self.passphrase = SecretField()
        self._officer_field = Field(_("姓名"), self.officer)
        self._secret_field = Field(_("口令"), self.passphrase)
        self._folder_line = label("", "muted", wrap=True)
        self._file_line = label("", "muted", wrap=True)
        self.open_button = button(_("打开  Enter"), self.try_open, role="primary")
        change = button(_("更换数据文件夹…"), self._choose_folder, role="link")
        secret = button(_("选择设备密钥文件…"), self._choose_secret, role="link")
        new = button(_("新建司法所…"), self.new_office_wanted.emit, role="link")
        lost = button(_("忘记口令或换了电脑：用恢复码打开…"), self._ask_recovery, role="link")
        self._buttons = (change, secret, new, lost)
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setFixedWidth(px(440))
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(px(28), px(20), px(28), px(16))
        inner.setSpacing(px(8))
        head = row(picture, self._title, stretch=None)
        head.setStretch(1, 1)
        inner.addLayout(head)
        inner.addWidget(self._folder_line)
        for part in (self._banner, self._officer_field, self._secret_field, self.open_button):
            inner.addWidget(part)
        inner.addWidget(self._file_line)
        inner.addLayout(row(lost))
        inner.addLayout(row(change, secret))
        inner.addLayout(row(new))
        place = QWidget()
        grid = QGridLayout(place)
        grid.addWidget(frame, 0, 0, Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(place))
        self.officer.returnPressed.connect(self._go_to_secret)
        self.passphrase.line.returnPressed.connect(self.try_open)

    def _go_to_secret(self) -> None:
        """What was refused under the last name is typed over, not added to."""
        self.passphrase.line.setFocus()
        self.passphrase.line.selectAll()

    def _ask_recovery(self) -> None:
        known = Credentials(self._folder, self.officer.text().strip(), "", self._secret_file)
        self.recovery_wanted.emit(known)

    def _show_places(self) -> None:
        self._title.setText(_("司法所社区矫正工作台"))
        words = _("数据已加密锁定。文件夹：{name}").format(name=folder_name(self._folder))
        self._folder_line.setText(words)
        self._folder_line.setToolTip(str(self._folder))
        chosen = self._secret_file
        self._file_line.setText(
            _("设备密钥文件：{name}").format(name=chosen.name) if chosen else ""
        )
        self._file_line.setVisible(chosen is not None)

    def _complete(self) -> bool:
        self._secret_field.problem("" if self.passphrase.text() else _("请输入口令。"))
        has_name = bool(self.officer.text().strip())
        self._officer_field.problem("" if has_name else _("请输入您的姓名。"))
        return has_name and bool(self.passphrase.text())

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self.officer, self.passphrase, self.open_button, *self._buttons):
            widget.setEnabled(not busy)
        self.open_button.setText(_("正在打开…") if busy else _("打开  Enter"))

    def _tell_opened(self, desk: Desk) -> None:
        self.passphrase.clear()
        self._set_busy(busy=False)
        self.opened.emit(desk)

    def _tell_error(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self._banner.say(explain_error(error).text, Tone.BAD)
        if isinstance(error, CorrdeskError):
            self.passphrase.line.selectAll()
        self.passphrase.setFocus()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("选择数据文件夹"), str(self._folder))
        if chosen:
            self.prepare(Path(chosen))

    def _choose_secret(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择设备密钥文件"))
        if chosen:
            self._secret_file = Path(chosen)
            self._show_places()
