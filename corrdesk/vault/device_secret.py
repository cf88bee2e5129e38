"""Where a machine keeps its half of the officers' keys: the system keyring, or a file if asked.

Losing the secret never loses data (the recovery code opens the vault), but without it a copied
folder cannot be guessed open.
"""

import base64
import binascii
import importlib
import json
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from corrdesk.base.i18n import _
from corrdesk.vault.errors import (
    DeviceStoreFailed,
    NoDeviceStore,
    SecretFileDamaged,
    SecretInsideVault,
)
from corrdesk.vault.files import write_atomically
from corrdesk.vault.keyslots import DEVICE_SECRET_BYTES

_SERVICE: Final = "corrdesk"
_SEEN: Final = ".seen"
_TIMEOUT_SECONDS: Final = 30.0

# Backends that keep secrets encrypted under the login of the person. Everything else is refused:
# keyrings.alt writes plain text, the null backend forgets, the fail backend refuses.
_ALLOWED: Final = frozenset({
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
})  # fmt: skip
_NEVER: Final = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")

_T = TypeVar("_T")


class DeviceSecretStore(Protocol):
    """A place that holds one 32-byte secret per vault."""

    def load(self, vault_id: str) -> bytes | None:
        """Return the secret of a vault, or None if this machine has none."""
        ...

    def save(self, vault_id: str, secret: bytes) -> None:
        """Keep the secret; it has been read back when this returns."""
        ...

    def delete(self, vault_id: str) -> None:
        """Forget the secret of a vault; none there is no error."""
        ...

    def check_place(self, vault_folder: Path) -> None:
        """Raise `SecretInsideVault` if the secret would lie in the folder it protects."""
        ...

    def load_note(self, vault_id: str) -> str | None:
        """Return the journal's last head seen, as noted; None if nothing was."""
        ...

    def save_note(self, vault_id: str, note: str) -> None:
        """Keep what was seen last, outside the vault's folder; the text is not secret."""
        ...


def new_secret() -> bytes:
    """Return a new device secret."""
    return secrets.token_bytes(DEVICE_SECRET_BYTES)


def find_store(file: Path | None = None) -> DeviceSecretStore:
    """Return the file if one is given, else the system keyring.

    Raises `NoDeviceStore`, which explains the file and its risk, if the keyring is not one that
    keeps secrets. Asking for the keyring takes up to half a second the first time.
    """
    return FileStore(file) if file is not None else KeyringStore()


class KeyringStore:
    """The system keyring: Secret Service, KWallet, Windows Credential Manager, macOS Keychain.

    Each call runs on a thread of its own and is given up after a time limit, because a locked
    collection may wait for a prompt that nobody sees.
    """

    def __init__(self, backend: Any = None, *, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Use the backend of the system, or the one given (by tests; plain text is refused)."""
        self._timeout = timeout
        if backend is None:
            self._backend = self._within_time(_system_backend)
            return
        if _class_name(backend).startswith(_NEVER):
            raise NoDeviceStore(_class_name(backend))
        self._backend = backend

    def load(self, vault_id: str) -> bytes | None:
        found = self._within_time(lambda: self._backend.get_password(_SERVICE, vault_id))
        if found is None:
            return None
        secret = _decoded(str(found))
        if secret is None:
            raise DeviceStoreFailed(_("存入的内容已被改动"))
        return secret

    def save(self, vault_id: str, secret: bytes) -> None:
        text = base64.b64encode(secret).decode("ascii")
        self._within_time(lambda: self._backend.set_password(_SERVICE, vault_id, text))
        # Some backends say yes and keep nothing.
        if self.load(vault_id) != secret:
            raise DeviceStoreFailed(_("存入后读不出来"))

    def delete(self, vault_id: str) -> None:
        if self.load(vault_id) is not None:
            self._within_time(lambda: self._backend.delete_password(_SERVICE, vault_id))

    def check_place(self, vault_folder: Path) -> None:
        """The keyring is never in the vault folder."""

    def load_note(self, vault_id: str) -> str | None:
        found = self._within_time(lambda: self._backend.get_password(_SERVICE, vault_id + _SEEN))
        return None if found is None else str(found)

    def save_note(self, vault_id: str, note: str) -> None:
        self._within_time(lambda: self._backend.set_password(_SERVICE, vault_id + _SEEN, note))

    def _within_time(self, call: Callable[[], _T]) -> _T:
        """Run a call on a thread of its own; raise `DeviceStoreFailed` if it hangs or fails."""
        results: list[_T] = []
        failures: list[BaseException] = []

        def run() -> None:
            try:
                results.append(call())
            except BaseException as error:  # noqa: BLE001 - handed over to the asking thread
                failures.append(error)

        worker = threading.Thread(target=run, name="corrdesk-keyring", daemon=True)
        worker.start()
        worker.join(self._timeout)
        if worker.is_alive():
            raise DeviceStoreFailed(_("等待解锁超时"))
        if failures:
            if isinstance(failures[0], NoDeviceStore):
                raise failures[0]
            # The name of the class says enough; a backend's text may carry what was stored.
            raise DeviceStoreFailed(type(failures[0]).__name__) from None
        return results[0]


def _system_backend() -> Any:
    """Return the keyring in force if it is an allowed one, looking into a chain of several."""
    current = importlib.import_module("keyring").get_keyring()
    chained = _class_name(current) == "keyring.backends.chainer.ChainerBackend"
    for backend in list(current.backends) if chained else [current]:
        if _class_name(backend) in _ALLOWED:
            return backend
    raise NoDeviceStore(_class_name(current))


def _class_name(backend: Any) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


class FileStore:
    """A file with one line per vault, for machines without a keyring; give it on purpose only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, vault_id: str) -> bytes | None:
        return self._read().get(vault_id)

    def save(self, vault_id: str, secret: bytes) -> None:
        self._write(self._read() | {vault_id: secret})
        if self.load(vault_id) != secret:
            raise SecretFileDamaged

    def delete(self, vault_id: str) -> None:
        known = self._read()
        if known.pop(vault_id, None) is not None:
            self._write(known)

    def check_place(self, vault_folder: Path) -> None:
        if self._path.resolve().is_relative_to(vault_folder.resolve()):
            raise SecretInsideVault

    def load_note(self, vault_id: str) -> str | None:
        notes = self._notes()
        return "" if notes is None else notes.get(vault_id)

    def save_note(self, vault_id: str, note: str) -> None:
        content = (self._notes() or {}) | {vault_id: note}
        write_atomically(self._notes_path(), json.dumps(content, indent=1).encode())

    def _notes_path(self) -> Path:
        return self._path.with_name(self._path.name + _SEEN)

    def _notes(self) -> dict[str, str] | None:
        """Return all notes; None for a file that was altered or damaged."""
        try:
            content = json.loads(self._notes_path().read_bytes())
            return {str(vault_id): str(note) for vault_id, note in content.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError):
            return None

    def _read(self) -> dict[str, bytes]:
        """Return all secrets; a file with anything else in it is refused, never overwritten."""
        try:
            lines = self._path.read_text("ascii").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise SecretFileDamaged from None
        known: dict[str, bytes] = {}
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            vault_id, _space, text = line.strip().partition(" ")
            secret = _decoded(text)
            if secret is None:
                raise SecretFileDamaged
            known[vault_id] = secret
        return known

    def _write(self, known: dict[str, bytes]) -> None:
        lines = ["# corrdesk device secrets: keep this file away from the vault folder"]
        lines += [f"{v} {base64.b64encode(s).decode('ascii')}" for v, s in sorted(known.items())]
        write_atomically(self._path, ("\n".join(lines) + "\n").encode("ascii"))


def _decoded(text: str) -> bytes | None:
    try:
        secret = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == DEVICE_SECRET_BYTES else None
