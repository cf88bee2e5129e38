"""A window on the office of the tests, in a process of its own: says what its search box finds.

Run as a module: the folder of the office and the officer come as arguments, the passphrase on
standard input.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import open_desk
from corrdesk.settings import SettingsStore
from corrdesk.ui.app import make_window
from corrdesk.ui.shell.qt_setup import make_application

TODAY = date(2026, 6, 10)
LOOK_EVERY = 100  # milliseconds


def main(folder: Path, officer: str) -> int:
    """Shows the window until it is killed; one line for every new answer of the search box."""
    app = make_application(["corrdesk"])
    secret, clock = folder / "device.secret", FixedClock(TODAY)
    window = make_window(
        folder / "vault",
        clock=clock,
        settings=SettingsStore(folder / "settings.json"),
        device_secret_file=secret,
        only_look=True,
    )
    desk = open_desk(
        folder / "vault",
        officer=officer,
        passphrase=sys.stdin.readline().strip(),
        device_secret_file=secret,
        clock=clock,
    )
    window.show_desk(desk)
    window.show()
    window.activateWindow()
    said = [""]

    def look() -> None:
        search = window.workplace.search if window.workplace else None
        if search is None or not search.hasFocus():
            return
        names = [hit.title for hit in search.hits] if search.text() else []
        words = " ".join(["ready", search.text(), *names]).strip()
        if words != said[0]:
            said[0] = words
            sys.stdout.buffer.write(f"{words}\n".encode())
            sys.stdout.flush()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(LOOK_EVERY)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
