"""The desk hears that its person left: on a private bus, and by the messages of Windows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell import session_watch
from corrdesk.ui.shell.session_watch import (
    MANAGER,
    PBT_APMSUSPEND,
    SAVERS,
    SESSION,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    WTS_SESSION_LOCK,
    SessionWatch,
    WindowsWatch,
    watch_session,
)

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("dbus-daemon") is None,
    reason="not installed: dbus-daemon",
)


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a bus of its own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().decode().strip()
        from PySide6.QtDBus import QDBusConnection

        for connection in ("desk", "system"):
            QDBusConnection.disconnectFromBus(connection)
        daemon.terminate()


@LINUX
@pytest.mark.parametrize(
    ("path", "interface", "name", "arguments"),
    [
        ("/org/freedesktop/login1", MANAGER, "PrepareForSleep", [True]),
        ("/org/freedesktop/login1/session/_32", SESSION, "Lock", []),
        *(("/org/freedesktop/ScreenSaver", saver, "ActiveChanged", [True]) for saver in SAVERS),
    ],
)
def test_sleep_and_screen_lock_are_heard(
    path: str, interface: str, name: str, arguments: list[bool], bus: str, qtbot: QtBot
) -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    ours = QDBusConnection.connectToBus(bus, "desk")
    others = QDBusConnection.connectToBus(bus, "system")
    watch = session_watch.BusWatch(ours, ours)
    assert len(watch.heard) == 2 + len(SAVERS), ours.lastError().message()
    assert all(watch.heard)

    def say(*told: bool) -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(told))
        assert others.send(message)

    heard: list[bool] = []
    watch.left.connect(lambda: heard.append(True))
    ours.interface().registeredServiceNames()  # answered after the bus knows what is listened for
    if arguments:
        say(False)  # waking up, or the saver going away, is no reason
        qtbot.wait(60)
        assert heard == []
    say(*arguments)
    qtbot.waitUntil(lambda: heard == [True], timeout=3000)
    watch.stop()
    say(*arguments)
    qtbot.wait(60)
    assert heard == [True]


@LINUX
def test_without_a_bus_nothing_is_heard_and_nothing_breaks(app: QApplication) -> None:
    from PySide6.QtDBus import QDBusConnection

    nowhere = QDBusConnection("never-connected")
    watch = session_watch.BusWatch(nowhere, nowhere)
    assert watch.heard == []
    watch.stop()


def test_windows_says_it_by_messages(app: QApplication) -> None:
    watch = WindowsWatch(0)
    heard: list[bool] = []
    watch.left.connect(lambda: heard.append(True))
    watch.hear(WM_WTSSESSION_CHANGE, 8)  # unlocked again
    watch.hear(WM_POWERBROADCAST, 7)  # awake again
    watch.hear(0x0113, WTS_SESSION_LOCK)  # another message with the same number
    assert heard == []
    watch.hear(WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK)
    watch.hear(WM_POWERBROADCAST, PBT_APMSUSPEND)
    assert heard == [True, True]
    watch.stop()


def test_a_message_of_windows_is_read_as_it_lies_in_memory(app: QApplication) -> None:
    import ctypes

    watch = WindowsWatch(0)
    heard: list[bool] = []
    watch.left.connect(lambda: heard.append(True))
    message = session_watch._Message(0, WM_POWERBROADCAST, PBT_APMSUSPEND)
    for kind in (b"xcb_generic_event_t", session_watch.WINDOWS_MESSAGE):
        answer = watch._filter.nativeEventFilter(kind, ctypes.addressof(message))
        assert answer == (False, 0)
    assert heard == [True]
    watch.stop()


def test_elsewhere_qt_is_asked(app: QApplication) -> None:
    window = QWidget()
    watch = watch_session(0, window, "darwin")
    assert type(watch) is SessionWatch
    heard: list[bool] = []
    watch.left.connect(lambda: heard.append(True))
    watch._state_changed(Qt.ApplicationState.ApplicationActive)
    assert heard == []
    watch._state_changed(Qt.ApplicationState.ApplicationSuspended)
    assert heard == [True]
    watch.stop()
    window.deleteLater()


def test_this_system_has_a_watch(app: QApplication) -> None:
    window = QWidget()
    assert isinstance(watch_session(0, window, sys.platform), SessionWatch)
    window.deleteLater()
