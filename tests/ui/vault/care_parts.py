"""What the tests of the page's tabs share: the page in a window, and waiting for its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.care import CarePage


def open_tab(place: Workplace, settled: Callable[[], None], key: str) -> Any:
    """The page at a tab; returns the tab."""
    place.open_page("care", key)
    settled()
    page = place.current_page
    assert isinstance(page, CarePage)
    assert page.tabs.current == key
    return page.parts[key]


def dialog_of(kind: type[QDialog]) -> Any:
    """The dialog of a kind that is open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert found, kind.__name__
    return found[-1]
