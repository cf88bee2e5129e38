"""Where no keyring serves: the device-secret file, offered with its risk in words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.vault.errors import DeviceStoreFailed, NoDeviceStore

NO_KEYRING = (NoDeviceStore, DeviceStoreFailed)


class DeviceFileOffer(QWidget):
    """Hidden until a keyring failed; `chosen` carries the file that takes its place."""

    chosen = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        words = _(
            "这台电脑没有可用的系统密钥环。可以改用一个本机密钥文件，放在由专人保管的 U 盘上，"
            "开机办公时插上。风险：谁同时拿到这个文件和保险库文件夹，就只剩口令一道保护；"
            "文件不要放在保险库里，也不要和备份放在一起。丢了可以用恢复码重做。"
        )
        self.banner = Banner(words, Tone.WARN)
        self.choose_button = button(_("选择本机密钥文件的位置…"), self._ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addLayout(row(self.choose_button))
        show_if(False, self)

    def offer(self, error: Exception) -> bool:
        """Shows itself when the error is that no keyring serves; returns whether it is."""
        wanted = isinstance(error, NO_KEYRING)
        show_if(wanted, self)
        if wanted:
            self.choose_button.setFocus()
        return wanted

    def _ask(self) -> None:
        # An existing file is opened and added to, so nothing is overwritten.
        options = QFileDialog.Option.DontConfirmOverwrite
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("本机密钥文件"), "corrdesk-device.key", options=options
        )
        if chosen:
            show_if(False, self)
            self.chosen.emit(Path(chosen))
