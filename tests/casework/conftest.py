"""A real, encrypted office on a temporary disk, founded once per test with a cheap key derivation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, Founding, create_desk
from corrdesk.vault.keyslots import KdfProfile

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(date(2026, 6, 10))


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    founding = Founding(
        office="青石镇司法所",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        pack_id="cn-example",
        county="青石县司法局社区矫正管理局",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )
    opened, _code = create_desk(
        tmp_path / "vault",
        founding,
        device_secret_file=tmp_path / "device.secret",
        clock=clock,
    )
    yield opened
    opened.close()
