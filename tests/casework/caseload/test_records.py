"""Rows of a new file, and facts taken back with their reason."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.records import (
    injunction,
    person_row,
    status_fact,
    supervision_row,
    withdraw,
)
from corrdesk.casework.caseload.tables import Person, Supervision, Withdrawal
from corrdesk.store.base import BOOKKEEPING, table_of
from corrdesk.store.journal import JournalEntry
from tests.casework.people import order_facts, person_facts


def test_rows_hold_every_column_of_their_table(desk: Desk) -> None:
    with desk.unit_of_work() as uow:
        supervision = supervision_row(uow, "s", "p", order_facts())
    for row, kind in (
        (person_row("p", person_facts(), minor=False), Person),
        (supervision, Supervision),
    ):
        columns = set(table_of(kind).columns.keys()) - (BOOKKEEPING - {"id"})
        assert set(row) == columns


def test_duties_are_followed_from_the_report_or_from_today(desk: Desk) -> None:
    with desk.unit_of_work() as uow:

        def since(**more: object) -> object:
            order = order_facts(tracked_from=None, **more)
            return supervision_row(uow, "s", "p", order)["tracked_from"]

        assert since() == date(2026, 1, 6)
        assert since(reported_in_on=None) == date(2026, 6, 10)
        assert since(reported_in_on=date(2026, 1, 1)) == date(2026, 1, 5)


def test_an_end_before_the_start_is_refused(desk: Desk) -> None:
    with desk.unit_of_work() as uow, pytest.raises(UserError) as refused:
        supervision_row(uow, "s", "p", order_facts(term_end=date(2026, 1, 4)))
    assert refused.value.field == "term_end"


def test_a_fact_is_taken_back_once_and_with_a_reason(desk: Desk) -> None:
    def take_back(reason: str) -> None:
        with desk.unit_of_work() as uow:
            uow.begin_act("test.withdraw")
            withdraw(uow, "check_in", "fact-1", reason)
            uow.commit()

    with pytest.raises(UserError):
        take_back("  ")
    take_back("认错了人")
    with pytest.raises(UserError, match="已经撤回"):
        take_back("再来一次")
    with desk.read() as session:
        row = session.scalars(select(Withdrawal)).one()
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert (row.subject_id, row.reason, row.by) == ("fact-1", "认错了人", desk.actor.officer_id)
    assert last is not None
    assert last.reason == "认错了人"


def test_small_facts() -> None:
    assert status_fact("s", Status.SUPERVISED, date(2026, 1, 6)).status == "supervised"
    order = order_facts(injunction="禁止进入网吧")
    assert injunction("s", order).from_on == order.term_start
