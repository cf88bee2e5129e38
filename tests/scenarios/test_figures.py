"""Every figure on every page of the desk is as long as the list that it opens.

The walk finds pages in the registry and figures on the pages by itself: whatever button ends in a
number is pressed. A new page or figure is walked on the day it comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.queries import measure_lines
from corrdesk.casework.programs.goals.queries import goal_lines
from corrdesk.casework.programs.queries import sessions_page
from corrdesk.cli.demo.office import make_office
from corrdesk.ui import capture
from corrdesk.ui.app import registry
from corrdesk.ui.paths import HoursOf
from corrdesk.ui.programs import programs
from corrdesk.ui.reporting.today import FigureButton
from corrdesk.ui.shell.qt_setup import make_application
from corrdesk.ui.shell.table import RecordTable
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.conftest import settled, shots

__all__ = ["settled", "shots"]  # fixtures

DAY = date(2026, 6, 10)
NUMBER = re.compile(r"(?:^|\s)(\d+)$")
PAGES = registry().pages
WALKED = 60
"""So many figures there are at least: a walk that finds fewer has become blind."""
SEEN: list[str] = []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("figures")
    office = make_office(folder, FixedClock(DAY), DAY, say=lambda _text: None)
    yield office.desk
    office.desk.close()


@pytest.fixture
def place(desk: Desk, qapp: QApplication) -> Iterator[Workplace]:
    make_application()
    qapp.processEvents()
    with ExitStack() as stack:
        window = stack.enter_context(capture._window(desk))
        assert window.workplace is not None
        yield window.workplace


def figure_of(made: QPushButton) -> int | None:
    """The number that a button ends in; None for a button that counts nothing."""
    words = made.accessibleName() if isinstance(made, FigureButton) else made.text()
    found = NUMBER.search(words.strip())
    return int(found[1]) if found else None


def figures_on(page: QWidget) -> list[QPushButton]:
    return [
        each
        for each in page.findChildren(QPushButton)
        if each.isVisible() and figure_of(each) is not None
    ]


def lengths(page: QWidget) -> list[int]:
    """How long the lists are that are shown."""
    return [
        table.records.rowCount() for table in page.findChildren(RecordTable) if table.isVisible()
    ]


def opens(figure: int, shown: list[int]) -> bool:
    """Whether one of the lists, or all of them together, hold what is counted."""
    return figure in shown or figure == sum(shown)


def arguments(desk: Desk) -> dict[str, Any]:
    """With what the pages are opened that are about one thing."""
    office, today = desk.office.id, desk.clock.today()
    with desk.read() as session:
        goal = goal_lines(session, office, today)[0]
        held = sessions_page(session, office, today, "held")[0]
        measures = measure_lines(session, office, desk.law(), "running")
    return {
        "person": goal.person_id,
        "hours": HoursOf(goal.supervision_id),
        "session": held.session_id,
        "measure": measures[0].measure_id,
        "measures": "due",
        "hints": None,
    }


def shown(place: Workplace) -> QWidget:
    page = place.current_page
    assert page is not None
    return page


def walk(place: Workplace, settled: Callable[[], None], key: str, argument: Any) -> list[str]:
    """Presses every figure of a page. Returns what did not hold; all that was pressed is seen."""
    wrong = []
    place.open_page(key, argument)
    settled()
    page = shown(place)
    for number in range(len(figures_on(page))):
        place.open_page(key, argument)
        settled()
        page = shown(place)
        buttons = figures_on(page)
        if number >= len(buttons):
            break
        words = buttons[number].accessibleName() or buttons[number].text()
        figure = figure_of(buttons[number])
        buttons[number].click()
        settled()
        found = lengths(shown(place))
        if not opens(figure or 0, found):
            wrong.append(f"{key}: [{words}] {figure} {found}")
        SEEN.append(f"{key}: {words}")
    return wrong


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_figure_of_every_page_is_as_long_as_its_list(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    SEEN.clear()
    wrong = []
    about = arguments(desk)
    for key in (*(spec.key for spec in PAGES), *about):
        wrong += walk(place, settled, key, about.get(key))
    assert not wrong, "\n".join(wrong)
    assert len(SEEN) >= WALKED


def test_every_figure_beside_a_page_stands_on_it(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    wrong = []
    for spec in PAGES:
        if spec.figure is None:
            continue
        place.open_page(spec.key)
        settled()
        page, count = shown(place), spec.figure(desk)
        figures = [figure_of(each) or 0 for each in figures_on(page)]
        adds_up = any(sum(figures[:most]) == count for most in range(len(figures) + 1))
        if not (adds_up or count in {*figures, *lengths(page)}):
            wrong.append(f"{spec.key}: {count} {figures} {lengths(page)}")
    assert not wrong, "\n".join(wrong)


def test_the_walk_sees_a_figure_that_is_one_too_many(
    place: Workplace, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "count_tasks", lambda *_args: 1000)
    assert any("1000" in each for each in walk(place, settled, "programs", None))
