"""The figure beside 违规处置 is what waits there."""

from corrdesk.bootstrap import Desk
from corrdesk.ui.enforcement.pages import CASE, VIOLATION, VIOLATIONS


def test_the_figure_is_that_of_the_lists(desk: Desk, case: str) -> None:
    assert VIOLATIONS.figure is not None
    assert VIOLATIONS.figure(desk) == 1


def test_only_the_list_stands_in_the_sidebar() -> None:
    assert VIOLATIONS.icon
    assert not CASE.icon
    assert not VIOLATION.icon
