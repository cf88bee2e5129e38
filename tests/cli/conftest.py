"""One demo office for all tests of a session; each test works on its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.cli.demo.office import OFFICER, PASSPHRASE, DemoOffice, make_office
from tests.cli.own_office import call, home
from tests.cli.script import at_desk, bare, english, founded, office, place

__all__ = [
    "at_desk",
    "bare",
    "call",
    "english",
    "founded",
    "home",
    "office",
    "place",
]  # fixtures

DAY = date(2026, 6, 10)
PNG = b"\x89PNG\r\n\x1a\n"


class Screen:
    """A desktop for tests that have no use for Qt: one small picture of every desk."""

    def __init__(self) -> None:
        self.opened: list[Desk | None] = []
        self.secret: Path | None = None

    def open(
        self,
        desk: Desk | None,
        device_secret_file: Path | None = None,
        throw_away: Path | None = None,
    ) -> int:
        """Remembers the desk and closes it, as a window does."""
        self.opened.append(desk)
        self.secret = device_secret_file
        if desk is not None:
            desk.close()
        return 0

    def capture(self, desk: Desk, out: Path) -> list[Path]:
        """Writes one picture."""
        out.mkdir(parents=True)
        picture = out / "desk.png"
        picture.write_bytes(PNG + desk.office.name.encode())
        return [picture]


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoOffice]:
    folder = tmp_path_factory.mktemp("demo")
    office = make_office(folder, FixedClock(DAY), DAY, say=lambda _text: None)
    office.desk.close()
    return folder, office


@pytest.fixture
def reopen(
    made: tuple[Path, DemoOffice], tmp_path: Path
) -> Iterator[Callable[[FixedClock], tuple[Path, DemoOffice]]]:
    """Copies the office and opens the copy with a clock."""
    opened: list[Desk] = []

    def again(clock: FixedClock) -> tuple[Path, DemoOffice]:
        folder = tmp_path / "demo"
        shutil.copytree(made[0], folder)
        desk = open_desk(
            folder / "vault",
            officer=OFFICER,
            passphrase=PASSPHRASE,
            device_secret_file=folder / "device.secret",
            clock=clock,
        )
        opened.append(desk)
        return folder, DemoOffice(desk, made[1].plan, made[1].imported, "")

    yield again
    for desk in opened:
        desk.close()
