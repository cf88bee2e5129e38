"""Opens the real window on a desk and writes a picture of every screen: demo, README, self-test.

Plays no act: what the pictures show is what the vault holds. Works without a screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.casework.enforcement.queries import CASE_LISTS, cases_page
from corrdesk.ui.app import make_window, user_settings
from corrdesk.ui.paths import CheckInFor
from corrdesk.ui.shell.qt_setup import make_application

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk
    from corrdesk.ui.shell.main_window import MainWindow
    from corrdesk.ui.shell.workplace import Workplace

SIZE = (1366, 768)
LONGEST_WAIT = 20.0  # seconds for one screen to fill
SETTLE = 0.15  # seconds without work before the picture is taken


def capture_screens(desk: Desk, out: Path, *, scale: float = 1.0) -> list[Path]:
    """Writes a PNG of every screen into `out` and returns the files.

    The desk stays open; it is shown, not given away. Raises EnvironmentFault when a screen does
    not come up.
    """
    app = make_application(scale=scale)
    out.mkdir(parents=True, exist_ok=True)
    with _window(desk) as window:
        return [_shoot(app, window, out, name, open_) for name, open_ in _screens(desk, window)]


@contextmanager
def _window(desk: Desk) -> Iterator[MainWindow]:
    window = make_window(desk.folder, clock=desk.clock, settings=user_settings())
    window.setMinimumSize(0, 0)
    window.resize(*SIZE)
    window.show_desk(_Lent(desk))
    window.show()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _Lent:
    """A desk that the window may use but not close."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def close(self) -> None:
        """The owner closes it."""


def _screens(desk: Desk, window: MainWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    """Name of each picture and how to get to the screen."""
    place = window.workplace
    if place is None:
        raise EnvironmentFault(_("窗口没有打开。"), remedy=_("请重新安装后再试。"))
    with desk.read() as session:
        people = people_page(session, desk.office.id, PeopleFilter(), limit=1)
        cases = [
            case.id
            for name in CASE_LISTS
            for case in cases_page(session, desk.office.id, name, limit=1)
        ]
    yield "today", lambda: place.open_page("today", "due")
    yield "overdue", lambda: place.open_page("today", "overdue")
    yield "people", lambda: place.open_page("people")
    if people and people[0].status in LIVE:
        person = people[0]
        yield "search", lambda: _search(place, person.name[:1])
        yield "check-in", lambda: _check_in(place, person.person_id)
        yield "person", lambda: place.open_page("person", person.person_id)
        yield "person-duties", lambda: _tab(place, "duties")
        yield "person-reports", lambda: _tab(place, "reports")
    yield "violations", lambda: place.open_page("violations")
    for number, case in enumerate(cases, 1):
        yield f"case-{number}", lambda case=case: place.open_page("case", case)
    yield "import", lambda: place.open_page("import")
    yield "new-office", window.show_founding
    yield "locked", window.show_unlock


def _search(place: Workplace, term: str) -> None:
    place.open_page("today", "due")
    place.search.setFocus()
    place.search.setText(term)
    place.search.ask(term)


def _check_in(place: Workplace, person_id: str) -> None:
    place.search.reset()
    place.open_panel("check_in", CheckInFor(person_id))


def _tab(place: Workplace, key: str) -> None:
    place.close_panel()
    page: Any = place.current_page
    page.tabs.choose(key)


def _shoot(
    app: QApplication, window: MainWindow, out: Path, name: str, open_: Callable[[], object]
) -> Path:
    open_()
    _settle(app, window)
    path = out / f"{name}.png"
    picture = window.grab()
    if picture.isNull() or not picture.save(str(path)):
        raise EnvironmentFault(_("截图写不进去。"), remedy=_("请检查文件夹权限和磁盘空间。"))
    return path


def _settle(app: QApplication, window: QWidget) -> None:
    """Waits until the lanes are idle and everything is painted."""
    end = time.monotonic() + LONGEST_WAIT
    quiet_since = time.monotonic()
    while time.monotonic() < end:
        app.processEvents()
        if _is_busy(window):
            quiet_since = time.monotonic()
        if time.monotonic() - quiet_since > SETTLE:
            return
        time.sleep(0.005)


def _is_busy(window: Any) -> bool:
    place = window.workplace
    return place is not None and place.context.is_busy
