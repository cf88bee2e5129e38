"""Results of a platform are shown before they count, and count once somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.model import Invitee
from corrdesk.ui.programs.programs import ProgramsPage
from tests.casework.sessions import account

Show = Callable[[str], ProgramsPage]


def test_an_online_file_is_asked_about_before_it_counts(
    desk: Desk, people: list[Invitee], show_list: Show, settled: Callable[[], None], tmp_path: Path
) -> None:
    who = people[0]
    path = tmp_path / "online.csv"
    path.write_text(
        f"姓名,课程,完成日期,学时\n{who.name},民法典,2026-06-05,1\n无此人,宪法,2026-06-05,1\n"
    )
    page = show_list("accounts")
    page.online.read(path)
    settled()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QDialog)
    assert account(desk, who.learner_id).tally.credited == 0
    next(each for each in box.findChildren(QAbstractButton) if each.text() == "计入时长").click()
    settled()
    assert account(desk, who.learner_id).tally.credited == 60
