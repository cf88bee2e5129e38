"""The page of the vault is in the sidebar, for whoever has a use for it."""

from corrdesk.ui.app import registry
from corrdesk.ui.vault.pages import CARE


def test_it_stands_in_the_sidebar_with_an_icon() -> None:
    assert CARE in registry().pages
    assert CARE.icon
    assert "person.read" not in CARE.actions
