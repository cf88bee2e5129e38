"""The hours of a helper add up from the list that they open, with the topics of the sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, Learner
from corrdesk.casework.hour_flows import enter_hours_and_duties, helpers
from corrdesk.casework.programs.accounts import Entry
from corrdesk.casework.programs.model import Turnout
from corrdesk.casework.programs.rosters import invite
from corrdesk.ui.programs.forms import helper_invitee
from corrdesk.ui.programs.programs import ProgramsPage
from corrdesk.ui.programs.training import TrainingDialog
from tests.casework.sessions import course, planned, program, record


@pytest.fixture
def officer(desk: Desk) -> str:
    """The officer was at a training of three hours, and lost half an hour of it again."""
    who = desk.actor.officer_id
    training = program(desk, course(name="业务培训", minutes=180, for_staff=True))
    session = planned(desk, training, on=date(2026, 6, 9), topic="档案和保密")
    people = [helper_invitee(Learner.OFFICER, who, desk.actor.name)]
    desk.act(lambda uow: invite(uow, session, people))
    record(desk, session, {who: Turnout.PRESENT})
    entry = Entry(
        Learner.OFFICER, who, HourKind.TRAINING, HourSort.PENALTY, 30, date(2026, 6, 9), "早退"
    )
    desk.act(lambda uow: enter_hours_and_duties(uow, entry))
    return who


def test_the_hours_of_a_helper_open_what_they_add_up_from(
    desk: Desk, officer: str, show_list: Callable[[str], ProgramsPage],
    settled: Callable[[], None],
) -> None:  # fmt: skip
    page = show_list("helpers")
    page.show_training()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TrainingDialog)
    rows = dialog.table.records
    lines = [line for line in map(rows.row, range(rows.rowCount())) if line is not None]
    with desk.read() as session:
        (mine,) = [
            each
            for each in helpers(session, desk.office.id, desk.law())
            if each.learner_id == officer
        ]
    assert sum(line.minutes for line in lines) == mine.tally.balance == 150
    assert {line.topic for line in lines} == {"档案和保密", ""}
    dialog.close()
