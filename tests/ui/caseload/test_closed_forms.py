"""Sealing and unsealing ask for paper and reason, and sealing asks once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.caseload.service import change_order
from corrdesk.casework.permissions import RecordState
from corrdesk.ui.caseload.closed_forms import ReasonedForm, SealForm, UnsealForm
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.widgets import Banner
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.roles import NAMES, file_in, whole_person
from tests.ui.caseload.keyboard import focused

ENDED, SEALED = RecordState.ENDED, RecordState.SEALED


def fill(form: ReasonedForm, *, document: str = "青检函3号", reason: str = "依法封存") -> None:
    editor = form.fields["document"].editor
    assert isinstance(editor, QLineEdit)
    editor.setText(document)
    form._reason.setPlainText(reason)


@pytest.mark.parametrize("missing", ["document", "reason"])
@pytest.mark.parametrize("kind", [SealForm, UnsealForm])
def test_what_is_missing_stands_at_its_field(
    context: Context, qtbot: QtBot, missing: str, kind: type[ReasonedForm]
) -> None:
    sealing = kind is SealForm
    form = SealForm(context, "p", "某", minor=True) if sealing else UnsealForm(context, "p")
    qtbot.addWidget(form)
    fill(form, **{missing: ""})
    form.save()
    assert form.fields[missing]._error.text()


def test_sealing_whom_the_file_does_not_show_as_a_minor_is_doubted(
    context: Context, qtbot: QtBot
) -> None:
    """CPL 286: the records of those who were under age when they offended."""
    said = {}
    for minor in (True, False):
        form = SealForm(context, "p", "某", minor=minor)
        qtbot.addWidget(form)
        said[minor] = " ".join(part.text for part in form.findChildren(Banner))
    assert "请先核对“犯罪日期”" in said[False]
    assert "请先核对“犯罪日期”" not in said[True]


@pytest.mark.parametrize("minor", [True, False])
def test_the_page_tells_the_form_whether_the_file_shows_a_minor(
    place: Workplace, desk: Desk, settled: Callable[[], None], minor: bool
) -> None:
    filed = file_in(desk, ENDED)
    if minor:
        with desk.read() as session:
            file = person_file(session, desk.office.id, filed.person)
        assert file is not None
        young = {"offence_on": file.person.born + timedelta(days=6000)}
        order = file.supervisions[0].id
        desk.act(lambda uow: change_order(uow, order, young))
    place.open_page("person", filed.person)
    settled()
    page = place.current_page
    assert isinstance(page, PersonPage)
    page._seal.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    said = " ".join(part.text for part in dialog.findChildren(Banner))
    assert ("请先核对“犯罪日期”" in said) is not minor
    dialog.reject()


def test_a_file_is_sealed_from_its_page_after_one_more_question(
    place: Workplace, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    filed = file_in(desk, ENDED)
    place.open_page("person", filed.person)
    settled()
    page = place.current_page
    assert isinstance(page, PersonPage)
    assert not page._seal.isHidden()
    page._seal.click()
    form = QApplication.activeModalWidget().findChild(SealForm)  # type: ignore[union-attr]
    assert form is not None
    fill(form)
    form.save()
    box = QApplication.activeModalWidget()
    assert box is not None
    assert NAMES[ENDED] in box.text()  # type: ignore[attr-defined]
    qtbot.waitUntil(box.isActiveWindow)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    settled()
    assert whole_person(desk, filed.person).sealed_on == desk.clock.today()
    assert place.current_page is not page
