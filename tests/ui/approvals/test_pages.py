"""What approvals put into the window is in its registry, with the figure of whom to tell."""

from corrdesk.ui.app import registry
from corrdesk.ui.approvals.approvals import count_to_tell
from corrdesk.ui.approvals.pages import APPROVAL, APPROVALS


def test_the_window_hosts_them() -> None:
    known = registry()
    assert APPROVALS in known.pages
    assert APPROVAL in known.extras
    assert APPROVALS.figure == count_to_tell
