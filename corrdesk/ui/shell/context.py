"""What every page holds: the open desk, the lanes for work, and the ways to speak to the window.

Pages never reach for each other or for the window; they ask the context.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from corrdesk.base.i18n import _
from corrdesk.settings import SettingsStore
from corrdesk.ui.shell.drafting import DraftKeeper
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.operations import Cancelled, Courier, Lane, Operation

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk
    from corrdesk.store.unit_of_work import Changes, UnitOfWork

T = TypeVar("T")
log = logging.getLogger(__name__)
LONGEST_ASIDE = 300.0  # seconds that closing waits for a backup


class Context(QObject):
    """One open desk with its two lanes. Closing it ends the lanes and closes the vault."""

    changed = Signal(object)  # kinds of records: pages that watch one of them ask again
    said = Signal(object)  # Message for the result strip
    page_wanted = Signal(str, object)
    panel_wanted = Signal(str, object)
    panel_closed = Signal()
    lock_wanted = Signal()
    status_changed = Signal()  # what the status bar tells may have changed
    rebuild_wanted = Signal()  # every page anew, on the same desk

    def __init__(self, desk: Desk, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.settings = settings
        self.only_looks = False  # nothing may be brought up to date by itself: pictures
        self._courier = Courier(self)
        self._writing = Lane("corrdesk-write")
        self._asking = Lane("corrdesk-read")
        self._beside: Lane | None = None
        self._asked: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._closed = False
        self._hurry = threading.Event()
        self._closing = threading.Event()
        self.drafts = DraftKeeper(self)

    # Work

    def act(self, parent: QObject, work: Callable[[UnitOfWork], T]) -> Operation[T]:
        """An act: runs in a unit of work on the writing lane; pages hear what it changed."""
        desk = self.desk

        def run() -> T:
            result, changes = desk.act(work)
            self._courier.hand_over(lambda: self._broadcast(changes))
            return result

        operation = Operation(parent, run, self._writing, self._courier)
        return operation.or_else(self.say_error)

    def run(
        self, parent: QObject, work: Callable[[Desk], T], *, changes: Iterable[str] = ()
    ) -> Operation[T]:
        """Work on the writing lane that opens its own unit of work or changes nothing.

        `changes` are the kinds of records that pages shall look at again afterwards.
        """
        desk, kinds = self.desk, frozenset(changes)

        def work_and_tell() -> T:
            result = work(desk)
            self._courier.hand_over(lambda: self._tell_kinds(kinds))
            return result

        operation = Operation(parent, work_and_tell, self._writing, self._courier)
        return operation.or_else(self.say_error)

    def ask(
        self, parent: QObject, question: Callable[[Desk], T], *, slot: str = ""
    ) -> Operation[T]:
        """A question: runs on the reading lane. Of one `slot` only the newest is answered."""
        desk = self.desk
        operation = Operation(parent, lambda: question(desk), self._asking, self._courier)
        operation.or_else(self.say_error)
        if slot:
            number = next(self._numbers)
            self._asked[slot] = number
            operation.while_wanted(lambda: self._asked[slot] == number)
        return operation

    def _broadcast(self, changes: Changes) -> None:
        self._tell_kinds(changes.kinds)

    def _tell_kinds(self, kinds: frozenset[str]) -> None:
        if kinds:
            self.changed.emit(kinds)

    def aside(self, parent: QObject, work: Callable[[Desk], T]) -> Operation[T]:
        """Long work beside the two lanes that neither acts nor asks, e.g. a backup."""
        if self._beside is None:
            self._beside = Lane("corrdesk-aside")
        desk = self.desk
        operation = Operation(parent, lambda: work(desk), self._beside, self._courier)
        return operation.or_else(self.say_error)

    @property
    def is_busy(self) -> bool:
        """Whether a lane still has work."""
        beside = self._beside is not None and self._beside.is_busy
        return beside or self._writing.is_busy or self._asking.is_busy

    # Words

    def say(self, message: Message) -> None:
        """Shows a message in the result strip until the next one."""
        self.said.emit(message)

    def say_error(self, error: Exception) -> None:
        """Shows an error in the result strip: what happened and what to do."""
        self.said.emit(explain_error(error))

    # Ways

    def go(self, page: str, argument: Any = None) -> None:
        """Opens a page."""
        self.page_wanted.emit(page, argument)

    def open_panel(self, panel: str, argument: Any = None) -> None:
        """Opens a side panel, e.g. the check-in."""
        self.panel_wanted.emit(panel, argument)

    def close_panel(self) -> None:
        """Closes the side panel and gives the focus back to the search box."""
        self.panel_closed.emit()

    # The end

    def check(self, *, may_wait: bool = True) -> None:
        """Called by long work between its steps. Raises Cancelled once the desk closes at once.

        Work that another day does as well (`may_wait=False`) ends at any closing.
        """
        if self._hurry.is_set() or (self._closing.is_set() and not may_wait):
            raise Cancelled

    def close(self, *, at_once: bool = False) -> None:
        """Ends the lanes after what is queued, then closes the desk. Safe to call twice.

        With `at_once` questions are dropped and long work is cancelled; what writes is finished.
        """
        if self._closed:
            return
        self._closed = True
        self._closing.set()
        if at_once:
            self._hurry.set()
        self._asking.stop(drop=at_once)
        if self._beside is not None:
            self._beside.stop(LONGEST_ASIDE, drop=at_once)
        self._writing.submit(self._close_desk)
        self._writing.stop()

    def _close_desk(self) -> None:
        try:
            self.desk.close()
        except Exception as error:  # noqa: BLE001 - a lane must not end with a trace on the screen
            log.error("closing the desk failed: [%s]", type(error).__name__)  # noqa: TRY400


def folder_name(folder: Path) -> str:
    """A folder as people say it: its last part."""
    return folder.name or _("数据文件夹")
