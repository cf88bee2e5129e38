"""The page is in the sidebar for those who exchange."""

from __future__ import annotations

from corrdesk.ui.app import registry
from corrdesk.ui.exchange.pages import EXCHANGE


def test_the_page_is_in_the_window() -> None:
    assert EXCHANGE in registry().pages
    assert EXCHANGE.actions == ("sync.run",)
