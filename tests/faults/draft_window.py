"""The real window with somebody typing into a form without end, one line for every word typed.

Run as a module: it loads the program once and makes one process after another out of itself, as
one line of JSON on standard input asks for each. Such a window says its number, then every word,
and is meant to be killed; then `ENDED` is said. With `careless` the guard is off: nothing that is
typed is kept.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from datetime import datetime, time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from corrdesk.base.clock import CHINA, ShiftedClock
from corrdesk.bootstrap import open_desk
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.settings import SettingsStore
from corrdesk.ui.app import make_window
from corrdesk.ui.paths import ViolationOf
from corrdesk.ui.shell import drafting
from corrdesk.ui.shell.qt_setup import make_application
from tests.faults.lock_office import OFFICER, TODAY

EVERY = 60  # milliseconds between two words
ENDED = "ended"


def say(words: object) -> None:
    """One line, in one piece whenever the process is killed."""
    sys.stdout.buffer.write(f"{words}\n".encode())
    sys.stdout.flush()


def show(folder: Path, canary: str, passphrase: str, *, careless: bool) -> int:
    """Types until it is killed."""
    app = make_application(["corrdesk"])
    if careless:
        drafting.DraftKeeper.keep = lambda self, draft: None  # type: ignore[method-assign]  # noqa: ARG005
    clock = ShiftedClock(datetime.combine(TODAY, time(9), CHINA))
    window = make_window(
        folder / "vault",
        clock=clock,
        settings=SettingsStore(folder / "settings.json"),
        device_secret_file=folder / "device.secret",
        only_look=True,
    )
    desk = open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=passphrase,
        device_secret_file=folder / "device.secret",
        clock=clock,
    )
    with desk.read() as session:
        line = desk_page(session, desk.office.id, TODAY, "due", limit=1)[0]
    window.show_desk(desk)
    window.show()
    window.activateWindow()
    place = window.workplace
    if place is None:
        return 1
    place.open_panel("violation", ViolationOf(line.person_id, line.supervision_id))
    panel: Any = place.panel
    facts = panel.form.facts
    facts.setFocus()
    words = iter(range(10_000))

    def type_one() -> None:
        word = f"{canary}{next(words):04d}"
        chinese = QInputMethodEvent()  # as an input method hands it over
        chinese.setCommitString(canary)
        QApplication.sendEvent(facts, chinese)
        QTest.keyClicks(facts, f"{word.removeprefix(canary)} ")
        say(word)

    timer = QTimer()
    timer.timeout.connect(type_one)
    QTimer.singleShot(400, lambda: timer.start(EVERY))
    return app.exec()


def main() -> None:
    """Makes a window for every line that is read, and waits for its end."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                say(os.getpid())
                os.environ.update(asked.pop("environment"))
                tempfile.tempdir = None  # it may have been looked up already
                show(Path(asked.pop("folder")), **asked)
            except BaseException:  # noqa: BLE001 - nothing of it may go on as the parent
                traceback.print_exc()
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        say(ENDED)


if __name__ == "__main__":
    main()
