"""Every stored vault of a released schema opens, holds, and is brought up to date."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.store import schema
from corrdesk.store.schema import latest_revision
from corrdesk.upkeep.backups import kept_in
from corrdesk.upkeep.migrate import is_current, revision_of
from corrdesk.vault.device_secret import FileStore
from corrdesk.vault.vault import OpenVault, Vault
from tests.data.vaults.make_vault import OFFICER, PASSPHRASE

STORED = Path(__file__).parents[1] / "data" / "vaults"
KEPT = ("person", "check_in", "journal_entry", "attachment")
VERSIONS = sorted(path.name for path in STORED.glob("0*") if path.is_dir())


# Steps that have no stored vault yet: whoever adds a step enters it here, and it leaves with
# `python -m tests.data.vaults.make_vault`, run once where this step is the newest one.
NOT_RELEASED: set[str] = set()
STEPS = sorted(
    path.name[:4] for path in Path(schema.__file__).parent.glob("migrations/versions/0*.py")
)


def test_every_schema_has_its_vault() -> None:
    assert STEPS[-1] == latest_revision()
    assert {*VERSIONS, *NOT_RELEASED} == set(STEPS)
    assert not NOT_RELEASED & set(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_stored_vault_is_of_its_schema_and_comes_up_to_date(version: str, tmp_path: Path) -> None:
    shutil.copytree(STORED / version, tmp_path / "office")
    vault = _unlocked(tmp_path / "office")
    connection = vault.connect()
    assert revision_of(connection) == version
    before = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT]
    connection.close()
    vault.close()
    _opened(tmp_path / "office").close()
    vault = _unlocked(tmp_path / "office")
    assert is_current(vault)
    assert len(kept_in(vault.backups_path)) == (version != latest_revision())
    connection = vault.connect()
    after = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT]
    connection.close()
    assert after == before
    sealed = vault.attachments()
    assert [sealed.get(name) for name in sealed.names()] == [b"letter"]
    vault.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_stored_vault_opens_and_holds(version: str, tmp_path: Path) -> None:
    shutil.copytree(STORED / version, tmp_path / "office")
    for _time in range(2):
        desk = _opened(tmp_path / "office")
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


def _opened(office: Path) -> Desk:
    return open_desk(
        office / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=office / "device.secret",
        clock=FixedClock(date(2026, 7, 1)),
    )


def _unlocked(office: Path) -> OpenVault:
    return Vault.open(
        office / "vault",
        officer_name=OFFICER,
        passphrase=PASSPHRASE,
        device_store=FileStore(office / "device.secret"),
        clock=FixedClock(date(2026, 7, 1)),
    )
