"""`seals.jsonl`: the journal's heads signed by the device, one line per seal, each naming the last.

The signing key comes from the device secret, not from the data key: whoever holds the database key
can compute every hash of the journal anew, but no seal.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from corrdesk.vault.errors import SealsDamaged, VaultNotWritable
from corrdesk.vault.files import sync_folder
from corrdesk.vault.header import canonical

NAME: Final = "seals.jsonl"
SEALED: Final = "sealed"
ACCEPTED: Final = "accepted"  # a person looked at what was missing and went on from here
RESTORED: Final = "restored"  # the vault was put back from a backup
_FIRST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Seal:
    """One signed line. `previous` is the SHA-256 of the line before it."""

    device: str
    seq: int
    head: str
    at: str
    kind: str
    reason: str
    previous: str
    public_key: str
    signature: str = ""

    def signed(self) -> bytes:
        """The bytes that the signature covers."""
        content = asdict(self)
        del content["signature"]
        return b"corrdesk-seal/1\n" + canonical(content)

    def line(self) -> bytes:
        """The line of the file, without its end."""
        return canonical(asdict(self))

    def holds(self) -> bool:
        """Whether the signature was made by the key that the line names."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), self.signed())
        except (InvalidSignature, ValueError):
            return False
        return True


def signing_key(device_secret: bytes, vault_id: str, salt: str = "") -> Ed25519PrivateKey:
    """Return the device's signing key for a vault; `salt` belongs to a later name, see identity."""
    info = b"corrdesk/1/device signature" + bytes.fromhex(salt)
    seed = HKDF(SHA256(), 32, salt=bytes.fromhex(vault_id), info=info).derive(device_secret)
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public half as 64 hex digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def read(folder: Path) -> list[Seal]:
    """Return all seals in order; a last line that a power cut left half is not there yet.

    Checks form and the naming of each line before, not the signatures. Raises `SealsDamaged`.
    """
    try:
        raw = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return []
    except OSError:
        raise SealsDamaged from None
    seals: list[Seal] = []
    previous = _FIRST
    for line in raw.split(b"\n")[:-1]:
        seal = _parsed(line)
        if seal.previous != previous or seal.line() != line:
            raise SealsDamaged
        seals.append(seal)
        previous = hashlib.sha256(line).hexdigest()
    return seals


def append(folder: Path, unsigned: Seal, key: Ed25519PrivateKey) -> Seal:
    """Sign and add a seal durably, naming the line before it."""
    seals = read(folder)
    previous = hashlib.sha256(seals[-1].line()).hexdigest() if seals else _FIRST
    seal = replace(unsigned, previous=previous, public_key=public_text(key))
    seal = replace(seal, signature=key.sign(seal.signed()).hex())
    whole = sum(len(each.line()) + 1 for each in seals)
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.truncate(whole)  # what a power cut left of a last line
            file.seek(whole)
            file.write(seal.line() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if not seals:
            sync_folder(folder)
    except OSError:
        raise VaultNotWritable from None
    return seal


def _parsed(line: bytes) -> Seal:
    try:
        content: dict[str, Any] = json.loads(line)
        return Seal(**content)
    except (ValueError, TypeError):
        raise SealsDamaged from None
