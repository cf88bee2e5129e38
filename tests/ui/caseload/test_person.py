"""A person's page: what it shows, what it hides, what it lets one do."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.ui.caseload.person import PersonPage, open_file
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.why import WhyDialog
from corrdesk.ui.shell.widgets import PrivateValue
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.conftest import TODAY


@pytest.fixture
def page(place: Workplace, due: DeskLine, settled: Callable[[], None]) -> PersonPage:
    place.open_page("person", due.person_id)
    settled()
    found = place.current_page
    assert isinstance(found, PersonPage)
    return found


def test_private_facts_are_masked_until_held(page: PersonPage) -> None:
    assert page.opened is not None
    number = page.opened.file.person.id_number
    words = " ".join(part.text() for part in page.findChildren(QLabel))
    assert number not in words
    assert page.opened.file.person.phone not in words
    values = page.findChildren(PrivateValue)
    values[0]._show(held=True)
    assert number in {value.text for value in values}


def test_the_end_of_the_term_says_why(
    page: PersonPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    buttons = page.findChildren(QPushButton)
    next(each for each in buttons if each.accessibleName() == "为什么：矫正期满").click()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WhyDialog)
    assert "解除" in " ".join(part.text() for part in dialog.findChildren(QLabel))
    dialog.close()


def test_lists_hold_the_persons_records(page: PersonPage, settled: Callable[[], None]) -> None:
    page.tabs.choose("duties")
    settled()
    assert page.lists.duties.records.rowCount() > 0
    assert page.lists.history.records.rowCount() > 0
    assert page.lists.cases.isHidden()


def test_a_duty_says_why(page: PersonPage, settled: Callable[[], None]) -> None:
    page.tabs.choose("duties")
    settled()
    page.lists._why_current()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WhyDialog)
    words = " ".join(part.text() for part in dialog.findChildren(QLabel))
    assert "宽限" in words
    assert "第" in words
    dialog.close()


def test_a_term_that_has_ended_is_said_in_red(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        line = desk_page(session, desk.office.id, TODAY, "expired", limit=1)[0]
    place.open_page("person", line.person_id)
    settled()
    page = place.current_page
    assert isinstance(page, PersonPage)
    assert "尚未办理解除" in page._banner.text


def test_the_class_is_changed_in_a_small_form(
    page: PersonPage, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    assert page.opened is not None
    before = page.opened.order.class_
    page._open_class()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    wanted = "light" if before != "light" else "strict"
    box = form.fields["class"].editor
    box.setCurrentIndex(box.findData(wanted))  # type: ignore[attr-defined]
    form.save()
    settled()
    assert "理由" in form.fields["reason"]._error.text()
    form.fields["reason"].editor.setPlainText("考核合格")  # type: ignore[attr-defined]
    form.save()
    settled()
    assert page.opened is not None
    assert page.opened.order.class_ == wanted
    assert QApplication.activeModalWidget() is None


def test_somebody_who_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(UserError):
        open_file(desk, "nobody")


def test_two_empty_lists_stand_together_at_the_top(
    page: PersonPage, settled: Callable[[], None]
) -> None:
    page.tabs.choose("cases")
    settled()
    for table in (page.lists.cases, page.lists.measures):
        assert table.records.rowCount() == 0
    first, second = page.lists.cases.parentWidget(), page.lists.measures.parentWidget()
    assert first is not None
    assert second is not None
    line = first.fontMetrics().height()
    assert second.y() + second.height() < first.y() + 8 * line
