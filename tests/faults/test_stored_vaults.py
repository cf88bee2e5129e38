"""Every stored vault of a released schema opens, holds, and is brought up to date."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import open_desk
from corrdesk.store.schema import latest_revision
from corrdesk.vault.device_secret import FileStore
from corrdesk.vault.vault import Vault
from tests.data.vaults.make_vault import OFFICER, PASSPHRASE

STORED = Path(__file__).parents[1] / "data" / "vaults"
VERSIONS = sorted(path.name for path in STORED.glob("0*") if path.is_dir())


# Steps that no office has yet; empty it with the release that carries them, after running
# `python -m tests.data.vaults.make_vault`.
NOT_RELEASED = {"0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011"}


def test_every_released_schema_has_its_vault() -> None:
    assert VERSIONS
    assert latest_revision() in {*VERSIONS, *NOT_RELEASED}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_stored_vault_opens_and_holds(version: str, tmp_path: Path) -> None:
    shutil.copytree(STORED / version, tmp_path / "office")
    for _time in range(2):
        desk = open_desk(
            tmp_path / "office" / "vault",
            officer=OFFICER,
            passphrase=PASSPHRASE,
            device_secret_file=tmp_path / "office" / "device.secret",
            clock=FixedClock(date(2026, 7, 1)),
        )
        assert (desk.alarms, desk.verify()) == ((), [])
        assert desk.head().seq >= 5
        desk.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_stored_recovery_code_still_opens(version: str, tmp_path: Path) -> None:
    shutil.copytree(STORED / version, tmp_path / "office")
    code = (tmp_path / "office" / "recovery.txt").read_text("ascii")
    vault = Vault.open_with_recovery(
        tmp_path / "office" / "vault",
        code,
        device_store=FileStore(tmp_path / "new.secret"),
        clock=FixedClock(date(2026, 7, 1)),
    )
    vault.close()
