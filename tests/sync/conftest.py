"""A real office and a county in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.sync import journaling
from corrdesk.sync.transports.folder import FolderTransport
from tests.casework.conftest import clock, desk, founded_office
from tests.sync.bureau import Bureau

__all__ = ["clock", "desk", "founded_office"]  # fixtures


@pytest.fixture(scope="module", autouse=True)
def short_runs() -> Iterator[None]:
    """Of an invented chain's few entries those that come together stay packed; one is a row.

    Where several came one by one, the older ones become a run.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("LEAST", 2), ("MANY", 4), ("TOGETHER", 3)):
            patch.setattr(journaling, name, value)
        yield


@pytest.fixture
def bureau(tmp_path: Path, clock: FixedClock) -> Bureau:
    folder = tmp_path / "county"
    folder.mkdir()
    return Bureau(folder, clock)


@pytest.fixture
def target(tmp_path: Path) -> FolderTransport:
    folder = tmp_path / "stick"
    folder.mkdir()
    return FolderTransport(folder)


@pytest.fixture
def enrolled(desk: Desk, bureau: Bureau) -> Desk:
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    return desk
