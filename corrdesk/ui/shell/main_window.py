"""The window: the locked screen, the first-run wizard or the open desk, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from corrdesk.base.i18n import _
from corrdesk.settings import UI_IDLE_LOCK_MINUTES, UI_SCALE, SettingsStore
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.icons import icon
from corrdesk.ui.shell.idle import MINUTE, IdleWatch
from corrdesk.ui.shell.registry import Registry
from corrdesk.ui.shell.scanner import ScannerWatch
from corrdesk.ui.shell.theme import apply_theme, px, scale
from corrdesk.ui.shell.unlock import Opener, UnlockView
from corrdesk.ui.shell.workplace import Workplace

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

FIRST_SIZE = (1240, 720)
LEAST_SIZE = (800, 480)

FoundingScreen = Callable[[Callable[["Desk"], None], Callable[[], None]], QWidget]
"""Makes the first-run wizard; it is told what to do with the new desk and where to go back to."""


class MainWindow(QMainWindow):
    """Hosts one of three screens and routes what concerns the whole window."""

    def __init__(
        self,
        *,
        registry: Registry,
        settings: SettingsStore,
        opener: Opener,
        founding: FoundingScreen,
        folder: Path,
        device_secret_file: Path | None = None,
    ) -> None:
        super().__init__()
        self._registry = registry
        self._settings = settings
        self._founding = founding
        self.workplace: Workplace | None = None
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
        self._idle = IdleWatch(settings.get(UI_IDLE_LOCK_MINUTES) * MINUTE, self)
        self._idle.idle.connect(self.lock)
        self._scanner = ScannerWatch(self)
        self._scanner.scanned.connect(self._take_scan)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self._idle)
            app.installEventFilter(self._scanner)
        self._fit_screen()

    def show_desk(self, desk: Desk) -> None:
        """Shows an open desk."""
        self._close_desk()
        self._officer, self._folder = desk.actor.name, desk.folder
        self._build_workplace(Context(desk, self._settings, self))
        self.setWindowTitle(_("{office} 社区矫正工作台").format(office=desk.office.name))
        self._idle.start()

    def _build_workplace(self, context: Context) -> None:
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

    def show_unlock(self) -> None:
        """Shows the locked screen."""
        self.unlock.prepare(self._folder, self._officer)
        self._show(self.unlock)
        self.unlock.first_focus().setFocus()

    def lock(self) -> None:
        """Closes the desk and everything that shows it; the passphrase is asked for again."""
        if self.workplace is None:
            return
        self._idle.stop()
        self._close_dialogs()
        self.setWindowTitle(_("司法所社区矫正工作台（已锁定）"))
        self._close_desk()
        self.show_unlock()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._idle.stop()
        self._close_dialogs()
        self._close_desk()
        self.unlock.stop()
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
        for widget in QApplication.topLevelWidgets():
            if widget is not self and widget.isVisible() and widget.isWindow():
                widget.close()

    def _take_scan(self, number: str) -> None:
        if self.workplace is not None and QApplication.activeModalWidget() is None:
            self.workplace.search.take_scan(number)

    def _fit_screen(self) -> None:
        """Takes the usual size, or the whole screen where that is too small for it."""
        self.setMinimumSize(*LEAST_SIZE)
        space = self.screen().availableGeometry()
        width, height = px(FIRST_SIZE[0]), px(FIRST_SIZE[1])
        self.resize(min(width, space.width()), min(height, space.height()))
