"""The pages are in the window, and the sidebar counts what waits."""

from corrdesk.ui.app import registry
from corrdesk.ui.programs.pages import HOURS, PROGRAMS, SESSION


def test_the_pages_are_in_the_window() -> None:
    found = registry()
    assert PROGRAMS in found.pages
    assert {SESSION, HOURS} <= set(found.extras)
    assert PROGRAMS.figure is not None
