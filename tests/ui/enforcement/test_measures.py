"""The lists of measures lead to the measures, and to what has to be begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind
from corrdesk.casework.enforcement.measures.queries import count_pressing, measure_lines
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.measure import MeasurePage
from corrdesk.ui.enforcement.measure_start import MeasurePanel
from corrdesk.ui.enforcement.measures import DUE_LABELS, MeasuresPage
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.measures import lost


@pytest.fixture
def measure(desk: Desk, due: DeskLine) -> str:
    return lost(desk, due.supervision_id, date(2026, 6, 8))


def test_lists_and_figures_agree_and_enter_opens(
    place: Workplace, measure: str, desk: Desk, settled: Callable[[], None]
) -> None:
    place.open_page("measures", "lost")
    settled()
    page = place.current_page
    assert isinstance(page, MeasuresPage)
    for name in page.lists:
        page.show_list(name)
        settled()
        assert page.buttons[name].text().endswith(f" {page.model.rowCount()}")
    page.show_list("lost")
    settled()
    row = page.model.row(0)
    assert row is not None
    page.open_record(row)
    settled()
    assert isinstance(place.current_page, MeasurePage)
    assert place.current_page.opened is not None
    assert place.current_page.opened.file.measure.id == measure


def test_what_nobody_began_opens_the_form_for_it(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    place.open_page("measures", "due")
    settled()
    page = place.current_page
    assert isinstance(page, MeasuresPage)
    with desk.read() as session:
        lines = measure_lines(session, desk.office.id, desk.law(), "due")
    wanted = next(line for line in lines if not line.measure_id)
    page.open_record(wanted)
    settled()
    panel = place.panel
    assert isinstance(panel, MeasurePanel)
    assert panel.kind.currentData() == MeasureKind.APPRAISAL


def test_the_desk_says_what_presses(
    place: Workplace, measure: str, desk: Desk, settled: Callable[[], None]
) -> None:
    place.open_page("today")
    settled()
    today = place.current_page
    with desk.read() as session:
        pressing = count_pressing(session, desk.office.id, desk.law())
    assert str(pressing) in today.pressing.text()  # type: ignore[attr-defined]
    today.pressing.click()  # type: ignore[attr-defined]
    settled()
    assert isinstance(place.current_page, MeasuresPage)


def test_every_due_has_words() -> None:
    assert {"search", "search_on", "tell_police", "tell_procuratorate", "handle", "answer",
            "device_end", "appraisal"} == set(DUE_LABELS)  # fmt: skip
