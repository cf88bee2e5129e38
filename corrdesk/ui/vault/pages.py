"""The page that the care of the vault puts into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.vault.care import ACTIONS, CarePage

CARE = PageSpec("care", N_("案卷养护"), CarePage, icon="care", actions=ACTIONS)
