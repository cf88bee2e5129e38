"""A backup put back: compared, switched, and sync waits for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.upkeep import backups, restore
from corrdesk.vault.errors import BackupFailed, VaultExists, VaultNotWritable
from tests.upkeep.offices import Place, work


def restored(place: Place, backup: Path) -> tuple[Place, restore.Comparison]:
    """Put a backup back beside the vault; return the side place."""
    side = Place(place.folder / "side", place.clock, place.secret)
    side.folder.mkdir()
    restore.copy_back(backup, side.vault_folder)
    vault = side.vault()
    try:
        state = restore.settle(vault, backup, place.clock)
        assert restore.restored_state(vault) == state
        assert state.waits
        return side, restore.compare(vault, place.vault_folder)
    finally:
        vault.close()


def test_the_way_back(place: Place) -> None:
    desk = place.desk()
    work(desk, 3)
    backup = backups.back_up(desk.vault, place.clock).folder
    at_backup = desk.head()
    work(desk, 4)
    desk.close()
    side, compared = restored(place, backup)
    assert compared.lost_entries == 4
    assert compared.present is not None
    assert (compared.restored.people, compared.present.people) == (3, 3)
    old = restore.switch(side.vault_folder, place.vault_folder, place.clock)
    assert (old / "casework.db").exists()
    assert (place.vault_folder / "backups" / backup.name).exists()
    again = place.desk()
    assert (again.alarms, again.verify(), again.head()) == ((), [], at_backup)
    state = restore.restored_state(again.vault)
    assert state is not None
    assert state.waits
    restore.give_word(again.vault)
    state = restore.restored_state(again.vault)
    assert state is not None
    assert not state.waits
    work(again, 2)
    again.close()
    assert place.noticed() == set()


def test_a_vault_that_never_was_restored_does_not_wait(place: Place) -> None:
    vault = place.vault()
    assert restore.restored_state(vault) is None
    restore.give_word(vault)
    assert restore.restored_state(vault) is None
    (place.vault_folder / restore.RESTORED).write_text("{")
    state = restore.restored_state(vault)
    assert state is not None
    assert state.waits
    vault.close()


def test_a_present_vault_that_cannot_be_read_is_no_obstacle(place: Place) -> None:
    desk = place.desk()
    backup = backups.back_up(desk.vault, place.clock).folder
    desk.close()
    place.database.write_bytes(b"\x00" * 8192)
    side, compared = restored(place, backup)
    assert (compared.present, compared.lost_entries) == (None, 0)
    restore.switch(side.vault_folder, place.vault_folder, place.clock)
    assert place.noticed() == set()


def test_a_damaged_backup_is_refused(place: Place) -> None:
    vault = place.vault()
    backup = backups.back_up(vault, place.clock).folder
    vault.close()
    database = backup / "casework.db"
    raw = bytearray(database.read_bytes())
    raw[len(raw) // 2] ^= 8
    database.write_bytes(raw)
    with pytest.raises(BackupFailed):
        restored(place, backup)


def test_only_a_backup_is_copied_and_nothing_is_overwritten(place: Place, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        restore.copy_back(tmp_path, tmp_path / "new")
    vault = place.vault()
    backup = backups.back_up(vault, place.clock).folder
    vault.close()
    with pytest.raises(VaultExists):
        restore.copy_back(backup, place.vault_folder)
    assert not list(place.folder.glob(".*"))


def test_a_switch_that_fails_leaves_the_present_vault(place: Place, tmp_path: Path) -> None:
    with pytest.raises(VaultNotWritable):
        restore.switch(tmp_path / "nothing", place.vault_folder, place.clock)
    assert place.noticed() == set()
