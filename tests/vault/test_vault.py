"""Making and opening a vault: who gets in, who does not, and that nothing is ever half done."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from corrdesk.base.clock import FixedClock
from corrdesk.vault import header
from corrdesk.vault.device_secret import FileStore, KeyringStore
from corrdesk.vault.errors import (
    DatabaseMissing,
    DeviceSecretForeign,
    DeviceSecretMissing,
    DeviceStoreFailed,
    HeaderChanged,
    LastOfficer,
    NoSuchOfficer,
    NotAVault,
    OfficerExists,
    PlaintextDatabase,
    SecretInsideVault,
    VaultExists,
    VaultNotWritable,
    WaitRequired,
    WeakPassphrase,
    WrongKey,
    WrongPassphrase,
    WrongRecoveryCode,
)
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import OpenVault, Vault
from tests.vault.conftest import OFFICER, OFFICER_ID, PASSPHRASE, Made, MemoryKeyring

CHEAP = KdfProfile.CHEAP_FOR_TESTS
SECOND = "陆小满"
SECOND_ID = "0b" * 16
SECOND_PASSPHRASE = "七只青蛙在雨伞下面数萤火虫"
MARKER = "苦楝树下的见证人甲"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def create(folder: Path, store: FileStore | KeyringStore, clock: FixedClock) -> OpenVault:
    return Vault.create(
        folder,
        officer_name=OFFICER,
        officer_id=OFFICER_ID,
        passphrase=PASSPHRASE,
        device_store=store,
        clock=clock,
        kdf=CHEAP,
    )[0]


def test_a_new_vault_is_whole_and_opens_again(made: Made) -> None:
    assert names(made.folder) == [
        "attachments", "backups", "casework.db", "header.json", "header.json.bak",
    ]  # fmt: skip
    if os.name == "posix":
        assert made.folder.stat().st_mode & 0o777 == 0o700
    connection = made.opened.connect()
    connection.execute("CREATE TABLE note (text TEXT)")
    connection.execute("INSERT INTO note VALUES (?)", (MARKER,))
    connection.close()
    again = made.open()
    assert (again.vault_id, again.device_id) == (made.opened.vault_id, made.opened.device_id)
    assert (again.officer_id, again.officer_ids()) == (OFFICER_ID, (OFFICER_ID,))
    reader = again.connect(read_only=True)
    assert reader.execute("SELECT text FROM note").fetchall() == [(MARKER,)]
    reader.close()


def test_spaces_around_a_name_do_not_matter(made: Made) -> None:
    assert made.open(officer=f" {OFFICER}　").officer_id == OFFICER_ID


def test_a_wrong_passphrase_and_an_unknown_name_are_not_told_apart(made: Made) -> None:
    with pytest.raises(WrongPassphrase) as one:
        made.open(passphrase=PASSPHRASE + "吗")
    with pytest.raises(WrongPassphrase) as two:
        made.open(officer="无此人")
    assert str(one.value) == str(two.value)
    assert OFFICER not in str(one.value)


def test_no_plain_text_in_the_folder(made: Made) -> None:
    working = made.opened.connect()
    working.execute(f'CREATE TABLE "{MARKER}" (text TEXT)')
    working.execute(f'INSERT INTO "{MARKER}" VALUES (?)', (MARKER,))
    made.opened.attachments().put(MARKER.encode() * 1000)
    made.opened.watch.save(1, "0c" * 32)
    with pytest.raises(WrongPassphrase):
        made.open(passphrase=MARKER * 2)
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    raw = {path.name: path.read_bytes() for path in files}
    working.close()
    assert len(raw) >= 7
    secrets_and_names = [MARKER, OFFICER, PASSPHRASE, made.code, made.code.replace("-", "")]
    for name, content in raw.items():
        for secret in secrets_and_names:
            for encoding in ("utf-8", "utf-16-le", "gb18030", "unicode_escape"):
                assert secret.encode(encoding) not in content, name
        assert made.opened.key.material() not in content
        assert made.opened.key.material().hex().encode() not in content


def test_a_copied_folder_is_useless_without_the_device_secret(made: Made, tmp_path: Path) -> None:
    copy = tmp_path / "stolen"
    shutil.copytree(made.folder, copy)
    thief = FileStore(tmp_path / "thief.txt")

    def open_copy() -> OpenVault:
        return Vault.open(
            copy,
            officer_name=OFFICER,
            passphrase=PASSPHRASE,
            device_store=thief,
            clock=made.clock,
        )

    with pytest.raises(DeviceSecretMissing) as caught:
        open_copy()
    assert "恢复码" in str(caught.value)
    thief.save(made.opened.vault_id, b"g" * 32)
    with pytest.raises(DeviceSecretForeign):
        open_copy()


def test_even_a_forged_device_tag_does_not_open_a_copy(made: Made, tmp_path: Path) -> None:
    from dataclasses import replace

    from corrdesk.vault.keyslots import device_tag

    thief = FileStore(tmp_path / "thief.txt")
    thief.save(made.opened.vault_id, b"g" * 32)
    found = made.opened.header
    slots = tuple(replace(s, device=device_tag(b"g" * 32)) for s in found.slots)
    header.repair(made.folder, replace(found, slots=slots))
    with pytest.raises(WrongPassphrase):
        Vault.open(
            made.folder,
            officer_name=OFFICER,
            passphrase=PASSPHRASE,
            device_store=thief,
            clock=made.clock,
        )


def test_the_recovery_code_opens_when_the_keyring_was_wiped(made: Made) -> None:
    made.store.delete(made.opened.vault_id)
    with pytest.raises(DeviceSecretMissing):
        made.open()
    typed = made.code.lower().replace("-", " ").replace("0", "o")
    recovered = Vault.open_with_recovery(
        made.folder, typed, device_store=made.store, clock=made.clock
    )
    assert recovered.officer_id == ""
    assert recovered.device_id != made.opened.device_id
    assert recovered.key.material() == made.opened.key.material()
    with pytest.raises(DeviceSecretForeign):
        made.open()
    recovered.rewrap_device(officer_name=OFFICER, passphrase=SECOND_PASSPHRASE, kdf=CHEAP)
    again = made.open(passphrase=SECOND_PASSPHRASE)
    assert (again.officer_id, again.device_id) == (OFFICER_ID, recovered.device_id)


def test_recovery_on_the_same_machine_keeps_its_identity(made: Made) -> None:
    recovered = Vault.open_with_recovery(
        made.folder, made.code, device_store=made.store, clock=made.clock
    )
    assert recovered.device_id == made.opened.device_id


def test_a_new_recovery_code_voids_the_old_one(made: Made) -> None:
    made.opened.check_recovery_code(made.code)
    fresh = made.opened.new_recovery_code()
    made.opened.check_recovery_code(fresh)
    with pytest.raises(WrongRecoveryCode):
        made.opened.check_recovery_code(made.code)
    with pytest.raises(WrongRecoveryCode):
        Vault.open_with_recovery(made.folder, made.code, device_store=made.store, clock=made.clock)
    made.open()


def test_officers_come_and_go(made: Made) -> None:
    vault = made.opened
    before = vault.database_path.read_bytes()

    def add(name: str = SECOND, officer_id: str = SECOND_ID) -> None:
        vault.add_officer(
            officer_name=name, officer_id=officer_id, passphrase=SECOND_PASSPHRASE, kdf=CHEAP
        )

    add()
    with pytest.raises(OfficerExists):
        add(officer_id="0c" * 16)
    with pytest.raises(OfficerExists):
        add(name="另一人")
    assert made.open(SECOND_PASSPHRASE, SECOND).officer_id == SECOND_ID
    vault.remove_officer(OFFICER_ID)
    with pytest.raises(WrongPassphrase):
        made.open()
    with pytest.raises(NoSuchOfficer):
        vault.remove_officer(OFFICER_ID)
    with pytest.raises(LastOfficer):
        vault.remove_officer(SECOND_ID)
    assert made.open(SECOND_PASSPHRASE, SECOND).officer_ids() == (SECOND_ID,)
    assert vault.database_path.read_bytes() == before  # re-wrapped, not re-encrypted


def test_a_passphrase_is_changed_by_who_knows_the_old_one(made: Made) -> None:
    with pytest.raises(WrongPassphrase):
        made.opened.change_passphrase(
            officer_name=OFFICER, old="x" * 20, new=SECOND_PASSPHRASE, kdf=CHEAP
        )
    with pytest.raises(WeakPassphrase):
        made.opened.change_passphrase(officer_name=OFFICER, old=PASSPHRASE, new="1234", kdf=CHEAP)
    made.open()
    made.opened.change_passphrase(
        officer_name=OFFICER, old=PASSPHRASE, new=SECOND_PASSPHRASE, kdf=CHEAP
    )
    with pytest.raises(WrongPassphrase):
        made.open()
    assert made.open(SECOND_PASSPHRASE).officer_id == OFFICER_ID
    with pytest.raises(NoSuchOfficer):
        made.opened.change_passphrase(
            officer_name="无此人", old=PASSPHRASE, new=SECOND_PASSPHRASE, kdf=CHEAP
        )


def test_wrong_passphrases_lead_to_a_wait_that_a_restart_does_not_end(made: Made) -> None:
    running = [5000.0]

    def attempt(passphrase: str, officer: str = OFFICER) -> OpenVault:
        return Vault.open(
            made.folder,
            officer_name=officer,
            passphrase=passphrase,
            device_store=made.store,
            clock=made.clock,
            ticks=lambda: running[0],
        )

    for _attempt in range(5):
        with pytest.raises(WrongPassphrase):
            attempt("wrong")
    for days in (0, 30, -60):
        made.clock.advance(timedelta(days=days))
        with pytest.raises(WaitRequired):
            attempt(PASSPHRASE)
    for _attempt in range(6):  # unknown names are counted together and hold up nobody else
        with pytest.raises((WrongPassphrase, WaitRequired)):
            attempt("wrong", "无此人")
    Vault.open_with_recovery(made.folder, made.code, device_store=made.store, clock=made.clock)
    made.clock.advance(timedelta(minutes=15))
    running[0] += 900
    assert attempt(PASSPHRASE).officer_id == OFFICER_ID


def test_a_missing_device_secret_is_no_wrong_passphrase(made: Made) -> None:
    made.store.delete(made.opened.vault_id)
    for _attempt in range(10):
        with pytest.raises(DeviceSecretMissing):
            made.open()


def test_a_damaged_header_is_mended_from_its_duplicate_at_the_next_opening(made: Made) -> None:
    path = made.folder / header.NAME
    good = path.read_bytes()
    path.write_bytes(good[:100])
    made.open()
    assert path.read_bytes() == good


def test_a_header_altered_by_somebody_without_the_key_is_refused(made: Made) -> None:
    """A slot taken out, check sums put right."""
    from dataclasses import replace

    made.opened.add_officer(
        officer_name=SECOND, officer_id=SECOND_ID, passphrase=SECOND_PASSPHRASE, kdf=CHEAP
    )
    found = made.opened.header
    fewer = tuple(s for s in found.slots if s.officer_id != SECOND_ID)
    header.repair(made.folder, replace(found, slots=fewer))
    with pytest.raises(HeaderChanged):
        made.open()


def test_a_database_of_another_vault_or_none_or_a_plain_one_is_refused(
    make: Callable[..., Made],
) -> None:
    import sqlite3

    one, two = make("one"), make("two")
    shutil.copyfile(two.opened.database_path, one.opened.database_path)
    with pytest.raises(WrongKey):
        one.opened.connect()
    one.opened.database_path.unlink()
    with pytest.raises(DatabaseMissing):
        one.open().connect()
    plain = sqlite3.connect(one.opened.database_path)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    with pytest.raises(PlaintextDatabase):
        one.opened.connect()


def test_two_vaults_share_nothing(make: Callable[..., Made]) -> None:
    one, two = make("one"), make("two")
    assert one.opened.vault_id != two.opened.vault_id
    assert one.opened.device_id != two.opened.device_id
    assert one.opened.header.name_tag(OFFICER) != two.opened.header.name_tag(OFFICER)
    assert one.opened.subkey("x") != two.opened.subkey("x")
    with pytest.raises(WrongRecoveryCode):
        Vault.open_with_recovery(one.folder, two.code, device_store=one.store, clock=one.clock)


def test_what_is_not_a_vault_is_said_so(made: Made, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NotAVault):
        Vault.open(
            empty,
            officer_name=OFFICER,
            passphrase=PASSPHRASE,
            device_store=made.store,
            clock=made.clock,
        )
    assert names(empty) == []


def test_a_target_that_is_not_empty_is_left_alone(tmp_path: Path, fixed_clock: FixedClock) -> None:
    store = FileStore(tmp_path / "device.txt")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep me")
    (tmp_path / "file").write_text("keep me too")
    for target in ("full", "file"):
        with pytest.raises(VaultExists):
            create(tmp_path / target, store, fixed_clock)
    assert (tmp_path / "full" / "letter.txt").read_text() == "keep me"
    (tmp_path / "empty").mkdir()
    create(tmp_path / "empty", store, fixed_clock)
    with pytest.raises(VaultExists):
        create(tmp_path / "empty", store, fixed_clock)
    assert names(tmp_path) == ["device.txt", "empty", "file", "full"]


@pytest.mark.parametrize("where", ["prepare", "store", "rename"])
def test_creating_is_all_or_nothing(
    tmp_path: Path, fixed_clock: FixedClock, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    class Forgetful(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            """Say yes and keep nothing."""

    backend = Forgetful() if where == "store" else MemoryKeyring()

    def prepare(vault: OpenVault) -> None:
        assert vault.folder != tmp_path / "new"
        if where == "prepare":
            raise KeyboardInterrupt

    def broken(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    failures: dict[str, type[BaseException]] = {
        "prepare": KeyboardInterrupt,
        "store": DeviceStoreFailed,
        "rename": VaultNotWritable,
    }
    if where == "rename":
        monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(failures[where]):
        Vault.create(
            tmp_path / "new",
            officer_name=OFFICER,
            officer_id=OFFICER_ID,
            passphrase=PASSPHRASE,
            device_store=KeyringStore(backend),
            clock=fixed_clock,
            kdf=CHEAP,
            prepare=prepare,
        )
    assert names(tmp_path) == []
    assert backend.entries == {}


def test_what_is_prepared_is_in_the_vault(tmp_path: Path, fixed_clock: FixedClock) -> None:
    def prepare(vault: OpenVault) -> None:
        connection = vault.connect()
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.close()
        vault.add_officer(
            officer_name=SECOND, officer_id=SECOND_ID, passphrase=SECOND_PASSPHRASE, kdf=CHEAP
        )

    opened, _code = Vault.create(
        tmp_path / "new",
        officer_name=OFFICER,
        officer_id=OFFICER_ID,
        passphrase=PASSPHRASE,
        device_store=KeyringStore(MemoryKeyring()),
        clock=fixed_clock,
        kdf=CHEAP,
        prepare=prepare,
    )
    assert opened.folder == tmp_path / "new"
    connection = opened.connect()
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)
    connection.close()
    opened.remove_officer(SECOND_ID)


def test_a_weak_passphrase_or_a_secret_inside_the_vault_makes_no_vault(
    tmp_path: Path, fixed_clock: FixedClock
) -> None:
    with pytest.raises(SecretInsideVault):
        create(tmp_path / "new", FileStore(tmp_path / "new" / "device.txt"), fixed_clock)
    with pytest.raises(WeakPassphrase):
        Vault.create(
            tmp_path / "new",
            officer_name=OFFICER,
            officer_id=OFFICER_ID,
            passphrase=OFFICER * 5,
            device_store=FileStore(tmp_path / "device.txt"),
            clock=fixed_clock,
            kdf=CHEAP,
        )
    assert names(tmp_path) == []


def test_the_cheap_cost_is_never_the_default(tmp_path: Path, fixed_clock: FixedClock) -> None:
    Vault.create(
        tmp_path / "new",
        officer_name=OFFICER,
        officer_id=OFFICER_ID,
        passphrase=PASSPHRASE,
        device_store=FileStore(tmp_path / "device.txt"),
        clock=fixed_clock,
    )
    slot = json.loads((tmp_path / "new" / header.NAME).read_bytes())["keyslots"][0]
    assert slot["params"]["memory_kib"] == 64 * 1024


def test_a_closed_vault_opens_no_connection_and_shows_no_key(made: Made) -> None:
    material = made.opened.key.material().hex()
    assert material not in repr(made.opened)
    made.opened.close()
    with pytest.raises(ValueError, match="wiped"):
        made.opened.connect()


def test_the_county_opens_the_vault_when_the_keyring_and_the_code_are_gone(made: Made) -> None:
    private = X25519PrivateKey.generate()
    made.opened.set_escrow(private.public_key().public_bytes_raw().hex())
    made.opened.set_escrow(private.public_key().public_bytes_raw().hex())  # replaces, not adds
    assert len(made.opened.header.of_kind("escrow")) == 1
    made.opened.close()
    made.store.delete(made.opened.vault_id)
    opened = Vault.open_with_escrow(
        made.folder,
        private.private_bytes_raw().hex(),
        device_store=made.store,
        clock=made.clock,
    )
    opened.rewrap_device(
        officer_name=OFFICER, passphrase=PASSPHRASE, kdf=KdfProfile.CHEAP_FOR_TESTS
    )
    opened.close()
    assert made.open().officer_id == OFFICER_ID
