"""Opens the real window on a desk and writes a picture of every screen: demo, README, self-test.

Plays no act: what the pictures show is what the vault holds. Works without a screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.queries import CASE_LISTS, case_file, cases_page
from corrdesk.casework.programs.queries import sessions_page
from corrdesk.casework.relocation.queries import relocations_page
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.casework.reporting.queries import desk_page
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
    app = make_application(scale=scale, pictures_only=True)
    out.mkdir(parents=True, exist_ok=True)
    with _window(desk) as window:
        return [_shoot(app, window, out, name, open_) for name, open_ in _screens(desk, window)]


@contextmanager
def _window(desk: Desk) -> Iterator[MainWindow]:
    window = make_window(
        desk.vault.folder, clock=desk.clock, settings=user_settings(), only_look=True
    )
    window.setMinimumSize(0, 0)
    window.resize(*SIZE)
    window.show_desk(cast("Desk", _Lent(desk)))
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
        today = desk.clock.today()
        due = desk_page(session, desk.office.id, today, "due", limit=200)
        cases = [
            case.id
            for name in CASE_LISTS
            for case in cases_page(session, desk.office.id, name, limit=1)
        ]
        waiting = sessions_page(session, desk.office.id, today, "to_record", limit=1)
        moves = relocations_page(session, desk.office.id, desk.law(), "out")
        moving = moves[0].relocation_id if moves else None
        ready = _granted_case(session, desk.office.id, cases)
    yield "today", lambda: place.open_page("today", "due")
    yield "overdue", lambda: place.open_page("today", "overdue")
    yield "people", lambda: place.open_page("people")
    if due:
        line = next((each for each in due if each.kind is DutyKind.CHECK_IN), due[0])
        yield "search", lambda: _search(place, line.name[:1])
        yield "check-in", lambda: _check_in(place, line.person_id)
        yield "person", lambda: place.open_page("person", line.person_id)
        yield "person-duties", lambda: _tab(place, "duties")
        yield "why", lambda: _why(place)
        yield "person-reports", lambda: _tab(place, "reports")
    yield "hints", lambda: place.open_page("hints")
    yield "measures", lambda: place.open_page("measures", "due")
    yield "violations", lambda: place.open_page("violations")
    for number, case in enumerate(cases, 1):
        yield f"case-{number}", partial(place.open_page, "case", case)
    if ready is not None:
        yield "notice-preview", lambda: _preview(place, ready)
    yield "leaves", lambda: place.open_page("leaves", "away")
    yield "relocations", lambda: place.open_page("relocations", "out")
    if moving is not None:
        yield "relocation", lambda: place.open_page("relocation", moving)
    yield "programs", lambda: place.open_page("programs", "short")
    if waiting:
        yield "session", lambda: place.open_page("session", waiting[0].session_id)
    yield "approvals", lambda: place.open_page("approvals", "to_tell")
    yield "rules", lambda: place.open_page("rules")
    yield "import", lambda: place.open_page("import")
    yield "care", lambda: place.open_page("care", "keys")
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


def _granted_case(session: Any, office: str, cases: list[str]) -> str | None:
    """A case whose notice can be looked at before it is issued."""
    for case in cases:
        file = case_file(session, office, case)
        granted = file is not None and any(row.outcome == "granted" for row in file.decisions)
        if granted and file is not None and not file.notices:
            return case
    return None


def _preview(place: Workplace, case: str) -> None:
    place.open_page("case", case)
    _settle_place(place)
    page: Any = place.current_page
    if page.cards.next_button is not None:
        page.cards.next_button.click()


def _why(place: Workplace) -> None:
    page: Any = place.current_page
    table = page.lists.duties
    table.opened.emit(table.current_record())


def _shoot(
    app: QApplication, window: MainWindow, out: Path, name: str, open_: Callable[[], object]
) -> Path:
    open_()
    _settle(app, window)
    _stand_still(app, window)
    path = out / f"{name}.png"
    picture = _grab(window)
    if picture.isNull() or not picture.save(str(path)):
        raise EnvironmentFault(_("截图写不进去。"), remedy=_("请检查文件夹权限和磁盘空间。"))
    return path


def _grab(window: MainWindow) -> QPixmap:
    """The window with the dialog that stands in front of it; the dialog is closed again."""
    picture = window.grab()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
        left = (picture.width() - dialog.width()) // 2
        top = (picture.height() - dialog.height()) // 2
        painter.drawPixmap(left, top, dialog.grab())
        painter.end()
        dialog.close()
    return picture


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


def _settle_place(place: Workplace) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _settle(app, place.window())


def _stand_still(app: QApplication, window: QWidget) -> None:
    """Waits until two looks in a row are the same: layouts move after the last answer has come."""
    end = time.monotonic() + LONGEST_WAIT
    seen = window.grab().toImage()
    while time.monotonic() < end:
        _settle(app, window)
        now = window.grab().toImage()
        if now == seen:
            return
        seen = now


def _is_busy(window: Any) -> bool:
    place = window.workplace
    return place is not None and place.context.is_busy
