"""The check-list is in the sidebar, with the number of values that still wait."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.ui.app import registry
from corrdesk.ui.rules.checklist import count_open
from corrdesk.ui.rules.pages import RULES
from corrdesk.ui.shell.icons import icon


def test_the_page_is_in_the_sidebar(desk: Desk) -> None:
    assert RULES in registry().pages
    assert RULES.figure is count_open
    assert count_open(desk) > 0


def test_its_picture_is_there(app: object) -> None:
    assert not icon(RULES.icon, "#000000").isNull()
