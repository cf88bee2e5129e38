"""A vault made with cheap key derivation, and a keyring that lives in memory."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from corrdesk.base.clock import FixedClock
from corrdesk.vault.device_secret import FileStore
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import OpenVault, Vault

OFFICER = "沈青禾"
OFFICER_ID = "0a" * 16
PASSPHRASE = "纸船漂过十二座石桥看见灯火"


class MemoryKeyring(KeyringBackend):
    """A keyring that keeps what it is given, in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError


@dataclass
class Made:
    """A vault as a test finds it."""

    folder: Path
    code: str
    store: FileStore
    clock: FixedClock
    opened: OpenVault

    def open(self, passphrase: str = PASSPHRASE, officer: str = OFFICER) -> OpenVault:
        """Open it again as its officer."""
        return Vault.open(
            self.folder,
            officer_name=officer,
            passphrase=passphrase,
            device_store=self.store,
            clock=self.clock,
        )


@pytest.fixture
def make(tmp_path: Path, fixed_clock: FixedClock) -> Callable[..., Made]:
    """Return a function that makes a vault."""

    def build(name: str = "保险库 一", kdf: KdfProfile = KdfProfile.CHEAP_FOR_TESTS) -> Made:
        store = FileStore(tmp_path / "usb stick" / "device.txt")
        (tmp_path / "usb stick").mkdir(exist_ok=True)
        opened, code = Vault.create(
            tmp_path / name,
            officer_name=OFFICER,
            officer_id=OFFICER_ID,
            passphrase=PASSPHRASE,
            device_store=store,
            clock=fixed_clock,
            kdf=kdf,
        )
        return Made(tmp_path / name, code, store, fixed_clock, opened)

    return build


@pytest.fixture
def made(make: Callable[..., Made]) -> Made:
    """A vault that is open."""
    return make()
