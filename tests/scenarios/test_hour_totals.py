"""Any total of hours on a screen, a page or the command line equals the list that it opens.

One walk over all of them, on the demo office with everything in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, hour_events, hours_number
from corrdesk.casework.hour_flows import HourAccount, hour_accounts, short_accounts
from corrdesk.casework.hour_sheets import draw_record, draw_slip
from corrdesk.casework.programs.papers import draw_rosters
from corrdesk.casework.programs.queries import SESSION_LISTS, session_file, sessions_page
from corrdesk.casework.reporting.hours import hour_windows_of
from corrdesk.cli.demo.office import make_office
from corrdesk.cli.programs import account_json
from corrdesk.settings import SettingsStore
from corrdesk.ui.paths import HoursOf
from corrdesk.ui.programs.account import AccountPage
from corrdesk.ui.programs.looks import hours_of, hours_words
from corrdesk.ui.programs.programs import LISTS, ProgramsPage
from corrdesk.ui.programs.session import FILTERS, SessionPage
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.qt_setup import make_application

DAY = date(2026, 6, 10)
HOURS = re.compile(r"(-?\d+(?:\.\d+)?)小时")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("totals")
    office = make_office(folder, FixedClock(DAY), DAY, say=lambda _text: None)
    yield office.desk
    office.desk.close()


@pytest.fixture(scope="module")
def accounts(desk: Desk) -> list[HourAccount]:
    with desk.read() as session:
        return hour_accounts(session, desk.office.id, desk.law())


def minutes(events: Any) -> int:
    return sum(event.minutes for event in events)


def test_accounts_equal_their_events_on_paper_and_in_json(
    desk: Desk, accounts: list[HourAccount]
) -> None:
    assert any(each.tally.credited for each in accounts)
    assert any(each.tally.penalty for each in accounts)
    for each in accounts:
        mine = each.tally
        assert mine.balance == minutes(each.events) == mine.credited - mine.penalty + mine.adjusted
        told = account_json(each)
        assert told["balance"] == hours_number(sum(event["minutes"] for event in told["events"]))
        with desk.unit_of_work() as uow:
            facts = draw_slip(uow, desk.law(), each.supervision_id, each.kind).facts
        assert facts["balance"] == f"{hours_number(mine.balance)}小时"
        lines = facts["events"]
        assert isinstance(lines, list)
        assert len(lines) == len(each.events)


def test_the_record_equals_the_ledger_and_its_own_lists(
    desk: Desk, accounts: list[HourAccount]
) -> None:
    for who in {each.supervision_id for each in accounts if each.tally.credited}:
        with desk.read() as session:
            office = desk.office.id
            events = hour_events(session, office, learner_ids=[who], last=DAY)
            windows = hour_windows_of(session, office, who, DAY)
        with desk.unit_of_work() as uow:
            facts: Any = draw_record(uow, desk.law(), who).facts
        listed = [*facts["sessions"], *facts["online"], *facts["entries"]]
        assert facts["totals"][0] == f"教育学习 {hours_number(_of(events, 'education'))}小时"
        assert facts["totals"][1] == f"公益活动 {hours_number(_of(events, 'public_service'))}小时"
        assert 60 * sum(map(_hours_in, listed)) == minutes(events)
        for window, done, _state in windows:
            inside = [
                each for each in events
                if each.kind == window.kind.value
                and window.period_start <= each.on <= window.period_end
            ]  # fmt: skip
            assert done == max(0, minutes(inside))


def _of(events: Any, kind: str) -> int:
    return minutes(event for event in events if event.kind == kind)


def _hours_in(line: str) -> float:
    """The hours that a line of the record adds."""
    found = HOURS.findall(line)
    sign = -1 if "扣减" in line else 1
    return sign * float(found[0]) if found else 0.0


def test_rosters_hold_everybody_who_is_counted(desk: Desk) -> None:
    with desk.read() as session:
        office = desk.office.id
        lines = [
            line for name in SESSION_LISTS for line in sessions_page(session, office, DAY, name)
        ]
    for line in lines:
        with desk.read() as session:
            file = session_file(session, desk.office.id, line.session_id)
        assert file is not None
        assert len(file.roster) == line.invited
        came = [each for each in file.roster if each.minutes]
        assert len(came) == line.came
        if line.invited:
            with desk.unit_of_work() as uow:
                sheets = draw_rosters(uow, line.session_id)
            assert sum(len(sheet.rows) for sheet in sheets) == line.invited


@pytest.fixture
def context(qapp: QApplication, desk: Desk, tmp_path: Path) -> Iterator[Context]:
    make_application()
    made = Context(desk, SettingsStore(tmp_path / "settings.json"))
    close, desk.close = desk.close, lambda: None  # type: ignore[method-assign]
    yield made
    made.close()
    desk.close = close  # type: ignore[method-assign]


@pytest.fixture
def wait(context: Context, qtbot: Any) -> Callable[[], None]:
    def quiet() -> None:
        for _round in range(2):
            qtbot.waitUntil(lambda: not context.is_busy, timeout=20_000)
            qtbot.wait(60)

    return quiet


def test_every_figure_on_screen_is_as_long_as_its_list(
    context: Context, desk: Desk, accounts: list[HourAccount], qtbot: Any, wait: Callable[[], None]
) -> None:
    page = ProgramsPage(context)
    qtbot.addWidget(page)
    page.refresh()
    wait()
    for name in LISTS:
        page.show_list(name)
        wait()
        shown = page.lists[name].table.records.rowCount()
        assert page.buttons[name].text().endswith(f" {shown}"), name
    with desk.read() as session:
        short = short_accounts(session, desk.office.id, desk.law(), at_end=True)
        (held, *_rest) = sessions_page(session, desk.office.id, DAY, "held")
    assert page.buttons["short"].text().endswith(f" {len(short)}")
    assert page.buttons["accounts"].text().endswith(f" {len(accounts)}")
    roster = SessionPage(context)
    qtbot.addWidget(roster)
    roster.show_argument(held.session_id)
    roster.refresh()
    wait()
    for place, (key, _title, _turnouts) in enumerate(FILTERS):
        roster.tabs.choose(key)
        wait()
        text = roster.tabs._group.button(place).text()
        assert text.endswith(f" {roster.table.records.rowCount()}"), key
    account = AccountPage(context)
    qtbot.addWidget(account)
    for each in [each for each in accounts if each.events][:4]:
        account.show_argument(HoursOf(each.supervision_id, HourKind(each.kind)))
        account.refresh()
        wait()
        assert account.opened is not None
        rows = account.events.records
        assert rows.rowCount() == len(each.events)
        total = sum(rows.row(number).minutes for number in range(rows.rowCount()))  # type: ignore[union-attr]
        assert hours_of(total) == hours_of(account.opened.account.tally.balance)
        words = account.grid.findChildren(type(account._span))
        assert hours_words(total) in {label.text() for label in words}
