"""案卷养护: the doctor, backups, the journal's proof, and who has a key; a tab for each.

Which tabs there are is asked of the permission table. None of them shows case data.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.casework.permissions import may
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.widgets import Tabs
from corrdesk.ui.vault.care_backups import BackupsTab
from corrdesk.ui.vault.care_doctor import DoctorTab
from corrdesk.ui.vault.care_journal import JournalTab
from corrdesk.ui.vault.care_keys import KeysTab

ACTIONS: Final = ("journal.verify", "vault.backup", "vault.keys")
"""Whoever may do one of these has a use for the page."""


class Tab(Protocol):
    """One tab of the page."""

    def refresh(self) -> None:
        """Asks again for what is shown."""
        ...

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        ...


TABS: Final = (
    ("doctor", N_("体检"), "journal.verify", DoctorTab),
    ("backups", N_("备份与恢复"), "vault.backup", BackupsTab),
    ("journal", N_("核对日志"), "journal.verify", JournalTab),
    ("keys", N_("人员与钥匙"), "", KeysTab),
)


class CarePage(Page):
    """The tabs that this role may use; everybody has the one with the own passphrase."""

    watches = frozenset({"officer", "office"})
    help_topic = "案卷养护"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        actor = context.desk.actor
        self.parts: dict[str, Any] = {
            key: make(context)
            for key, _title, action, make in TABS
            if not action or may(actor, action)
        }
        titles = {key: _(title) for key, title, _action, _make in TABS}
        self.tabs = Tabs(
            [(key, titles[key], part) for key, part in self.parts.items()], name=_("案卷养护")
        )
        self.tabs.changed.connect(lambda _key: self.refresh())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        self.parts[self.tabs.current].refresh()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a tab, shows it."""
        if argument in self.parts:
            self.tabs.choose(str(argument))

    def first_focus(self) -> QWidget:
        part: Tab = self.parts[self.tabs.current]
        return part.first_focus()
