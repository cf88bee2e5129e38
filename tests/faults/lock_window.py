"""The real window on an office, in a process of its own that can be told to lock: one line a step.

Run as a module: the office's folder comes as argument, passphrase and orders on standard input.
With `stay` the guard is off: the desk is closed and covered, but the process does not end.
"""

from __future__ import annotations

import sys
import threading
from datetime import datetime, time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from corrdesk.base.clock import CHINA, ShiftedClock
from corrdesk.settings import SettingsStore
from corrdesk.ui.app import make_window
from corrdesk.ui.shell.qt_setup import make_application
from corrdesk.ui.shell.successor import ProcessSuccessor
from corrdesk.vault.no_dumps import forbid_dumps
from tests.faults.lock_office import OFFICER, TODAY


class Staying(ProcessSuccessor):
    """Takes over without the one before going away: what locking was before."""

    def leave(self) -> None:
        say("stayed")


class Ear(QObject):
    """Hands orders from the reading thread to the window's."""

    order = Signal(str)


def say(word: str) -> None:
    """One line to whoever plays this window."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(folder: Path, *, stay: bool) -> int:
    """Opens the desk as the unlock window does and waits for orders."""
    forbid_dumps()
    app = make_application(["corrdesk"])
    secret = folder / "device.secret"
    clock = ShiftedClock(datetime.combine(TODAY, time(9), CHINA))
    window = make_window(
        folder / "vault",
        clock=clock,
        settings=SettingsStore(folder / "settings.json"),
        device_secret_file=secret,
        successor=Staying() if stay else None,
    )
    window.show_unlock()
    window.show()
    window.unlock.officer.setText(OFFICER)
    window.unlock.passphrase.line.setText(sys.stdin.readline().strip())
    window.unlock.opened.connect(lambda _desk: say("open"), Qt.ConnectionType.QueuedConnection)
    window.unlock.try_open()
    ear = Ear()
    ear.order.connect(lambda _order: window.lock(), Qt.ConnectionType.QueuedConnection)

    def listen() -> None:
        for line in sys.stdin:
            ear.order.emit(line.strip())

    threading.Thread(target=listen, daemon=True).start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), stay="stay" in sys.argv[2:]))
