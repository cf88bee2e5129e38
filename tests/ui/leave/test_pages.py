"""What leave puts into the window is in its registry, with the figure of the overdue."""

from corrdesk.ui.app import registry
from corrdesk.ui.leave.leaves import count_overdue
from corrdesk.ui.leave.pages import LEAVE, LEAVE_REQUEST, LEAVES, TRAVEL
from corrdesk.ui.shell.tokens import Tone


def test_the_window_hosts_them() -> None:
    known = registry()
    assert LEAVES in known.pages
    assert LEAVE in known.extras
    assert TRAVEL in known.extras
    assert LEAVE_REQUEST in known.panels


def test_the_figure_is_who_is_not_back() -> None:
    assert (LEAVES.figure, LEAVES.tone) == (count_overdue, Tone.BAD)
