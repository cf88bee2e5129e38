"""The page that the law puts into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.rules.checklist import ChecklistPage, count_open
from corrdesk.ui.shell.registry import PageSpec

RULES = PageSpec("rules", N_("规则核对"), ChecklistPage, icon="rules", figure=count_open)
