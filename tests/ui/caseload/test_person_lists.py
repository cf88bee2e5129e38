"""Lists of a person: withdrawn reports stay visible, late entries are marked."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import CHINA
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.reporting.model import CheckInFacts, DeskLine, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.service import record_check_in, withdraw_check_in
from corrdesk.ui.caseload.person_lists import PersonLists, steps_of
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.widgets import Tabs


@pytest.fixture
def lists(context: Context, qtbot: QtBot) -> Iterator[PersonLists]:
    made = PersonLists(context)
    shown = Tabs(made.tabs(), name="档案")
    qtbot.addWidget(shown)
    yield made
    shown.close()


@pytest.fixture
def fill(lists: PersonLists, desk: Desk, due: DeskLine, qtbot: QtBot) -> Callable[[], None]:
    def show() -> None:
        with desk.read() as session:
            file = person_file(session, desk.office.id, due.person_id)
        assert file is not None
        with qtbot.waitSignal(lists.reports.records.loaded):
            lists.show_file(file, file.supervisions[0])

    return show


def test_a_withdrawn_report_stays_in_the_list_and_a_late_one_is_marked(
    lists: PersonLists, fill: Callable[[], None], desk: Desk, due: DeskLine
) -> None:
    at = datetime(2026, 6, 9, 15, tzinfo=CHINA)
    facts = CheckInFacts(DutyKind.CHECK_IN, Presence.OFFICER_SAW, Outcome.COMPLIED, at)
    report, _changes = desk.act(
        lambda uow: record_check_in(uow, due.supervision_id, facts, duty_id=due.duty_id)
    )
    fill()
    records = lists.reports.records
    assert records.data(records.index(0, 1)) == "已履行"
    assert "补录" in records.data(records.index(0, 4))
    desk.act(lambda uow: withdraw_check_in(uow, report, "录入错误"))
    fill()
    assert records.data(records.index(0, 1)) == "已撤销"


def test_history_is_newest_first(desk: Desk, due: DeskLine) -> None:
    with desk.read() as session:
        file = person_file(session, desk.office.id, due.person_id)
    assert file is not None
    days = [step.on for step in steps_of(file)]
    assert days == sorted(days, reverse=True)
    assert days
    assert timedelta() <= max(days) - min(days)


def test_qt_finds_no_fault_with_the_lists(
    lists: PersonLists, fill: Callable[[], None], qtbot: QtBot, context: Context
) -> None:
    tables = (lists.duties, lists.reports, lists.cases, lists.team, lists.history)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = [QAbstractItemModelTester(table.records, mode) for table in tables]
    fill()
    qtbot.waitUntil(lambda: not context.is_busy)
    qtbot.wait(30)
    assert len(testers) == 5
