"""The bar that always answers: saved? which office? who? where does the journal end?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.registry import StatusWords, status_part
from corrdesk.ui.shell.widgets import clear


class DeskBar(QStatusBar):
    """At the foot of an open desk; what it tells may lead to a page."""

    def __init__(self, office: str, officer: str, opened: Callable[[str, Any], None]) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._opened = opened
        self._told: Sequence[StatusWords] = ()
        self.head = QLabel("")
        self.head.setToolTip(_("日志链头：打印在文书上的编码，用来核对日志没有被改动"))
        self.addWidget(QLabel(_("✓ 已保存")))
        self.addWidget(QLabel(office))
        self.addWidget(QLabel(_("经办：{name}").format(name=officer)))
        self._parts = QHBoxLayout()
        self._parts.setContentsMargins(0, 0, 0, 0)
        told = QWidget()
        told.setLayout(self._parts)
        self.addWidget(told)
        self.addPermanentWidget(self.head)

    def show_told(self, told: Sequence[StatusWords], head: str) -> None:
        """Shows what the pages tell, and the journal's head."""
        if told != self._told:  # what somebody just reached with Tab stays otherwise
            self._told = told
            clear(self._parts)
            for words in told:
                self._parts.addWidget(status_part(words, self._opened))
        self.head.setText(_("日志链头 {head}").format(head=head))
