"""A real office behind the real window, without a screen. The vault is made once and copied."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.ledger.plan import plan_import
from corrdesk.casework.flows import import_and_open
from corrdesk.casework.reporting.model import DeskLine, DutyKind
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.casework.reporting.service import open_duties
from corrdesk.settings import SettingsStore
from corrdesk.ui.app import make_window
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.qt_setup import make_application
from corrdesk.ui.shell.successor import Handover
from corrdesk.ui.shell.theme import apply_theme
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.vault.keyslots import KdfProfile

FOUNDED = date(2026, 5, 25)
TODAY = date(2026, 6, 10)
PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
SOON = 100  # milliseconds: what a clock brings later than that, a test waits for by itself


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office that imported the demo ledger two weeks ago."""
    folder = tmp_path_factory.mktemp("office")
    clock = FixedClock(FOUNDED)
    founding = Founding(
        office="青石镇司法所",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        pack_id="cn-example",
        county="青石县社区矫正管理局",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )
    secret = folder / "device.secret"
    desk, _code = create_desk(folder / "vault", founding, device_secret_file=secret, clock=clock)
    plan = plan_import(resource_path("demo", "ledger-office.xlsx"), today=clock.today())
    desk.act(lambda uow: import_and_open(uow, plan, desk.law()))
    clock.advance(FixedClock(TODAY).now() - clock.now())
    desk.act(lambda uow: open_duties(uow, desk.law()))
    desk.close()
    return folder


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the office: `vault` and `device.secret`."""
    place = tmp_path / "office"
    shutil.copytree(template, place)
    return place


@pytest.fixture
def desk(folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """The office, open. A context or window that shows it closes it; otherwise the test's end."""
    opened = open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret",
        clock=clock,
    )
    really_close = opened.close
    closed: list[bool] = []

    def close_once() -> None:
        if not closed:
            closed.append(True)
            really_close()

    opened.close = close_once  # type: ignore[method-assign]
    yield opened
    close_once()


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The dressed application. What the test let go of is taken apart before the next one."""
    yield make_application()
    # Otherwise that waits for an event loop, and dressing goes through hundreds of dead widgets.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def large(app: QApplication) -> Iterator[None]:
    """The desk at 150 %. Asked for before the window, which is built at the size in force."""
    apply_theme(app, scale=1.5)
    yield
    apply_theme(app)


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def context(app: QApplication, desk: Desk, settings: SettingsStore) -> Iterator[Context]:
    """An open desk with its lanes, without a window."""
    made = Context(desk, settings)
    yield made
    made.close()


class Heir:
    """Takes over as a process would, and ends nothing: notes what it was told."""

    def __init__(self) -> None:
        self.told: list[Handover] = []
        self.seen = True
        self.fails = False
        self.left = 0

    def start(self, handover: Handover) -> None:
        self.told.append(handover)
        if self.fails:
            raise OSError

    def is_seen(self) -> bool:
        return self.seen

    def leave(self) -> None:
        self.left += 1


@pytest.fixture
def heir() -> Heir:
    """What takes over when the window of the test is locked."""
    return Heir()


@pytest.fixture
def closed_window(
    app: QApplication,
    folder: Path,
    clock: FixedClock,
    settings: SettingsStore,
    heir: Heir,
    qtbot: QtBot,
) -> Iterator[MainWindow]:
    """The window on the locked screen."""
    window = make_window(
        folder / "vault",
        clock=clock,
        settings=settings,
        device_secret_file=folder / "device.secret",
        successor=heir,
    )
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_unlock()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def window(closed_window: MainWindow, desk: Desk, settled: Callable[[], None]) -> MainWindow:
    """The window with the open desk."""
    closed_window.show_desk(desk)
    settled()
    return closed_window


@pytest.fixture
def place(window: MainWindow) -> Workplace:
    """The open desk inside the window."""
    assert window.workplace is not None
    return window.workplace


class Shots:
    """The soon and single calls that were asked of Qt's clock and have not been made yet."""

    def __init__(self, really: Callable[..., None]) -> None:
        self._really = really
        self._ends: dict[int, float] = {}
        self._names = itertools.count()

    def ask(self, milliseconds: int, *target: Any) -> None:
        """In place of `QTimer.singleShot`."""
        if milliseconds > SOON:
            self._really(milliseconds, *target)
            return
        name, call = next(self._names), target[-1]
        # A call whose object is gone is never made: nobody waits much longer for it.
        self._ends[name] = time.monotonic() + (milliseconds + SOON) / 1000

        def made() -> None:
            self._ends.pop(name, None)
            call()

        self._really(milliseconds, *target[:-1], made)

    def are_open(self) -> bool:
        """Whether any is still to be made."""
        now = time.monotonic()
        self._ends = {name: end for name, end in self._ends.items() if end > now}
        return bool(self._ends)


@pytest.fixture(autouse=True)
def shots(monkeypatch: pytest.MonkeyPatch) -> Shots:
    """Every single call of a test's windows is known until it is made."""
    made = Shots(QTimer.singleShot)
    monkeypatch.setattr(QTimer, "singleShot", made.ask)
    return made


def _is_due(timer: QTimer) -> bool:
    return timer.isActive() and timer.isSingleShot() and timer.interval() <= SOON


@pytest.fixture
def settled(qtbot: QtBot, shots: Shots) -> Callable[[], None]:
    """Waits until no lane of any window has work, no clock runs, and what came back is shown."""

    def windows() -> list[MainWindow]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]

    def quiet() -> bool:
        places = [window.workplace for window in windows() if window.workplace is not None]
        if shots.are_open() or any(place.context.is_busy for place in places):
            return False
        due = any(_is_due(timer) for place in places for timer in place.findChildren(QTimer))
        # A button that its key presses stays down for a while; then it is clicked.
        return not due and not any(
            button.isDown() for place in places for button in place.findChildren(QAbstractButton)
        )

    def wait() -> None:
        until, rounds = time.monotonic() + 10, 0
        while rounds < 3:  # an answer may ask again
            qtbot.wait(1)
            rounds = rounds + 1 if quiet() else 0
            assert time.monotonic() < until, "the windows do not settle"

    return wait


@pytest.fixture
def due(desk: Desk) -> DeskLine:
    """An open window for reporting in person."""
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, TODAY, "due", limit=500)
    return next(line for line in lines if line.kind is DutyKind.CHECK_IN)


@pytest.fixture
def overdue(desk: Desk) -> DeskLine:
    """A window for reporting in person that was missed."""
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, TODAY, "overdue", limit=500)
    return next(line for line in lines if line.kind is DutyKind.CHECK_IN)
