"""A fresh office on disk for the tests of roles and closed files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, Founding, create_desk
from corrdesk.vault.keyslots import KdfProfile

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
TODAY = date(2026, 6, 10)


@contextmanager
def open_office(folder: Path) -> Iterator[Desk]:
    """A new office, open at the head's desk."""
    founding = Founding(
        "青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS
    )
    desk, _code = create_desk(
        folder / "vault",
        founding,
        device_secret_file=folder / "device.secret",
        clock=FixedClock(TODAY),
    )
    try:
        yield desk
    finally:
        desk.close()
