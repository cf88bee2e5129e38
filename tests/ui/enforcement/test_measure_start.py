"""A measure begins in the panel beside the person's page."""

from __future__ import annotations

from collections.abc import Callable

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.measure import MeasurePage
from corrdesk.ui.enforcement.measure_start import MeasurePanel
from corrdesk.ui.shell.workplace import Workplace


def test_from_the_person_to_the_measure(
    place: Workplace, desk: Desk, due: DeskLine, settled: Callable[[], None]
) -> None:
    place.open_page("person", due.person_id)
    settled()
    place.current_page._measure.click()  # type: ignore[attr-defined]
    settled()
    panel = place.panel
    assert isinstance(panel, MeasurePanel)
    assert not panel.holds_typing()
    panel.kind.setCurrentIndex(panel.kind.findData(MeasureKind.COMMENDATION.value))
    settled()
    assert panel.form is not None
    panel.form.save()  # no condition is ticked
    settled()
    assert isinstance(place.panel, MeasurePanel)
    panel.form.grounds.boxes["outstanding_deed"].setChecked(True)
    assert panel.holds_typing()
    panel.form.save()
    settled()
    page = place.current_page
    assert isinstance(page, MeasurePage)
    assert page.opened is not None
    assert page.opened.file.measure.kind == MeasureKind.COMMENDATION
    assert place.panel is None
