"""The demo office teaches: sessions are recorded, some hours are short, some wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.casework.hour_flows import helpers, hour_accounts, short_accounts
from corrdesk.casework.programs.queries import count_sessions, count_tasks, sessions_page
from corrdesk.cli.demo.office import DemoOffice
from corrdesk.cli.demo.programs import Teaching
from tests.cli.conftest import DAY

Reopen = Callable[[FixedClock], tuple[Path, DemoOffice]]


def test_there_is_something_in_every_list(reopen: Reopen) -> None:
    _folder, office = reopen(FixedClock(DAY))
    desk, law = office.desk, office.desk.law()
    with desk.read() as session:
        who = desk.office.id
        waiting = sessions_page(session, who, DAY, "to_record")
        assert {line.on for line in waiting} == {DAY}
        assert all(line.invited and not line.came for line in waiting)
        assert count_sessions(session, who, DAY, "held") >= 4
        assert count_sessions(session, who, DAY, "upcoming") >= 2
        assert count_tasks(session, who) > 0
        accounts = hour_accounts(session, who, law)
        assert any(each.tally.credited for each in accounts)
        assert sum(each.tally.penalty for each in accounts) == 30
        assert 0 < len(short_accounts(session, who, law)) < len(accounts)
        assert [each.name for each in helpers(session, who, law)] == ["李明", "郑大山"]


def test_an_office_whose_terms_have_ended_teaches_nobody(reopen: Reopen) -> None:
    far = DAY + timedelta(days=3_000)
    _folder, office = reopen(FixedClock(far))
    Teaching(office.desk, far).on(far)
    with office.desk.read() as session:
        lines = sessions_page(session, office.desk.office.id, far, "upcoming")
    assert lines
    assert {line.invited for line in lines} == {0}
