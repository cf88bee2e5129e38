"""Beside the door: taking somebody off the roster, and calling the session off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.model import SessionState
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.forms import FormDialog
from tests.casework.sessions import file_of

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
