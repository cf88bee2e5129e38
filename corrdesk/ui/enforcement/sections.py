"""The row that leads between the pages of supervision and discipline, the current one pressed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from corrdesk.base.i18n import N_, _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.widgets import button, row

SECTIONS = (
    ("hints", N_("违规提示")),
    ("violations", N_("违规处置")),
    ("measures", N_("提请、奖励和措施")),
)
"""Page and title, in the order of the work."""


def sections(context: Context, current: str) -> QHBoxLayout:
    """The row for a page; Alt and an arrow key lead to the pages beside it."""
    keys = [key for key, _title in SECTIONS]
    place = keys.index(current)
    made = []
    for number, (key, title) in enumerate(SECTIONS):
        tab = button(_(title), role="choice")
        tab.setCheckable(True)
        tab.setChecked(key == current)
        tab.clicked.connect(lambda _on=False, key=key: context.go(key))
        tab.clicked.connect(lambda _on=False, tab=tab, mine=key == current: tab.setChecked(mine))
        if number == place - 1:
            tab.setShortcut("Alt+Left")
        if number == place + 1:
            tab.setShortcut("Alt+Right")
        made.append(tab)
    return row(*made)
