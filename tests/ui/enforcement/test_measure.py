"""A measure on the screen: steps by buttons, the pack with its gaps, papers, an arrest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.measure import MeasurePage, open_measure
from corrdesk.ui.enforcement.measure_forms import StepForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.measures import device, file_of, lost, revocation, step, steps

Show = Callable[[str], MeasurePage]


@pytest.fixture
def show(place: Workplace, settled: Callable[[], None]) -> Show:
    def opened(measure: str) -> MeasurePage:
        place.open_page("measure", measure)
        settled()
        page = place.current_page
        assert isinstance(page, MeasurePage)
        return page

    return opened


def words(page: MeasurePage) -> str:
    return "\n".join(made.text() for made in page.findChildren(QLabel) if made.isVisible())


def form_of(page: MeasurePage) -> StepForm:
    (dialog,) = [each for each in page.findChildren(FormDialog) if each.isVisible()]
    assert isinstance(dialog.form, StepForm)
    return dialog.form


def test_the_steps_of_a_search_by_buttons(
    show: Show, desk: Desk, due: DeskLine, settled: Callable[[], None]
) -> None:
    made = lost(desk, due.supervision_id, date(2026, 6, 8))
    page = show(made)
    assert next(iter(page.acts)) is Step.SEARCH
    page.acts[Step.SEARCH].click()
    settled()
    form = form_of(page)
    form.save()
    settled()
    assert form.isVisible()  # what was done is missing
    form.note.setPlainText("电话三次无人接听，走访住处")
    form.save()
    settled()
    assert "电话三次无人接听" in words(page)
    assert next(iter(page.acts)) is Step.TELL_POLICE  # the search goes on, but is not the next
    page.acts[Step.TELL_PROCURATORATE].click()
    settled()
    told = form_of(page)
    assert told.fields["who"].editor.text() == desk.office.procuratorate  # type: ignore[attr-defined]
    told.time.setText("25:99")
    told.save()
    settled()
    assert told.isVisible()
    told.abandoned.emit()
    assert [row.step for row in file_of(desk, made).steps] == [Step.SEARCH]


def test_the_pack_names_what_is_missing(
    show: Show, desk: Desk, due: DeskLine, settled: Callable[[], None]
) -> None:
    made = revocation(desk, due.supervision_id)
    page = show(made)
    assert "裁判文书、执行通知书" in words(page)
    page.acts[Step.SEND].click()
    settled()
    form = form_of(page)
    form.lines["document"].setText("青矫撤缓字〔2026〕1号")  # type: ignore[index]
    form.lines["who"].setText("青石县人民法院")  # type: ignore[index]
    form.save()
    settled()
    assert "材料还不齐" in form.fields["note"].findChildren(QLabel)[-1].text()
    form.note.setPlainText("本人下落不明")
    form.save()
    settled()
    assert Step.RECEIVE in page.acts


def test_a_paper_is_issued_from_the_page(
    show: Show, desk: Desk, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    made = device(
        desk,
        due.supervision_id,
        texts={"facts": "违反禁止令", "requirements": "按要求佩戴", "consequences": "依法处理"},
    )
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.GRANT, Step.INFORM)
    page = show(made)
    assert "2026年8月9日" in words(page)
    assert Step.EXTEND in page.acts
    with desk.read():
        opened = open_measure(desk, made)
    assert opened.sheets == []
    assert opened.officers


def test_an_arrest_begins_beside_the_revocation(
    show: Show, desk: Desk, due: DeskLine, settled: Callable[[], None]
) -> None:
    made = revocation(desk, due.supervision_id)
    page = show(made)
    assert page.opened is not None
    page._start_arrest(page.opened)
    settled()
    (dialog,) = [each for each in page.findChildren(FormDialog) if each.isVisible()]
    dialog.form.grounds.boxes["flee"].setChecked(True)  # type: ignore[attr-defined]
    dialog.form.save()
    settled()
    opened = page.opened
    assert opened is not None
    assert opened.file.measure.kind == MeasureKind.ARREST
    step(desk, made, Step.COPY)
