"""Every step of the demo day is looked at afterwards; one that did not happen stops it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.cli.demo.day import Day, StepFailedError, play
from corrdesk.cli.demo.office import DemoOffice
from tests.cli.conftest import DAY, Screen

Reopen = Callable[[FixedClock], tuple[Path, DemoOffice]]


def quiet(_text: str) -> None:
    """Nobody listens."""


def test_the_whole_day(reopen: Reopen, screen: Screen) -> None:
    clock = FixedClock(DAY)
    folder, office = reopen(clock)
    summary = play(Day(office, folder, clock), screen.capture, quiet)
    assert (folder / "notice.pdf").read_bytes().startswith(b"%PDF-")
    assert summary["notice"]["serial"] == "（2026）青矫训字第1号"
    assert summary["screens"] == ["screens/desk.png"]
    assert summary["journal"]["ok"] is True


def test_a_day_without_pictures_did_not_happen(reopen: Reopen) -> None:
    def nothing(_desk: Desk, _out: Path) -> list[Path]:
        return []

    clock = FixedClock(DAY)
    folder, office = reopen(clock)
    with pytest.raises(StepFailedError, match="screens"):
        play(Day(office, folder, clock), nothing, quiet)


def test_a_picture_that_is_none_does_not_count(reopen: Reopen) -> None:
    def empty(_desk: Desk, out: Path) -> list[Path]:
        out.mkdir()
        (out / "desk.png").write_bytes(b"")
        return [out / "desk.png"]

    clock = FixedClock(DAY)
    folder, office = reopen(clock)
    with pytest.raises(StepFailedError, match="screens"):
        play(Day(office, folder, clock), empty, quiet)


def test_an_import_that_brought_nobody_stops_the_day(reopen: Reopen, screen: Screen) -> None:
    clock = FixedClock(DAY)
    folder, office = reopen(clock)
    nobody = DemoOffice(
        office.desk, office.plan, type(office.imported)(0, 50, ()), office.recovery_code
    )
    with pytest.raises(StepFailedError, match="import"):
        play(Day(nobody, folder, clock), screen.capture, quiet)
