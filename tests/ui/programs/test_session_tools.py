"""Beside the door: taking somebody off the roster, and calling the session off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.model import SessionState, Turnout
from corrdesk.casework.programs.queries import tasks_page
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.programs.forms import MakeUpForm
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.forms import FormDialog
from tests.casework.sessions import file_of, record

Show = Callable[[str], SessionPage]


def test_somebody_is_taken_off_the_roster(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    line = file_of(desk, held).roster[0]
    page.tools.remove(line)
    settled()
    assert line.learner_id not in {each.learner_id for each in file_of(desk, held).roster}
    page.tools.remove(None)
    assert len(file_of(desk, held).roster) == 9


def test_a_session_is_called_off_with_its_reason(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    page.tools.cancel()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, ReasonForm)
    dialog.form.reason.setPlainText("讲师生病")
    dialog.form.save()
    settled()
    assert file_of(desk, held).session.state == SessionState.CANCELLED
    assert not page.box.isEnabled()


def test_who_missed_it_gets_a_task_to_make_it_up(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    assert page._make_up.isHidden()
    line = file_of(desk, held).roster[0]
    record(desk, held, {line.learner_id: Turnout.ABSENT})
    page.refresh()
    settled()
    assert not page._make_up.isHidden()
    page._make_up.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, MakeUpForm)
    form.save()
    assert form.fields["make_up_by"]._error.text()
    form.fields["make_up_by"].editor.setText("2026-06-30")  # type: ignore[attr-defined]
    form.save()
    settled()
    with desk.read() as session:
        (task,) = tasks_page(session, desk.office.id)
    assert (task.learner_id, task.due_on) == (line.learner_id, date(2026, 6, 30))
