"""A closed file is read once, for a reason; nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.flows import ClosedFile
from corrdesk.casework.permissions import RecordState
from corrdesk.settings import SettingsStore
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.ui.caseload.closed import ClosedPage
from corrdesk.ui.caseload.closed_forms import UnsealForm
from corrdesk.ui.caseload.person import ClosedToReader, open_file
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.caseload.test_sealing import accesses
from tests.casework.roles import NAMES, Filed, as_role, file_in, whole_person

SEALED, MINOR = RecordState.SEALED, RecordState.MINOR


@pytest.fixture
def sealed(desk: Desk) -> Filed:
    return file_in(desk, SEALED)


@pytest.fixture
def page(place: Workplace, sealed: Filed, settled: Callable[[], None]) -> ClosedPage:
    place.open_page("closed")
    settled()
    found = place.current_page
    assert isinstance(found, ClosedPage)
    return found


def ask(page: ClosedPage, number: str, reason: str = "依法查询", document: str = "函1号") -> None:
    page.form.asked.setText(number)
    for name, text in (("reason", reason), ("document", document)):
        editor = page.form.fields[name].editor
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
    page.form.save()


def shown(page: ClosedPage) -> str:
    labels = page.facts.findChildren(type(page._name))
    return " ".join([page._name.text(), *(each.text() for each in labels)])


def test_it_is_read_for_a_reason_and_entered(
    page: ClosedPage, sealed: Filed, desk: Desk, settled: Callable[[], None]
) -> None:
    ask(page, sealed.number)
    settled()
    assert NAMES[SEALED] in shown(page)
    assert sealed.number in shown(page)
    assert not page._marks[SEALED].isHidden()
    assert page._marks[SEALED].accessibleName() == "封存"
    assert [kind for kind, *_why in accesses(desk, sealed.person)] == ["sealed", "opened"]
    page.leave()
    assert NAMES[SEALED] not in shown(page)
    assert page.form.asked.text() == ""


def test_nothing_stays_when_another_page_comes(
    page: ClosedPage, sealed: Filed, place: Workplace, settled: Callable[[], None]
) -> None:
    ask(page, sealed.number)
    settled()
    place.open_page("people")
    settled()
    assert NAMES[SEALED] not in shown(page)
    assert page._file is None


@pytest.mark.parametrize("missing", ["reason", "document"])
def test_no_reading_without_reason_and_paper(
    page: ClosedPage, sealed: Filed, desk: Desk, settled: Callable[[], None], missing: str
) -> None:
    ask(page, sealed.number, **{missing: ""})
    settled()
    assert page.form.fields[missing]._error.text()
    assert [kind for kind, *_why in accesses(desk, sealed.person)] == ["sealed"]


def test_the_head_unseals_here(
    page: ClosedPage, sealed: Filed, desk: Desk, settled: Callable[[], None]
) -> None:
    ask(page, sealed.number)
    settled()
    page._unseal.click()
    form = QApplication.activeModalWidget().findChild(UnsealForm)  # type: ignore[union-attr]
    assert form is not None
    editor = form.fields["document"].editor
    assert isinstance(editor, QLineEdit)
    editor.setText("函2号")
    form._reason.setPlainText("依法解除")
    form.save()
    settled()
    assert whole_person(desk, sealed.person).sealed_on is None


def test_an_auditor_is_led_here_from_a_minors_file(
    app: QApplication, desk: Desk, settings: SettingsStore
) -> None:
    minor = file_in(desk, MINOR)
    with as_role(desk, Role.AUDITOR) as audit:
        with pytest.raises(ClosedToReader) as refused:
            open_file(audit, minor.person)
        assert NAMES[MINOR] not in str(refused.value)
        context = Context(audit, settings)
        page = ClosedPage(context)
        page.show_argument(refused.value.person_id)
        file = audit.act(_filled(page))[0]
        page.show_file(file)
        assert NAMES[MINOR] in shown(page)
        assert page._unseal.isHidden()
        page.deleteLater()
    assert [kind for kind, *_why in accesses(desk, minor.person)] == ["opened"]


def _filled(page: ClosedPage) -> Callable[[UnitOfWork], ClosedFile]:
    for name in ("reason", "document"):
        editor = page.form.fields[name].editor
        assert isinstance(editor, QLineEdit)
        editor.setText("依法审计")
    return page.form.collect()
