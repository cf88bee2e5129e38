"""The settings of the desk that an officer changes: size of writing, time until it locks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSpinBox, QVBoxLayout, QWidget

from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import _
from corrdesk.settings import UI_IDLE_LOCK_MINUTES, UI_SCALE, SettingsStore
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import TARGET, Tone
from corrdesk.ui.shell.widgets import Banner, Choices, Field, button, row


class Preferences(QDialog):
    """Size and lock; `changed` is called after they were stored."""

    def __init__(
        self, parent: QWidget, settings: SettingsStore, changed: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("设置"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(420))
        self._settings, self._changed = settings, changed
        self._banner = Banner()
        sizes = [(str(size), f"{size} %", "") for size in UI_SCALE.choices]
        self.size_choice = Choices(sizes, name=_(UI_SCALE.help), columns=len(sizes))
        self.size_choice.choose(str(settings.get(UI_SCALE)))
        self.minutes = QSpinBox()
        self.minutes.setRange(UI_IDLE_LOCK_MINUTES.lowest, UI_IDLE_LOCK_MINUTES.highest)
        self.minutes.setMinimumHeight(px(TARGET))
        self.minutes.setValue(settings.get(UI_IDLE_LOCK_MINUTES))
        save = button(_("保存设置"), self.save, role="primary")
        save.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._banner)
        layout.addWidget(Field(_(UI_SCALE.help), self.size_choice))
        layout.addWidget(Field(_(UI_IDLE_LOCK_MINUTES.help), self.minutes))
        layout.addLayout(row(button(_("返回  Esc"), self.reject), None, save))

    def save(self) -> None:
        """Stores what was chosen."""
        try:
            self._settings.set(UI_SCALE, int(self.size_choice.value()))
            self._settings.set(UI_IDLE_LOCK_MINUTES, self.minutes.value())
        except CorrdeskError as error:
            self._banner.say(str(error), Tone.BAD)
            return
        self.accept()
        self._changed()
