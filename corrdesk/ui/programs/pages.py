"""The pages that education and service put into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.programs.account import AccountPage
from corrdesk.ui.programs.programs import ProgramsPage, count_waiting
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone

PROGRAMS = PageSpec(
    "programs",
    N_("教育和公益"),
    ProgramsPage,
    icon="programs",
    figure=count_waiting,
    tone=Tone.WARN,
)
SESSION = PageSpec("session", N_("活动"), SessionPage)
HOURS = PageSpec("hours", N_("时长"), AccountPage)
