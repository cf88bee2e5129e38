"""Routing, refreshing, fitting: what the window does for every page."""

import ast
import inspect
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from sqlalchemy.engine import Engine

import corrdesk.ui
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.enforcement.measures.model import MeasureKind
from corrdesk.casework.enforcement.model import Breach, ViolationFacts
from corrdesk.casework.flows import open_case
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.paths import CheckInFor, LeaveOf, MeasureOf, ViolationOf
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.theme import apply_theme, px
from corrdesk.ui.shell.workplace import Workplace

INPUTS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)


@pytest.fixture
def case(desk: Desk, overdue: DeskLine) -> str:
    facts = ViolationFacts(Breach.REPORT, "应报到而未报到。", desk.clock.today())
    case_id, _changes = desk.act(lambda uow: open_case(uow, overdue.duty_id, facts, seal=desk.seal))
    return case_id


@pytest.fixture
def tour(
    place: Workplace, case: str, due: DeskLine, settled: Callable[[], None]
) -> Callable[[], Iterator[tuple[str, QWidget]]]:
    """Opens every page and panel, one after the other."""

    def go() -> Iterator[tuple[str, QWidget]]:
        arguments = {"person": due.person_id, "case": case}
        for spec in (*place.registry.pages, *place.registry.extras):
            place.open_page(spec.key, arguments.get(spec.key))
            settled()
            yield spec.key, place.current_page
        target = ViolationOf(due.person_id, due.supervision_id, due.duty_id)
        for key, argument in (("check_in", CheckInFor(due.person_id)), ("violation", target)):
            place.open_panel(key, argument)
            settled()
            assert place.panel is not None
            yield key, place.panel

    return go


def test_pages_have_their_keys(place: Workplace, settled: Callable[[], None], qtbot: QtBot) -> None:
    for number, spec in enumerate(place.registry.pages[:10], 1):
        key = Qt.Key(Qt.Key.Key_0 + number % 10)
        QTest.keyClick(place, key, Qt.KeyboardModifier.AltModifier)
        settled()
        assert place.sidebar.buttons[spec.key].isChecked()
    QTest.keyClick(place, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert place.search.hasFocus()


def test_escape_goes_back(
    place: Workplace, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    place.open_page("people")
    place.open_page("person", due.person_id)
    settled()
    place.open_panel("check_in", CheckInFor(due.person_id))
    settled()
    place.go_back()
    assert place.panel is None
    assert place.current_page.help_topic == "人员档案"
    place.go_back()
    assert place.current_page.help_topic == "在册人员"


def test_pages_redraw_when_something_they_show_changes(
    place: Workplace, due: DeskLine, settled: Callable[[], None]
) -> None:
    place.open_page("person", due.person_id)
    settled()
    place.context.act(
        place, lambda uow: change_person(uow, due.person_id, {"note": "新备注"})
    ).start()
    settled()
    page: object = place.current_page
    assert page.opened.file.person.note == "新备注"  # type: ignore[attr-defined]


def test_the_sidebar_counts_and_the_bar_shows_the_journal(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    settled()
    assert place.sidebar.buttons["today"].figure > 0
    assert desk.head().short in place.bar.head.text()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_page_fits(
    app: QApplication,
    window: MainWindow,
    settled: Callable[[], None],
    due: DeskLine,
    size: tuple[int, int],
    scale: float,
) -> None:
    if scale == 1.5 and size[0] == 1024:
        pytest.skip("the desk asks for 1366 pixels at 150 %")
    apply_theme(app, scale=scale)
    try:
        assert window.workplace is not None
        window.workplace.rebuild_wanted.disconnect()
        window.setMinimumSize(0, 0)  # what does not fit shall widen it, and be found below
        window.resize(*size)
        window._build_workplace(window._drop_workplace().context)
        place = window.workplace
        assert place is not None
        for spec in (*place.registry.pages, *place.registry.extras):
            place.open_page(spec.key, due.person_id if spec.key == "person" else None)
            settled()
            assert place.minimumSizeHint().width() <= size[0], spec.key
            assert place.minimumSizeHint().height() <= size[1], spec.key
            assert (window.width(), window.height()) == size, spec.key
        whose = (due.person_id, due.supervision_id, due.name)
        for panel, argument in (
            ("violation", ViolationOf(*whose[:2])),
            ("measure_start", MeasureOf(*whose, MeasureKind.DEVICE.value)),
            ("leave_request", LeaveOf(*whose)),
        ):
            place.open_page("person", due.person_id)
            place.open_panel(panel, argument)
            settled()
            save = place.panel.form.save_button  # type: ignore[union-attr]
            assert save.visibleRegion().boundingRect().size() == save.size(), panel
            place.close_panel()
            settled()
            assert (window.width(), window.height()) == size, panel
        place.open_page("today")
        place.open_panel("check_in", CheckInFor(due.person_id))
        settled()
        assert place.minimumSizeHint().width() <= size[0]
        save = place.panel.save_button  # type: ignore[union-attr]
        assert save.mapTo(window, save.rect().bottomRight()).y() < size[1]
        assert save.height() >= px(36) - 1
    finally:
        apply_theme(app)


def test_everything_that_can_be_used_has_a_name_and_a_size(
    tour: Callable[[], Iterator[tuple[str, QWidget]]],
) -> None:
    for key, page in tour():
        for kind in INPUTS:
            for widget in page.findChildren(kind):
                if not widget.isVisible() or widget.objectName().startswith("qt_"):
                    continue
                named = widget.accessibleName() or getattr(widget, "text", str)()
                assert named.strip(), (key, widget)
                if isinstance(widget, QAbstractButton):
                    assert widget.height() >= 34, (key, named)


class Flashes(QObject):
    """Notes every window that appears beside the main window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_part_of_a_page_flashes_as_a_window_of_its_own(
    app: QApplication, tour: Callable[[], Iterator[tuple[str, QWidget]]]
) -> None:
    flashes = Flashes()
    app.installEventFilter(flashes)
    list(tour())
    app.removeEventFilter(flashes)
    assert flashes.seen == []


def test_tab_goes_down_the_page_and_not_up(
    place: Workplace, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    place.open_panel("check_in", CheckInFor(due.person_id))
    settled()
    panel = place.panel
    assert panel is not None
    panel.setFocus()
    heights = []
    for _number in range(30):
        QTest.keyClick(place.window().focusWidget(), Qt.Key.Key_Tab)
        focus = place.window().focusWidget()
        if not panel.isAncestorOf(focus):
            break
        scrolled = panel.form.isAncestorOf(focus)  # type: ignore[attr-defined]
        root = panel.form if scrolled else panel  # type: ignore[attr-defined]
        heights.append((scrolled is False, focus.mapTo(root, focus.rect().topLeft()).y()))
    inside = [height for outside, height in heights if not outside]
    assert len(inside) >= 5
    assert inside == sorted(inside)


def test_the_ui_thread_runs_no_sql(
    place: Workplace, settled: Callable[[], None], tour: Callable[[], Iterator[tuple[str, QWidget]]]
) -> None:
    threads: set[str] = set()

    def note(*_arguments: object) -> None:
        threads.add(threading.current_thread().name)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert len(list(tour())) > 7
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert threads
    assert threading.main_thread().name not in threads


def test_no_widget_knows_sql() -> None:
    folder = Path(inspect.getfile(corrdesk.ui)).parent
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] in {"sqlalchemy", sqlite3.__name__} for name in names)


def test_a_new_day_builds_the_desk_anew(
    window: MainWindow, place: Workplace, settled: Callable[[], None], clock: object
) -> None:
    from datetime import timedelta

    clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    place._watch_day()
    settled()
    assert window.workplace is not None
    assert window.workplace is not place


def test_f1_opens_the_section_of_the_page(place: Workplace, qtbot: QtBot) -> None:
    place.show_help()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.browser.textCursor().block().text() == "今日工作台"  # type: ignore[attr-defined]
    dialog.close()
