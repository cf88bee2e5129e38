"""The pages and the panel that leave puts into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.leave.leave import LeavePage
from corrdesk.ui.leave.leaves import LeavesPage, count_overdue
from corrdesk.ui.leave.permit import PermitPage
from corrdesk.ui.leave.request_form import LeavePanel
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone

LEAVES = PageSpec(
    "leaves", N_("外出管理"), LeavesPage, icon="leave", figure=count_overdue, tone=Tone.BAD
)
LEAVE = PageSpec("leave", N_("外出"), LeavePage)
TRAVEL = PageSpec("travel", N_("经常性跨市县活动"), PermitPage)
LEAVE_REQUEST = PageSpec("leave_request", N_("外出申请"), LeavePanel)
