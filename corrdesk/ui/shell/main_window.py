"""The window: the locked screen, the first-run wizard or the open desk, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from corrdesk.base.clock import SystemClock
from corrdesk.base.i18n import _
from corrdesk.settings import UI_IDLE_LOCK_MINUTES, UI_SCALE, SettingsStore
from corrdesk.ui.shell.clipboard import ClipboardGuard
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.icons import icon
from corrdesk.ui.shell.idle import MINUTE, IdleWatch
from corrdesk.ui.shell.registry import Registry
from corrdesk.ui.shell.scanner import ScannerWatch
from corrdesk.ui.shell.session_watch import SessionWatch, watch_session
from corrdesk.ui.shell.successor import Handover, Successor
from corrdesk.ui.shell.theme import apply_theme, px, scale
from corrdesk.ui.shell.unlock import Credentials, Opener, UnlockView
from corrdesk.ui.shell.workplace import Workplace

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

FIRST_SIZE = (1240, 720)
LEAST_SIZE = (800, 480)
LOOK_EVERY = 20  # milliseconds between two looks whether this process may end
LONGEST_LEAVING = 1500  # milliseconds after which it ends in any case: the key must be gone

FoundingScreen = Callable[[Callable[["Desk"], None], Callable[[], None]], QWidget]
"""Makes the first-run wizard; it is told what to do with the new desk and where to go back to."""

RecoveryScreen = Callable[[Credentials, Callable[["Desk"], None], Callable[[], None]], QWidget]
"""Makes the screen for the printed code; it is told what is known, and both ways on."""


class MainWindow(QMainWindow):
    """Hosts one of three screens and routes what concerns the whole window."""

    def __init__(
        self,
        *,
        registry: Registry,
        settings: SettingsStore,
        opener: Opener,
        founding: FoundingScreen,
        recovering: RecoveryScreen,
        folder: Path,
        successor: Successor,
        device_secret_file: Path | None = None,
        throw_away: Path | None = None,
    ) -> None:
        """`throw_away` is a folder that the last process of this desk removes."""
        super().__init__()
        self._successor = successor
        self._throw_away = throw_away
        self._leaving = QTimer(self)
        self._leaving.setInterval(LOOK_EVERY)
        self._leaving.timeout.connect(self._look_whether_left)
        self._session: SessionWatch | None = None
        self._registry = registry
        self._settings = settings
        self._founding = founding
        self._recovering = recovering
        self.workplace: Workplace | None = None
        self._closed = False
        self._officer = ""
        self._folder = folder
        self.setWindowTitle(_("司法所社区矫正工作台"))
        self.setWindowIcon(icon("corrdesk"))
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.unlock = UnlockView(opener, folder, device_secret_file)
        self._stack.addWidget(self.unlock)
        self.unlock.opened.connect(self.show_desk)
        self.unlock.new_office_wanted.connect(self.show_founding)
        self.unlock.recovery_wanted.connect(self.show_recovery)
        self._idle = IdleWatch(settings.get(UI_IDLE_LOCK_MINUTES) * MINUTE, self)
        self._idle.idle.connect(self.lock)
        self._scanner = ScannerWatch(self)
        self._scanner.scanned.connect(self._take_scan)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self._idle)
            app.installEventFilter(self._scanner)
        self.clipboard = ClipboardGuard(QApplication.clipboard(), self)
        self._fit_screen()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the session is watched: the window has the handle that Windows wants."""
        super().showEvent(event)
        if self._session is None:
            self._session = watch_session(self.winId(), self)
            self._session.left.connect(self.lock)

    def take_over(self, told: Handover) -> None:
        """Stands where the window of the process before stood, with the same name filled in."""
        self._officer = told.officer
        self.restoreGeometry(QByteArray.fromBase64(told.geometry.encode()))
        self.show_unlock()

    def show_desk(self, desk: Desk) -> None:
        """Shows an open desk."""
        self._close_desk()
        self._officer, self._folder = desk.actor.name, desk.vault.folder
        self._build_workplace(Context(desk, self._settings, self))
        self.setWindowTitle(_("{office} 社区矫正工作台").format(office=desk.office.name))
        self._idle.start()

    def _build_workplace(self, context: Context) -> None:
        context.drafts.resume()
        self.workplace = Workplace(context, self._registry)
        self.workplace.lock_wanted.connect(self.lock)
        self.workplace.rebuild_wanted.connect(self._rebuild)
        self._show(self.workplace)
        self.workplace.search.setFocus()

    def _rebuild(self) -> None:
        """Builds every page anew, for a new day or another size, on the same open desk."""
        app = QApplication.instance()
        if self.workplace is None or not isinstance(app, QApplication):
            return
        self._close_dialogs()
        self._idle.set_minutes(self._settings.get(UI_IDLE_LOCK_MINUTES))
        context = self._drop_workplace().context
        wanted = self._settings.get(UI_SCALE) / 100
        if wanted != scale():
            apply_theme(app, scale=wanted)
        self._build_workplace(context)

    def show_founding(self) -> None:
        """Shows the first-run wizard."""
        self._show(self._founding(self.show_desk, self.show_unlock))

    def show_recovery(self, known: Credentials) -> None:
        """Shows the screen that opens the vault with the printed code."""
        screen = self._recovering(known, self.show_desk, self.show_unlock)
        self._show(screen)
        screen.setFocus()

    def show_unlock(self) -> None:
        """Shows the locked screen."""
        self.unlock.prepare(self._folder, self._officer)
        self._show(self.unlock)
        self.unlock.first_focus().setFocus()

    def lock(self) -> None:
        """Covers the desk at once, closes it, and ends the process that held the key.

        The next process asks for the passphrase again. This one ends when that one is seen and
        the desk is closed, and after a second and a half whatever may still run.
        """
        if self.workplace is None:
            return
        told = self._handover(self.workplace.context)
        self._idle.stop()
        self.clipboard.forget()
        self._close_dialogs()
        self.setWindowTitle(_("司法所社区矫正工作台（已锁定）"))
        context = self._drop_workplace().context
        self.unlock.prepare(self._folder, self._officer)
        self.unlock.show_leaving()
        self._show(self.unlock)
        self.repaint()
        self._closed = False
        self.unlock.finish(lambda: context.close(at_once=True), self._note_closed)
        QTimer.singleShot(LONGEST_LEAVING, self, self._successor.leave)
        try:
            self._successor.start(told)
        except OSError:  # nothing takes over: better a desk to start by hand than a key that stays
            self._successor.leave()
        self._leaving.start()

    def _handover(self, context: Context) -> Handover:
        desk, secret = context.desk, self.unlock.secret_file
        of_the_machine = isinstance(desk.clock, SystemClock)
        return Handover(
            folder=str(desk.vault.folder),
            officer=self._officer,
            device_secret_file=str(secret) if secret else "",
            geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
            now="" if of_the_machine else desk.clock.now().isoformat(),
            throw_away=str(self._throw_away) if self._throw_away else "",
        )

    def _note_closed(self) -> None:
        self._closed = True

    def _look_whether_left(self) -> None:
        if self._closed and self._successor.is_seen():
            self._leaving.stop()
            self._successor.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving.isActive():
            self._successor.leave()
        self._idle.stop()
        self.clipboard.forget()
        self._close_dialogs()
        self._close_desk()
        self.unlock.stop()
        if self._session is not None:
            self._session.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self._idle)
            app.removeEventFilter(self._scanner)
        super().closeEvent(event)

    def _show(self, screen: QWidget) -> None:
        """Puts a screen in front and throws the others away, the locked one apart."""
        if self._stack.indexOf(screen) < 0:
            self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        for number in reversed(range(self._stack.count())):
            other = self._stack.widget(number)
            if other not in {screen, self.unlock}:
                self._stack.removeWidget(other)
                other.deleteLater()

    def _close_desk(self) -> None:
        """Closes the open desk; the locked screen does not wait for a backup that still runs."""
        if self.workplace is not None:
            context = self._drop_workplace().context
            self.unlock.finish(context.close, context.deleteLater)

    def _drop_workplace(self) -> Workplace:
        if self.workplace is None:
            msg = "there is no open desk to drop"
            raise RuntimeError(msg)
        workplace, self.workplace = self.workplace, None
        self._stack.setCurrentWidget(self.unlock)
        self._stack.removeWidget(workplace)
        workplace.search.close_list()
        workplace.hide()
        workplace.deleteLater()
        return workplace

    def _close_dialogs(self) -> None:
        """Closes every window but this one; what was typed in them, or here, is kept first."""
        if self.workplace is not None:
            self.workplace.context.drafts.hold()
        for widget in QApplication.topLevelWidgets():
            if widget is not self and widget.isVisible() and widget.isWindow():
                widget.close()

    def _take_scan(self, number: str) -> None:
        if self.workplace is not None and QApplication.activeModalWidget() is None:
            place = self.workplace
            if place.panel is not None or not place.current_page.take_scan(number):
                place.search.take_scan(number)

    def _fit_screen(self) -> None:
        """Takes the usual size, or the whole screen where that is too small for it."""
        self.setMinimumSize(*LEAST_SIZE)
        space = self.screen().availableGeometry()
        width, height = px(FIRST_SIZE[0]), px(FIRST_SIZE[1])
        self.resize(min(width, space.width()), min(height, space.height()))
