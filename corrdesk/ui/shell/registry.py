"""How a capability puts its pages and panels into the window, without the window knowing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from corrdesk.base.actor import Actor
from corrdesk.casework.permissions import may
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.places import Opening
from corrdesk.ui.shell.tabbing import order_tabs
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import button

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


LAID_OUT = 20  # milliseconds after which new widgets have their place


class Page(QWidget):
    """A page or panel of the window. Subclasses fill in what they watch and how they refresh."""

    watches: frozenset[str] = frozenset()
    help_topic: str = ""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.opening: Opening | None = None  # filled in by the window each time it opens
        self.about = ""  # whom the page is about, in words, where it is about somebody

    def show_argument(self, argument: Any) -> None:
        """Called each time the page is opened, with what it was opened for; then `refresh`."""

    def refresh(self) -> None:
        """Asks again for what is shown. Called when a watched kind of record has changed."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard goes when the page opens; None: the search box."""
        return None

    def content_changed(self) -> None:
        """Called by a page that has just put new widgets on itself: Tab shall find them."""
        QTimer.singleShot(LAID_OUT, self, self._order_tabs)

    def lead_to(self, widget: QWidget | None) -> None:
        """Gives the keyboard to a widget just put on the page, unless somebody types elsewhere."""

        def lead() -> None:
            focus = QApplication.focusWidget()
            idle = isinstance(focus, QLineEdit) and not focus.text()
            if widget is not None and (focus is None or idle or self.isAncestorOf(focus)):
                widget.setFocus()

        if widget is not None:  # a window that has just closed still holds the keyboard
            QTimer.singleShot(LAID_OUT, widget, lead)

    def _order_tabs(self) -> None:
        order_tabs(self)

    def list_focus(self) -> QWidget | None:
        """The list that the arrow down leads to from the empty search box."""
        return None

    def take_scan(self, number: str) -> bool:  # noqa: ARG002 - for those that take it
        """A card was scanned while the page is shown; False leaves it to the search box."""
        return False

    def holds_typing(self) -> bool:
        """Whether something was typed here that is not saved; such a panel stays open."""
        return False


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page: `title` is a message to translate; pages without icon are reached from others.

    Whoever may do one of the `actions` finds it in the sidebar.
    """

    key: str
    title: str
    make: Callable[[Context], Page]
    icon: str = ""
    figure: Callable[[Desk], int] | None = None  # the number beside the title
    tone: Tone = Tone.PLAIN
    actions: Sequence[str] = ("person.read",)


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the search box's answer.

    `act`: what Enter does with it where that is not the usual, in words.
    """

    key: str
    title: str
    detail: str
    state: str
    shape: Shape
    tone: Tone
    act: str = ""


@dataclass(frozen=True, slots=True)
class SearchSpec:
    """What the search box asks, and what Enter and Ctrl+Enter do with the line that is chosen."""

    find: Callable[[Desk, str], Sequence[Hit]]
    enter: Callable[[Context, str], None]
    enter_label: str
    control_enter: Callable[[Context, str], None]
    control_enter_label: str


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Words of the status bar, more of them for who looks closer, and the page behind them."""

    text: str
    more: str = ""
    page: str = ""
    argument: Any = None


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything the window hosts, in the order of the sidebar. The first page is home."""

    pages: Sequence[PageSpec]
    panels: Sequence[PageSpec]
    search: SearchSpec
    panel_key: str = ""  # the panel that F2 opens
    extras: Sequence[PageSpec] = field(default=())
    notice: Callable[[Context], QWidget | None] | None = None  # stands over every page
    begin_day: Callable[[Context], None] | None = None  # when the desk opens, and every new day
    dropped: Callable[[Context, Sequence[Path]], None] | None = None  # files on the window
    status: Callable[[Desk], Sequence[StatusWords]] | None = None  # for the bar

    def for_actor(self, actor: Actor) -> Registry:
        """The same with the pages that somebody has a use for, by the permission table."""
        useful = [spec for spec in self.pages if any(may(actor, action) for action in spec.actions)]
        return replace(self, pages=tuple(useful))


def status_part(words: StatusWords, opened: Callable[[str, Any], None]) -> QWidget:
    """The words as a label or, with a page behind them, as something to press."""
    if not words.page:
        plain = QLabel(words.text)
        plain.setToolTip(words.more)
        return plain
    made = button(words.text, lambda: opened(words.page, words.argument), role="link")
    made.setToolTip(words.more)
    return made
