"""Sealed files beside the database, named by a keyed digest of their content.

The digest is keyed, so that nobody can test whether a certain document is in the vault. What an
attachment is called and whom it belongs to is in the database only.
"""

import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import (
    AttachmentDamaged,
    AttachmentMissing,
    AttachmentTooLarge,
)
from corrdesk.vault.files import write_atomically

NAMES_PURPOSE: Final = "attachment names"
LIMIT: Final = 50 * 1024 * 1024
_MAGIC: Final = b"CDATT\x00\x01\x00"
_SALT_BYTES: Final = 16
_CHUNK: Final = 1024 * 1024
_TAG: Final = 16
_DIGITS: Final = frozenset("0123456789abcdef")


class Attachments:
    """The sealed files of one vault.

    Each file has its own key (a random salt under the vault's subkey) and is sealed in chunks of
    1 MiB; a chunk is bound to the file's name, its place and whether it is the last.
    """

    def __init__(self, folder: Path, key: DataKey) -> None:
        self._folder = folder
        self._name_key = key.subkey(NAMES_PURPOSE)
        self._seal_key = key.subkey("attachment seals")

    def put(self, content: bytes, *, limit: int = LIMIT) -> str:
        """Seal a file and return its name (64 hex); the same content gives the same name.

        Durable when it returns. Raises `AttachmentTooLarge`.
        """
        if len(content) > limit:
            raise AttachmentTooLarge(limit)
        name = self._name_of(content)
        path = self._path(name)
        if path.exists() and self.verify(name):
            return name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, self._sealed(name, content))
        return name

    def put_file(self, source: BinaryIO, *, limit: int = LIMIT) -> str:
        """Seal what is read from an open file; nothing is written outside the vault."""
        content = source.read(limit + 1)
        return self.put(content, limit=limit)

    def get(self, name: str) -> bytes:
        """Return the content; raises `AttachmentMissing` or `AttachmentDamaged`."""
        content = b"".join(self._opened(name))
        if not hmac.compare_digest(self._name_of(content), name):
            raise AttachmentDamaged
        return content

    def verify(self, name: str) -> bool:
        """Whether the sealed file is there and its content is what was put in."""
        digest = hmac.new(self._name_key, digestmod=hashlib.sha256)
        try:
            for chunk in self._opened(name):
                digest.update(chunk)
        except (AttachmentMissing, AttachmentDamaged):
            return False
        return hmac.compare_digest(digest.hexdigest(), name)

    def has(self, name: str) -> bool:
        """Whether a sealed file of that name is there; whether it is sound is another question."""
        return len(name) == 64 and set(name) <= _DIGITS and self._path(name).exists()

    def names(self) -> Iterator[str]:
        """Yield the names of the sealed files that are there."""
        for path in sorted(self._folder.glob("??/*")):
            if len(path.name) == 64 and path.name.startswith(path.parent.name):
                yield path.name

    def delete(self, name: str) -> None:
        """Remove a sealed file; whether it may go is decided by the caller."""
        self._path(name).unlink(missing_ok=True)

    def _name_of(self, content: bytes) -> str:
        return hmac.new(self._name_key, content, hashlib.sha256).hexdigest()

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not set(name) <= _DIGITS:
            msg = "an attachment's name is 64 lower-case hex digits"
            raise ValueError(msg)
        return self._folder / name[:2] / name

    def _sealed(self, name: str, content: bytes) -> bytes:
        salt = secrets.token_bytes(_SALT_BYTES)
        cipher = self._cipher(salt)
        starts = range(0, max(len(content), 1), _CHUNK)
        parts = [_MAGIC, salt]
        for index, start in enumerate(starts):
            bound = _bound(name, index, last=index == len(starts) - 1)
            parts.append(cipher.encrypt(_nonce(index), content[start : start + _CHUNK], bound))
        return b"".join(parts)

    def _opened(self, name: str) -> Iterator[bytes]:
        """Yield the chunks, each authenticated before it is given out."""
        path = self._path(name)
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise AttachmentDamaged
                cipher = self._cipher(file.read(_SALT_BYTES))
                index = 0
                while True:
                    sealed = file.read(_CHUNK + _TAG)
                    last = file.tell() >= size
                    yield cipher.decrypt(_nonce(index), sealed, _bound(name, index, last=last))
                    if last:
                        return
                    index += 1
        except FileNotFoundError:
            raise AttachmentMissing from None
        except (InvalidTag, OSError, ValueError):
            raise AttachmentDamaged from None

    def _cipher(self, salt: bytes) -> AESGCM:
        if len(salt) != _SALT_BYTES:
            raise AttachmentDamaged
        return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"file").derive(self._seal_key))


def _nonce(index: int) -> bytes:
    """Return the nonce of a chunk; the key is used for one file only, so its place will do."""
    return struct.pack(">IQ", 0, index)


def _bound(name: str, index: int, *, last: bool) -> bytes:
    return f"{name}:{index}:{'last' if last else 'more'}".encode("ascii")
