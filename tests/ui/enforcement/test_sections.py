"""The row leads to the pages beside the current one."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from corrdesk.ui.app import registry
from corrdesk.ui.enforcement.sections import SECTIONS
from corrdesk.ui.shell.workplace import Workplace


def test_every_section_is_a_page() -> None:
    known = registry()
    keys = {spec.key for spec in (*known.pages, *known.extras)}
    assert {key for key, _title in SECTIONS} <= keys


def test_a_section_leads_to_its_page(place: Workplace, settled: Callable[[], None]) -> None:
    for key, title in SECTIONS:
        place.open_page("violations")
        settled()
        (made,) = [
            each
            for each in place.current_page.findChildren(QPushButton)
            if each.text() == title and each.isCheckable() and each.isVisible()
        ]
        made.click()
        settled()
        assert place.current_page is place._pages[key]
