"""What the window hosts is complete: keys are unique and every page can be made."""

from corrdesk.ui.app import registry
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.sidebar import PAGE_KEYS


def test_keys_are_unique_and_pages_can_be_made(context: Context) -> None:
    known = registry()
    specs = [*known.pages, *known.extras, *known.panels]
    assert len({spec.key for spec in specs}) == len(specs)
    for spec in specs:
        page = spec.make(context)
        assert isinstance(page, Page)
        assert page.context is context
        page.deleteLater()


def test_what_stands_in_the_sidebar_has_an_icon_and_a_key() -> None:
    known = registry()
    assert all(spec.icon for spec in known.pages)
    assert len(known.pages) <= len(PAGE_KEYS)
    assert known.panel_key in {spec.key for spec in known.panels}
