"""Says when nobody sits at the desk any more: the session was locked, or the machine goes to sleep.

One small object per system; the window locks on its signal and does not know which one it is.
"""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

LOGIND = "/org/freedesktop/login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "com.deepin.ScreenSaver",
)
WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 4
WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, WTS_CONSOLE_DISCONNECT = 0x02B1, 7, 2
WINDOWS_MESSAGE = b"windows_generic_MSG"


class SessionWatch(QObject):
    """Tells by `left` that the person is away. Where a system says nothing, it never does."""

    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state_changed)

    def stop(self) -> None:
        """Listens no longer."""

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended:
            self.left.emit()


class BusWatch(SessionWatch):
    """Linux: logind on the system bus, screen savers on the bus of the session."""

    def __init__(
        self, system: QDBusConnection, session: QDBusConnection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._links = [
            (system, LOGIND, MANAGER, "PrepareForSleep", "_sleep(bool)"),
            (system, "", SESSION, "Lock", "_lock()"),  # of any session: one too often is safe
            *((session, "", saver, "ActiveChanged", "_saver(bool)") for saver in SAVERS),
        ]
        self.heard = [
            # The stubs want bytes; the binding refuses them and takes what SLOT gives.
            bus.connect("", path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]
            for bus, path, interface, name, slot in self._links
            if bus.isConnected()
        ]

    def stop(self) -> None:
        for bus, path, interface, name, slot in self._links:
            if bus.isConnected():
                bus.disconnect("", path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]

    @Slot(bool)
    def _sleep(self, begins: bool) -> None:
        if begins:
            self.left.emit()

    @Slot()
    def _lock(self) -> None:
        self.left.emit()

    @Slot(bool)
    def _saver(self, active: bool) -> None:
        if active:
            self.left.emit()


class _Message(ctypes.Structure):
    """The head of a message of Windows; the rest is not read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
    )


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, watch: WindowsWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(self, kind: Any, message: Any) -> tuple[bool, int]:
        if bytes(kind) == WINDOWS_MESSAGE:
            told = _Message.from_address(int(message))
            self._watch.hear(told.message, told.word)
        return False, 0


class WindowsWatch(SessionWatch):
    """Windows: messages about power, and about the session once it was asked for."""

    def __init__(self, window: int, parent: QObject | None = None) -> None:
        """`window` is the handle that gets the messages of the session; 0 asks for none."""
        super().__init__(parent)
        self._filter = _Filter(self)
        app = QGuiApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        if window:
            libraries: Any = vars(ctypes)["windll"]
            libraries.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window), 0)

    def stop(self) -> None:
        app = QGuiApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self._filter)

    def hear(self, message: int, word: int) -> None:
        """Takes one message of the system."""
        asleep = message == WM_POWERBROADCAST and word == PBT_APMSUSPEND
        locked = message == WM_WTSSESSION_CHANGE and word in {
            WTS_SESSION_LOCK,
            WTS_CONSOLE_DISCONNECT,
        }
        if asleep or locked:
            self.left.emit()


def watch_session(window: int, parent: QObject, platform: str = sys.platform) -> SessionWatch:
    """The watch of this system; `window` is the handle of the main window."""
    if platform == "win32":
        return WindowsWatch(window, parent)
    if platform.startswith("linux"):
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - not on every system

        return BusWatch(QDBusConnection.systemBus(), QDBusConnection.sessionBus(), parent)
    return SessionWatch(parent)
