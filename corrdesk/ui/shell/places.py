"""Where a form is: the page or panel around it, what it was opened for, which button led there.

Knows how a place is written down, not what happens there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from corrdesk.ui import paths

_pressed: list[QPushButton] = []


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page or panel was opened as: its key, for what, and what it is called."""

    page: str
    argument: Any = None
    title: str = ""
    panel: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """The button that opened a window: its name, and the how-manieth of that name it is."""

    name: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is found again. Two places are the same form whatever button led there."""

    page: str
    argument: str
    panel: bool = False
    dialog: str = ""
    subject: str = ""
    button: str = ""
    nth: int = 0

    def is_same_form(self, other: Place) -> bool:
        """Whether both are one form about one record."""
        return replace(self, button="", nth=0) == replace(other, button="", nth=0)

    def to_text(self) -> str:
        """As it is kept with a draft."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Place:
        """What was kept."""
        return cls(**json.loads(text))


def opening_of(widget: QWidget) -> Opening | None:
    """What the page around a widget was opened as; a window of its own belongs to its parent's."""
    page = page_of(widget)
    return _opening(page) if page is not None else None


def about_of(widget: QWidget) -> str:
    """Whom the page around a widget is about."""
    return str(getattr(page_of(widget), "about", ""))


def place_of(widget: QWidget, subject: str) -> Place:
    """Where a form is, by what is around it."""
    opening = opening_of(widget)
    dialog = next((each for each in _around(widget) if isinstance(each, QDialog)), None)
    press: Press = getattr(dialog, "press", Press())
    return Place(
        page=opening.page if opening else "",
        argument=paths.to_text(opening.argument if opening else None),
        panel=opening.panel if opening else False,
        dialog=dialog.windowTitle() if dialog is not None else "",
        subject=subject,
        button=press.name,
        nth=press.nth,
    )


def page_of(widget: QWidget) -> QWidget | None:
    """The page or panel around a widget; a window of its own belongs to its parent's."""
    return next((each for each in _around(widget) if _opening(each) is not None), None)


def _opening(widget: QWidget) -> Opening | None:
    found = getattr(widget, "opening", None)
    return found if isinstance(found, Opening) else None


def _around(widget: QWidget) -> Iterable[QWidget]:
    place: QWidget | None = widget
    while place is not None:
        yield place
        place = place.parentWidget()


def press(made: QPushButton, clicked: Callable[[], object]) -> None:
    """Runs what a button does, so that whatever opens meanwhile knows what led there."""
    _pressed.append(made)
    try:
        clicked()
    finally:
        _pressed.pop()


def press_that_led_here(parent: QWidget) -> Press:
    """The button that is being pressed on the page around `parent`; by key there may be none."""
    page = page_of(parent)
    if not _pressed or page is None:
        return Press()
    name = _pressed[-1].accessibleName()
    same = [each for each in buttons_of(page) if each.accessibleName() == name]
    return Press(name, same.index(_pressed[-1]) if _pressed[-1] in same else 0)


def button_for(place: Place, page: QWidget) -> QPushButton | None:
    """The button on a page that opens the window of a place: the same one, else one so named."""
    offered = buttons_of(page)
    same = [each for each in offered if place.button and each.accessibleName() == place.button]
    if place.nth < len(same):
        return same[place.nth]
    return next((each for each in offered if each.accessibleName().startswith(place.dialog)), None)


def buttons_of(page: QWidget) -> list[QPushButton]:
    """The buttons that a page offers now, also on a tab that lies behind another."""
    return [each for each in page.findChildren(QPushButton) if not each.isHidden()]
