"""The medical form says what is due and keeps what was handed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.reporting.medical import MedicalKind
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.ui.reporting.medical_form import MedicalForm, state_of
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace


def open_form_of(page: QWidget) -> tuple[MedicalForm, FormDialog]:
    (dialog,) = [each for each in page.findChildren(FormDialog) if each.isVisible()]
    assert isinstance(dialog.form, MedicalForm)
    return dialog.form, dialog


def test_the_reason_first_then_the_reviews(
    place: Workplace, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, desk.clock.today(), "due", limit=500)
    line = next(each for each in lines if each.category == Category.OUTSIDE_PRISON)
    other = next(each for each in lines if each.category == Category.PROBATION)
    place.open_page("person", other.person_id)
    settled()
    assert not place.current_page._medical.isVisible()  # type: ignore[attr-defined]
    place.open_page("person", line.person_id)
    settled()
    page = place.current_page
    assert "不会提醒" in page._banner.text  # type: ignore[attr-defined]
    page._medical.click()  # type: ignore[attr-defined]
    settled()
    first, _dialog = open_form_of(page)
    qtbot.waitUntil(lambda: "还没有登记" in first.due.text)
    first.save()
    settled()
    found = state_of(desk, line.supervision_id)
    assert found is not None
    assert found.review_due is not None
    assert "不会提醒" not in page._banner.text  # type: ignore[attr-defined]

    page._open_medical()  # type: ignore[attr-defined]
    form, dialog = open_form_of(page)
    qtbot.waitUntil(lambda: form.kind.currentData() == MedicalKind.REVIEW)
    form.save()  # the hospital is missing
    settled()
    assert dialog.isVisible()
    form.hospital.setText("省人民医院")
    QTest.keyClick(form.hospital, Qt.Key.Key_Return)
    settled()
    again = state_of(desk, line.supervision_id)
    assert again is not None
    assert again.last_review == desk.clock.today()
