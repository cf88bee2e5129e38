"""A backup put back: compared, switched, and sync waits for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.upkeep import backups, restore
from corrdesk.vault import header
from corrdesk.vault.errors import BackupFailed, VaultExists, VaultNotWritable, WrongPassphrase
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import OpenVault
from tests.upkeep.offices import Place, work
from tests.upkeep.offices import found as found_office


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


def decided(place: Place) -> Path:
    """Work, back up, work on, put the backup aside, and decide to switch; return the side."""
    desk = place.desk()
    work(desk, 3)
    backup = backups.back_up(desk.vault, place.clock).folder
    work(desk, 4)
    side = restore.side_of(place.vault_folder, place.clock)
    compared = restore.put_aside(desk.vault, backup, side)
    assert compared.lost_entries == 4
    assert compared.present is not None
    assert compared.restored.people == compared.present.people
    restore.decide_switch(place.vault_folder, side, backup, place.clock)
    desk.close()
    return side


def test_a_switch_that_was_decided_is_carried_out_at_the_next_opening(place: Place) -> None:
    side = decided(place)
    assert side.exists()
    again = place.desk()
    assert not side.exists()
    assert (again.alarms, again.verify()) == ((), [])
    state = restore.restored_state(again.vault)
    assert state is not None
    assert state.waits
    assert len(backups.kept_in(again.vault.backups_path)) == 1
    assert restore.decided_switch(place.vault_folder) is None
    work(again, 1)
    again.close()
    old = list(place.folder.glob("vault.replaced-*"))
    assert len(old) == 1
    assert place.noticed() == set()


@pytest.mark.parametrize("step", ["after the first", "after the second", "before settling"])
def test_a_switch_that_was_killed_in_the_middle_is_finished(place: Place, step: str) -> None:
    side = decided(place)
    found = restore.decided_switch(place.vault_folder)
    assert found is not None
    old = place.vault_folder.with_name(found.old)
    place.vault_folder.rename(old)
    if step != "after the first":
        side.rename(place.vault_folder)
    if step == "before settling":
        restore.carry_out(found, place.vault_folder, place.vault)
    again = place.desk()
    assert (again.alarms, again.verify()) == ((), [])
    assert len(backups.kept_in(again.vault.backups_path)) == 1
    again.close()


def test_only_who_may_open_the_present_vault_replaces_it(place: Place) -> None:
    decided(place)
    found = restore.decided_switch(place.vault_folder)
    assert found is not None

    def refuse() -> OpenVault:
        raise WrongPassphrase

    with pytest.raises(WrongPassphrase):
        restore.carry_out(found, place.vault_folder, refuse)
    assert restore.side_of(place.vault_folder, place.clock).parent == place.folder
    assert place.vault_folder.with_name(found.side).exists()


def test_another_window_is_not_pulled_away(place: Place) -> None:
    decided(place)
    other = place.raw()
    other.execute("SELECT count(*) FROM person").fetchone()
    with pytest.raises(EnvironmentFault) as refused:
        place.desk()
    assert "窗口" in str(refused.value)
    other.close()
    place.desk().close()


def test_who_lost_a_key_since_the_backup_has_none_after_it(place: Place) -> None:
    vault = place.vault()
    vault.add_officer(
        officer_name="王芳", officer_id="0b" * 16, passphrase="七只青蛙在雨伞下面数萤火虫",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )  # fmt: skip
    backup = backups.back_up(vault, place.clock).folder
    vault.remove_officer("0b" * 16)
    side = restore.side_of(place.vault_folder, place.clock)
    restore.put_aside(vault, backup, side)
    found = header.load(side).header
    assert "0b" * 16 not in {slot.officer_id for slot in found.slots}
    vault.close()


def test_a_backup_that_is_damaged_or_of_another_key_leaves_nothing_aside(
    place: Place, tmp_path: Path
) -> None:
    vault = place.vault()
    backup = backups.back_up(vault, place.clock).folder
    side = restore.side_of(place.vault_folder, place.clock)
    raw = bytearray((backup / "casework.db").read_bytes())
    raw[len(raw) // 2] ^= 8
    (backup / "casework.db").write_bytes(raw)
    with pytest.raises(BackupFailed):
        restore.put_aside(vault, backup, side)
    assert not side.exists()
    other = found_office(tmp_path / "other", people=1).vault()
    foreign = backups.back_up(other, place.clock).folder
    with pytest.raises(UserError) as refused:
        restore.put_aside(vault, foreign, side)
    assert "密钥" in str(refused.value)
    assert not side.exists()
    other.close()
    vault.close()


@pytest.mark.parametrize("note", ["{", "[]", '{"side": "../x", "old": "y", "backup": "z"}'])
def test_a_note_that_says_something_else_is_not_followed(place: Place, note: str) -> None:
    (place.folder / ".vault.switch.json").write_text(note)
    assert restore.decided_switch(place.vault_folder) is None
    place.desk().close()
