"""The pages that approvals put into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.approvals.approval import ApprovalPage
from corrdesk.ui.approvals.approvals import ApprovalsPage, count_to_tell
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone

APPROVALS = PageSpec(
    "approvals",
    N_("会客和特定场所"),
    ApprovalsPage,
    icon="approval",
    figure=count_to_tell,
    tone=Tone.WARN,
)
APPROVAL = PageSpec("approval", N_("审批"), ApprovalPage)
