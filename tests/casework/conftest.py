"""A real, encrypted office on a temporary disk, with a cheap key derivation; founded once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.vault.keyslots import KdfProfile

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
TODAY = date(2026, 6, 10)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture(scope="session")
def founded_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the vault of a new office and its device secret; nobody writes to it."""
    folder = tmp_path_factory.mktemp("office")
    founding = Founding(
        office="青石镇司法所",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        pack_id="cn-example",
        county="青石县司法局社区矫正管理局",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )
    opened, _code = create_desk(
        folder / "vault",
        founding,
        device_secret_file=folder / "device.secret",
        clock=FixedClock(TODAY),
    )
    opened.close()
    return folder


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, founded_office: Path) -> Iterator[Desk]:
    shutil.copytree(founded_office, tmp_path, dirs_exist_ok=True)
    opened = open_desk(
        tmp_path / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=tmp_path / "device.secret",
        clock=clock,
    )
    yield opened
    opened.close()
