"""The demo office has somebody lost, a device in use and a commendation before the county."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.casework.enforcement.measures.model import MeasureKind, Stage
from corrdesk.casework.enforcement.measures.queries import measure_lines
from corrdesk.cli.demo.office import make_office


def test_three_measures_are_under_way(tmp_path: Path) -> None:
    day = date(2026, 6, 10)
    office = make_office(tmp_path, FixedClock(day), day, say=lambda _words: None)
    desk = office.desk
    with desk.read() as session:
        running = measure_lines(session, desk.office.id, desk.law(), "running")

    desk.close()
    assert {(line.kind, line.stage) for line in running} == {
        (MeasureKind.LOST_CONTACT, Stage.SEARCHING),
        (MeasureKind.DEVICE, Stage.IN_USE),
        (MeasureKind.COMMENDATION, Stage.SUBMITTED),
    }
