"""The demo office is the same each time, and busy enough to show something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.casework.reporting.queries import desk_counts
from corrdesk.cli.demo.office import DemoOffice, make_office
from corrdesk.store.journal import JournalEntry
from tests.cli.conftest import DAY

Reopen = Callable[[FixedClock], tuple[Path, DemoOffice]]


def acts(office: DemoOffice) -> list[tuple[str, str]]:
    with office.desk.read() as session:
        rows = session.execute(
            select(JournalEntry.act, JournalEntry.happened_at).order_by(JournalEntry.seq)
        )
        return [(row.act, row.happened_at) for row in rows]


def test_the_desk_has_something_of_everything(reopen: Reopen) -> None:
    _folder, office = reopen(FixedClock(DAY))
    with office.desk.read() as session:
        counts = desk_counts(session, office.desk.office.id, DAY)
    assert min(counts.due, counts.overdue, counts.waiting, counts.visits, counts.expired) > 0
    assert office.imported.created == 50


def test_two_demo_offices_have_the_same_history(reopen: Reopen, tmp_path: Path) -> None:
    _folder, office = reopen(FixedClock(DAY))
    other = make_office(tmp_path / "other", FixedClock(DAY), DAY, say=lambda _text: None)
    assert acts(other) == acts(office)
    other.desk.close()
