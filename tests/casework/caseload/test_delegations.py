"""A delegation holds from its first to its last day, and one at a time."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.delegations import (
    TASK_LABELS,
    Task,
    delegate,
    delegation_on,
    delegations,
    end_delegation,
)


def made(desk: Desk, first: date, last: date | None = None, document: str = "青委1号") -> str:
    return desk.act(lambda uow: delegate(uow, Task.LEAVE, document, first, last))[0]


def holds(desk: Desk, day: date) -> str | None:
    with desk.read() as session:
        found = delegation_on(session, desk.office.id, Task.LEAVE, day)
    return None if found is None else str(found.id)


def test_both_days_count(desk: Desk) -> None:
    paper = made(desk, date(2026, 1, 1), date(2026, 6, 30))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [holds(desk, day) for day in days] == [None, paper, paper, None]


def test_an_open_end_runs_until_it_is_ended(desk: Desk) -> None:
    paper = made(desk, date(2026, 1, 1))
    assert holds(desk, date(2030, 1, 1)) == paper
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: end_delegation(uow, paper, date(2026, 6, 30), " "))
    assert refused.value.field == "reason"
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: end_delegation(uow, paper, date(2025, 6, 30), "撤销"))
    assert refused.value.field == "until_on"
    desk.act(lambda uow: end_delegation(uow, paper, date(2026, 6, 30), "青委2号"))
    assert holds(desk, date(2026, 7, 1)) is None
    newer = made(desk, date(2026, 7, 1))
    with desk.read() as session:
        rows = delegations(session, desk.office.id, Task.LEAVE)
    assert [row.id for row in rows] == [newer, paper]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 6, 30), None, "from_on"),
        (date(2025, 1, 1), date(2026, 1, 1), "from_on"),
        (date(2025, 1, 1), None, "from_on"),
        (date(2026, 8, 2), date(2026, 8, 1), "until_on"),
    ],
)
def test_one_at_a_time(desk: Desk, first: date, last: date | None, field: str) -> None:
    made(desk, date(2026, 1, 1), date(2026, 6, 30))
    with pytest.raises(UserError) as refused:
        made(desk, first, last)
    assert refused.value.field == field


def test_it_needs_its_paper_and_its_word(desk: Desk) -> None:
    with pytest.raises(UserError) as refused:
        made(desk, date(2026, 1, 1), document=" ")
    assert refused.value.field == "document"
    assert set(TASK_LABELS) == set(Task)
