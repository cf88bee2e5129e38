"""The desk while it is open: sidebar, search box, result strip, pages, side panel, status bar.

Hosts and routes only. What a page shows and what a panel does is the business of its capability.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from corrdesk.base.i18n import _
from corrdesk.casework.permissions import may
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.desk_bar import DeskBar
from corrdesk.ui.shell.draft_strip import DraftStrip
from corrdesk.ui.shell.drops import take_drops
from corrdesk.ui.shell.help import open_help
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.places import Opening
from corrdesk.ui.shell.preferences import Preferences
from corrdesk.ui.shell.registry import Page, PageSpec, Registry, StatusWords
from corrdesk.ui.shell.restoring import Restorer
from corrdesk.ui.shell.search_box import SearchBox
from corrdesk.ui.shell.sidebar import Sidebar, page_keys
from corrdesk.ui.shell.strip import ResultStrip
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.widgets import clear, label
from corrdesk.ui.shell.words import long_day

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

DAY_CHECK = 60_000  # milliseconds
REFRESH_AFTER = 60  # milliseconds: several changes in a row redraw once


class Workplace(QWidget):
    """Everything that needs an open desk. Locking throws it away."""

    lock_wanted = Signal()
    rebuild_wanted = Signal()  # a new day, or another size

    def __init__(self, context: Context, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.registry = registry = registry.for_actor(context.desk.actor)
        self._sees_people = may(context.desk.actor, "person.read")
        self._specs: dict[str, PageSpec] = {
            spec.key: spec for spec in (*registry.pages, *registry.extras, *registry.panels)
        }
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._panel_key = ""
        self._trail: list[tuple[str, Any]] = []
        take_drops(self, context, registry.dropped)
        self._build()
        self._connect()
        self.open_page(registry.pages[0].key)

    # Pages and panel

    def open_page(self, key: str, argument: Any = None) -> None:
        """Shows a page, making it when it is opened for the first time."""
        page = self._page(key)
        page.opening = Opening(key, argument, _(self._specs[key].title))
        self._current = key
        self._trail = [*self._trail[-20:], (key, argument)]
        self._stack.setCurrentWidget(page)
        self.sidebar.show_page(key)
        page.show_argument(argument)
        page.refresh()
        panel = self.panel
        if panel is not None and not panel.holds_typing():
            self.close_panel(focus=False)
        if not self._sees_people:  # the page takes the keyboard wherever the box would
            self.search.setFocusProxy(page.first_focus() or page)
        (page.first_focus() or self.search).setFocus()

    def go_back(self) -> None:
        """Closes the panel, or goes to the page before."""
        if self._panel_key:
            self.leave_panel()
        elif len(self._trail) > 1:
            self._trail.pop()
            self.open_page(*self._trail.pop())
        else:
            self.search.reset()

    def open_panel(self, key: str, argument: Any = None) -> None:
        """Shows a side panel; where the window is narrow it takes the page's place."""
        panel = self._page(key)
        if self._panel_key != key:
            clear(self._panel_layout)
            self._pages[key] = panel = self._specs[key].make(self.context)
            self._panel_layout.addWidget(panel)
        if not panel.holds_typing():
            panel.opening = Opening(key, argument, _(self._specs[key].title), panel=True)
        self._panel_key = key
        panel.show_argument(argument)
        panel.refresh()
        self._arrange()
        (panel.first_focus() or panel).setFocus()

    def leave_panel(self) -> None:
        """Closes the side panel on purpose: what was typed there is given up."""
        panel = self.panel
        if panel is not None:
            self.context.drafts.give_up_in(panel)
        self.close_panel()

    def close_panel(self, *, focus: bool = True) -> None:
        """Closes the side panel; the search box is ready for the next person."""
        if self._panel_key:
            self._pages.pop(self._panel_key, None)
            clear(self._panel_layout)
            self._panel_key = ""
            self._arrange()
        if focus:
            self.search.reset()

    @property
    def current_page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._current]

    @property
    def panel(self) -> Page | None:
        """The side panel that is open."""
        return self._pages.get(self._panel_key)

    def show_help(self) -> None:
        """Opens the help at the topic of what is on screen."""
        topic = (self.panel or self.current_page).help_topic
        open_help(self.window(), topic)

    def show_settings(self) -> None:
        """Opens the settings; the window is built anew after a change."""
        Preferences(self.window(), self.context.settings, self.rebuild_wanted.emit).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Building

    def _build(self) -> None:
        desk = self.context.desk
        self.sidebar = Sidebar(desk.office.name, self.registry.pages)
        self.sidebar.set_narrow(True)  # until there is room: a wide one would widen the window
        self.search = SearchBox(self.context, self.registry.search, self)
        self.search.setMaximumWidth(px(560))
        show_if(self._sees_people, self.search)
        day = label(long_day(desk.clock.today()), "muted")
        head = QHBoxLayout()
        head.setContentsMargins(px(tokens.MARGIN), px(10), px(tokens.MARGIN), px(6))
        head.addWidget(self.search, 4)
        head.addStretch(1)
        head.addWidget(day)
        self.strip = ResultStrip()
        self.bar = DeskBar(desk.office.name, desk.actor.name, self.open_page)
        self.restorer = Restorer(
            self.context,
            self,
            known=self._specs,
            page=lambda: self.current_page,
            panel=lambda: self.panel,
        )
        self.drafts = DraftStrip(self.context, self.restorer.restore)
        strip = QHBoxLayout()
        strip.setContentsMargins(px(tokens.MARGIN), 0, px(tokens.MARGIN), px(4))
        strip.addWidget(self.strip)
        self._stack = QStackedWidget()
        self._panel_frame = QFrame()
        self._panel_frame.setProperty("role", "panel")
        self._panel_layout = QVBoxLayout(self._panel_frame)
        self._panel_layout.setContentsMargins(0, 0, 0, 0)
        self._panel_frame.hide()
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._stack, 1)
        body.addWidget(self._panel_frame)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(head)
        right.addLayout(strip)
        strip_below = QHBoxLayout()
        strip_below.setContentsMargins(px(tokens.MARGIN), 0, px(tokens.MARGIN), px(4))
        strip_below.addWidget(self.drafts)
        right.addLayout(strip_below)
        notice = self.registry.notice(self.context) if self.registry.notice else None
        if notice is not None:
            right.addWidget(notice)
        right.addLayout(body, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(across, 1)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        context = self.context
        context.page_wanted.connect(self.open_page)
        context.panel_wanted.connect(self.open_panel)
        context.panel_closed.connect(self.leave_panel)
        context.said.connect(self._say)
        context.changed.connect(self._hear)
        context.lock_wanted.connect(self.lock_wanted)
        context.rebuild_wanted.connect(self.rebuild_wanted)
        context.status_changed.connect(self._ask_figures)
        self.search.left_down.connect(self._focus_list)
        self.sidebar.page_chosen.connect(self.open_page)
        self.sidebar.settings_wanted.connect(self.show_settings)
        self.sidebar.help_wanted.connect(self.show_help)
        self.sidebar.lock_wanted.connect(self.lock_wanted)
        self._pending: set[str] = set()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REFRESH_AFTER)
        self._redraw.timeout.connect(self._refresh)
        for keys, run in (
            ("Ctrl+F", self._focus_search),
            ("F1", self.show_help),
            ("F2", self._open_default_panel),
            ("Ctrl+L", self.lock_wanted.emit),
            ("Ctrl+Z", self.strip.undo),
            ("Esc", self.go_back),
            *(
                (page_keys(number), lambda key=spec.key: self.open_page(key))
                for number, spec in enumerate(self.registry.pages, 1)
            ),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self._today = context.desk.clock.today()
        self._day_watch = QTimer(self)
        self._day_watch.setInterval(DAY_CHECK)
        self._day_watch.timeout.connect(self._watch_day)
        self._day_watch.start()
        context.only_looks = self.registry.begin_day is None
        if self.registry.begin_day is not None:
            self.registry.begin_day(context)
        self._ask_figures()
        self.drafts.ask()

    def _watch_day(self) -> None:
        """A desk that stays open over midnight begins the new day."""
        if self.context.desk.clock.today() != self._today:
            self._day_watch.stop()
            self.rebuild_wanted.emit()

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _focus_list(self) -> None:
        wanted = self.current_page.list_focus()
        if wanted is not None:
            wanted.setFocus()

    def _open_default_panel(self) -> None:
        if self.registry.panel_key and self._sees_people:
            page = self.current_page
            self.open_panel(self.registry.panel_key, page.property("panel_argument"))

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            page = self._specs[key].make(self.context)
            self._pages[key] = page
            if all(key != spec.key for spec in self.registry.panels):
                self._stack.addWidget(page)
        return self._pages[key]

    # Routing

    def _say(self, message: Message) -> None:
        self.strip.show_message(message)

    def _hear(self, kinds: frozenset[str]) -> None:
        self._pending |= kinds
        self._redraw.start()

    def _refresh(self) -> None:
        kinds, self._pending = frozenset(self._pending), set()
        for page in (self.current_page, self.panel):
            if page is not None and page.watches & kinds:
                page.refresh()
        self._ask_figures()

    def _ask_figures(self) -> None:
        specs = [spec for spec in self.registry.pages if spec.figure is not None]

        status = self.registry.status

        def question(desk: Desk) -> tuple[dict[str, int], str, Sequence[StatusWords]]:
            figures = {spec.key: spec.figure(desk) for spec in specs if spec.figure}
            return figures, desk.head().short, status(desk) if status else ()

        self.context.ask(self, question, slot="figures").then(self._show_figures).start()

    def _show_figures(self, answer: tuple[dict[str, int], str, Sequence[StatusWords]]) -> None:
        figures, head, told = answer
        for key, figure in figures.items():
            self.sidebar.buttons[key].show_figure(figure)
        self.bar.show_told(told, head)

    def _arrange(self) -> None:
        """Fits sidebar and panel to the width of the window."""
        self.sidebar.set_narrow(self.width() < px(tokens.NARROW))
        is_open = bool(self._panel_key)
        alone = self.width() < px(tokens.BESIDE)
        # What goes, goes first: both side by side for a moment would widen the window for good.
        if not is_open:
            self._panel_frame.hide()
        self._stack.setVisible(not (is_open and alone))
        if alone:
            self._panel_frame.setMaximumWidth(16777215)
            self._panel_frame.setMinimumWidth(0)
        else:
            self._panel_frame.setFixedWidth(px(tokens.PANEL))
        self._panel_frame.setVisible(is_open)
