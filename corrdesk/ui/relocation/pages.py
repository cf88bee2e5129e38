"""The pages that relocation puts into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.relocation.case import RelocationPage
from corrdesk.ui.relocation.relocations import RelocationsPage, count_late
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone

RELOCATIONS = PageSpec(
    "relocations",
    N_("执行地变更"),
    RelocationsPage,
    icon="relocation",
    figure=count_late,
    tone=Tone.BAD,
)
RELOCATION = PageSpec("relocation", N_("执行地变更"), RelocationPage)
