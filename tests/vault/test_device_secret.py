"""Which keyrings are trusted with the device secret, and the file that stands in for them."""

import os
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from corrdesk.base.clock import FixedClock
from corrdesk.vault import device_secret
from corrdesk.vault.device_secret import FileStore, KeyringStore, find_store, new_secret
from corrdesk.vault.errors import (
    DeviceSecretForeign,
    DeviceSecretMissing,
    DeviceStoreFailed,
    NoDeviceStore,
    SecretFileDamaged,
    SecretInsideVault,
)
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import OpenVault, Vault
from tests.vault.conftest import OFFICER, OFFICER_ID, PASSPHRASE, MemoryKeyring

VAULT = "0a" * 16
OTHER = "0b" * 16


def test_a_keyring_keeps_one_secret_per_vault() -> None:
    store = KeyringStore(MemoryKeyring())
    assert store.load(VAULT) is None
    one, two = new_secret(), new_secret()
    store.save(VAULT, one)
    store.save(OTHER, two)
    assert (store.load(VAULT), store.load(OTHER)) == (one, two)
    store.delete(VAULT)
    store.delete(VAULT)
    assert (store.load(VAULT), store.load(OTHER)) == (None, two)


def plaintext_keyring() -> object:
    """A stand-in for keyrings.alt, which need not be installed to be refused."""
    kind = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})
    return kind()


@pytest.mark.parametrize("make_refused", [fail.Keyring, null.Keyring, plaintext_keyring])
def test_keyrings_that_keep_nothing_or_plain_text_are_refused(
    make_refused: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = make_refused()
    with pytest.raises(NoDeviceStore):
        KeyringStore(refused)
    monkeypatch.setattr(keyring, "get_keyring", lambda: refused)
    with pytest.raises(NoDeviceStore) as caught:
        find_store()
    assert caught.value.exit_code == 3
    assert "--device-secret-file" in str(caught.value)
    assert "风险" in str(caught.value)


def test_the_systems_keyring_must_be_on_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend that nobody vouches for is refused unless code gives it explicitly."""
    monkeypatch.setattr(keyring, "get_keyring", MemoryKeyring)
    with pytest.raises(NoDeviceStore):
        find_store()


def trusted_keyring() -> MemoryKeyring:
    module = "keyring.backends.SecretService"
    kind: type[MemoryKeyring] = type("Keyring", (MemoryKeyring,), {"__module__": module})
    return kind()


def test_a_trusted_keyring_is_found_also_behind_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = trusted_keyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: trusted)
    find_store().save(VAULT, new_secret())
    assert list(trusted.entries) == [("corrdesk", VAULT)]

    class Chain(chainer.ChainerBackend):
        backends = [plaintext_keyring(), trusted]

    Chain.__module__, Chain.__qualname__ = "keyring.backends.chainer", "ChainerBackend"
    monkeypatch.setattr(keyring, "get_keyring", Chain)
    assert find_store().load(VAULT) is not None


def test_the_stored_text_fits_the_smallest_keyring() -> None:
    """Windows Credential Manager takes at most 1280 characters."""
    backend = MemoryKeyring()
    KeyringStore(backend).save(VAULT, new_secret())
    assert max(len(text) for text in backend.entries.values()) < 100


def test_a_keyring_that_says_yes_and_forgets_is_noticed() -> None:
    class Forgetful(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            """Say yes."""

    with pytest.raises(DeviceStoreFailed):
        KeyringStore(Forgetful()).save(VAULT, new_secret())


def test_a_keyring_that_waits_for_a_prompt_is_given_up() -> None:
    release = threading.Event()

    class Locked(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            release.wait(20)
            return None

    with pytest.raises(DeviceStoreFailed) as caught:
        KeyringStore(Locked(), timeout=0.1).load(VAULT)
    release.set()
    assert "超时" in str(caught.value)


def test_what_a_keyring_raises_does_not_reach_people() -> None:
    class Broken(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise RuntimeError("the secret is 12345")

    with pytest.raises(DeviceStoreFailed) as caught:
        KeyringStore(Broken()).load(VAULT)
    assert "12345" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_entry_of_another_form_is_not_taken_for_a_secret() -> None:
    backend = MemoryKeyring()
    backend.set_password("corrdesk", VAULT, "hunter2")
    with pytest.raises(DeviceStoreFailed):
        KeyringStore(backend).load(VAULT)


def test_keyring_is_not_imported_before_it_is_asked_for() -> None:
    """Its discovery costs half a second."""
    assert not any(
        isinstance(value, types.ModuleType) and value.__name__.startswith("keyring")
        for value in vars(device_secret).values()
    )
    assert "keyring" in sys.modules  # of this test


def test_a_file_keeps_secrets_of_several_vaults(tmp_path: Path) -> None:
    path = tmp_path / "device.txt"
    store = find_store(path)
    assert isinstance(store, FileStore)
    one, two = new_secret(), new_secret()
    store.save(VAULT, one)
    FileStore(path).save(OTHER, two)
    assert (store.load(VAULT), store.load(OTHER)) == (one, two)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    store.delete(VAULT)
    store.delete(VAULT)
    assert (store.load(VAULT), store.load(OTHER)) == (None, two)


@pytest.mark.parametrize("junk", ["x", f"{VAULT} short", "\0\0", f"{VAULT} {'A' * 43}=\nrubbish"])
def test_a_file_that_is_something_else_is_never_overwritten(tmp_path: Path, junk: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(junk, "utf-8")
    with pytest.raises(SecretFileDamaged):
        FileStore(path).load(VAULT)
    with pytest.raises(SecretFileDamaged):
        FileStore(path).save(VAULT, new_secret())
    assert path.read_text("utf-8") == junk


def test_the_file_may_not_lie_in_the_vault(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    FileStore(tmp_path / "device.txt").check_place(folder)
    for path in (folder / "d", folder / "a" / "d", folder / "x" / ".." / "d", tmp_path / "link/d"):
        with pytest.raises(SecretInsideVault):
            FileStore(path).check_place(folder)


class Wrapped(MemoryKeyring):
    """A keyring that answers with an error of its own kind until it is mended."""

    error: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.error is not None:
            raise self.error
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error is not None:
            raise self.error
        super().set_password(service, username, password)


@pytest.mark.parametrize("kind", [KeyringLocked, InitError, NoKeyringError, PasswordSetError])
def test_a_locked_or_failing_keyring_is_said_and_works_again_later(
    kind: type[Exception],
) -> None:
    backend = Wrapped()
    store = KeyringStore(backend)
    secret = new_secret()
    store.save(VAULT, secret)
    backend.error = kind("Prompt dismissed for collection 12345")
    for call in (lambda: store.load(VAULT), lambda: store.save(OTHER, secret)):
        with pytest.raises(DeviceStoreFailed) as caught:
            call()  # type: ignore[no-untyped-call]
        assert kind.__name__ in str(caught.value)
        assert "12345" not in str(caught.value)
        assert caught.value.exit_code == 3
    backend.error = None
    assert store.load(VAULT) == secret


def test_an_emptied_or_swapped_keyring_loses_nothing(
    tmp_path: Path, fixed_clock: FixedClock
) -> None:
    """Signal's case: the keyring is emptied, or another one answers; paper opens the vault."""
    backend = MemoryKeyring()
    vault, code = Vault.create(
        tmp_path / "vault", officer_name=OFFICER, officer_id=OFFICER_ID, passphrase=PASSPHRASE,
        device_store=KeyringStore(backend), clock=fixed_clock, kdf=KdfProfile.CHEAP_FOR_TESTS,
    )  # fmt: skip
    name = vault.attachments().put(b"letter")
    vault.close()

    def unlock(keyring_: MemoryKeyring) -> OpenVault:
        return Vault.open(
            tmp_path / "vault", officer_name=OFFICER, passphrase=PASSPHRASE,
            device_store=KeyringStore(keyring_), clock=fixed_clock,
        )  # fmt: skip

    for _round in range(50):
        backend.entries.clear()
        with pytest.raises(DeviceSecretMissing):
            unlock(backend)
        swapped = MemoryKeyring()
        KeyringStore(swapped).save(vault.vault_id, new_secret())
        with pytest.raises(DeviceSecretForeign):
            unlock(swapped)
        by_paper = Vault.open_with_recovery(
            tmp_path / "vault", code, device_store=KeyringStore(backend), clock=fixed_clock
        )
        by_paper.rewrap_device(
            officer_name=OFFICER, passphrase=PASSPHRASE, kdf=KdfProfile.CHEAP_FOR_TESTS
        )
        by_paper.close()
        again = unlock(backend)
        assert again.attachments().get(name) == b"letter"
        again.close()
