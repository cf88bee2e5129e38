"""Wrapping and unwrapping the data key: a slot per officer, the recovery code, the county's escrow.

officer: HKDF(Argon2id(passphrase) ‖ device secret); recovery: HKDF of the 160-bit code; both wrap
with AES-256-GCM. escrow: HPKE to the county's X25519 key. All authenticate the slot's metadata, so
a slot altered or moved opens nothing.
"""

import base64
import binascii
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from corrdesk.vault import recovery
from corrdesk.vault.datakey import KEY_BYTES, DataKey
from corrdesk.vault.errors import (
    BadEscrowKey,
    HeaderDamaged,
    WrongEscrowKey,
    WrongPassphrase,
    WrongRecoveryCode,
)
from corrdesk.vault.header import KeySlot, canonical

OFFICER: Final = "officer"
RECOVERY: Final = "recovery"
ESCROW: Final = "escrow"
CARRIED: Final = "carried"  # opens nothing: a subkey that outlives a change of the data key
DEVICE_SECRET_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_SCHEME: Final = "corrdesk-keyslot/1"
_HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What a guess costs: Argon2id memory in KiB, passes and lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        # A hostile header must not be able to ask for a hundred GiB or for an hour.
        if not (
            1 <= self.lanes <= 16
            and 1 <= self.passes <= 16
            and 8 * self.lanes <= self.memory_kib <= 1024 * 1024
            and self.memory_kib * self.passes <= 4 * 1024 * 1024
        ):
            raise HeaderDamaged


class KdfProfile(Enum):
    """The costs that a caller may choose; the stored slot remembers its own."""

    STANDARD = KdfCost(64 * 1024, 3, 4)
    CHEAP_FOR_TESTS = KdfCost(64, 1, 1)


@dataclass(frozen=True, slots=True)
class SlotOwner:
    """For whom a slot is made and when."""

    officer_id: str
    name_tag: str
    created: str


def normalised_name(name: str) -> str:
    """Return an officer's name as it is digested: NFC, without spaces around."""
    return unicodedata.normalize("NFC", name).strip()


def device_tag(secret: bytes) -> str:
    """Return the digest by which a slot names the device secret it needs; tells nothing of it."""
    return hashlib.blake2b(secret, digest_size=8, person=b"corrdesk.device").hexdigest()


def wrap_for_officer(
    key: DataKey,
    vault_id: str,
    owner: SlotOwner,
    passphrase: str,
    device_secret: bytes,
    kdf: KdfProfile,
) -> KeySlot:
    """Make an officer's slot."""
    cost = kdf.value
    slot = KeySlot(
        slot_id=secrets.token_hex(8),
        kind=OFFICER,
        officer_id=owner.officer_id,
        name_tag=owner.name_tag,
        device=device_tag(device_secret),
        created=owner.created,
        params={
            "kdf": "argon2id",
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "lanes": cost.lanes,
            "salt": secrets.token_hex(_SALT_BYTES),
        },
        wrapped="",
    )
    return _wrapped(slot, vault_id, key, _officer_kek(slot, vault_id, passphrase, device_secret))


def unwrap_as_officer(
    slot: KeySlot, vault_id: str, passphrase: str, device_secret: bytes
) -> DataKey:
    """Open an officer's slot; raises `WrongPassphrase`, or `HeaderDamaged` for absurd costs."""
    key = _unwrapped(slot, vault_id, _officer_kek(slot, vault_id, passphrase, device_secret))
    if key is None:
        raise WrongPassphrase
    return key


def spend_a_guess(passphrase: str, like: KeySlot | None) -> None:
    """Take as long as a real attempt, so that an unknown name is not told apart by time."""
    cost = _cost(like) if like is not None else KdfProfile.STANDARD.value
    _argon2id(passphrase, bytes(_SALT_BYTES), cost)


def wrap_for_recovery(
    key: DataKey, vault_id: str, created: str, secret: bytes | None = None
) -> tuple[KeySlot, str]:
    """Make the recovery slot; return it with the code to print."""
    secret = secret or recovery.new_secret()
    slot = KeySlot(
        slot_id=secrets.token_hex(8),
        kind=RECOVERY,
        officer_id="",
        name_tag="",
        device="",
        created=created,
        params={"kdf": "hkdf", "salt": secrets.token_hex(_SALT_BYTES)},
        wrapped="",
    )
    slot = _wrapped(slot, vault_id, key, _kek(slot, vault_id, secret))
    return slot, recovery.to_code(secret)


def unwrap_with_code(slots: tuple[KeySlot, ...], vault_id: str, code: str) -> DataKey:
    """Open a recovery slot; raises `RecoveryCodeMistyped` or `WrongRecoveryCode`."""
    secret = recovery.from_code(code)
    for slot in slots:
        key = _unwrapped(slot, vault_id, _kek(slot, vault_id, secret))
        if key is not None:
            return key
    raise WrongRecoveryCode


def wrap_for_escrow(key: DataKey, vault_id: str, created: str, public_key: str) -> KeySlot:
    """Make a slot that only the holder of the county's private key opens (64 hex digits)."""
    try:
        recipient = X25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    except ValueError:
        raise BadEscrowKey from None
    slot = KeySlot(
        slot_id=secrets.token_hex(8),
        kind=ESCROW,
        officer_id="",
        name_tag="",
        device="",
        created=created,
        params={"hpke": "x25519-hkdf-sha256-aes-256-gcm", "public_key": public_key.lower()},
        wrapped="",
    )
    sealed = _HPKE.encrypt(key.material(), recipient, _context(slot, vault_id))
    return replace(slot, wrapped=base64.b64encode(sealed).decode("ascii"))


def unwrap_with_escrow(slots: tuple[KeySlot, ...], vault_id: str, private_key: str) -> DataKey:
    """Open an escrow slot; raises `BadEscrowKey` or `WrongEscrowKey`."""
    try:
        holder = X25519PrivateKey.from_private_bytes(bytes.fromhex(private_key.strip()))
    except ValueError:
        raise BadEscrowKey from None
    for slot in slots:
        try:
            sealed = base64.b64decode(slot.wrapped, validate=True)
            return DataKey(_HPKE.decrypt(sealed, holder, _context(slot, vault_id)))
        except (InvalidTag, binascii.Error, ValueError):
            continue
    raise WrongEscrowKey


def wrap_carried(key: DataKey, vault_id: str, created: str, purpose: str, secret: bytes) -> KeySlot:
    """Keep the subkey of an earlier data key for one purpose, readable by the new one only."""
    slot = KeySlot(
        slot_id=secrets.token_hex(8),
        kind=CARRIED,
        officer_id="",
        name_tag="",
        device="",
        created=created,
        params={"kdf": "hkdf", "salt": secrets.token_hex(_SALT_BYTES), "purpose": purpose},
        wrapped="",
    )
    kek = _kek(slot, vault_id, key.subkey("carried"))
    return _wrapped(slot, vault_id, DataKey(secret), kek)


def take_carried(slots: tuple[KeySlot, ...], vault_id: str, key: DataKey) -> None:
    """Hand a data key what it carries from earlier ones; raises `HeaderDamaged`."""
    for slot in slots:
        found = _unwrapped(slot, vault_id, _kek(slot, vault_id, key.subkey("carried")))
        if found is None:
            raise HeaderDamaged
        key.carry(str(slot.params.get("purpose", "")), found.material())


def _officer_kek(slot: KeySlot, vault_id: str, passphrase: str, device_secret: bytes) -> bytes:
    """Derive the wrapping key from what the officer knows and what the machine holds."""
    if len(device_secret) != DEVICE_SECRET_BYTES:
        msg = "a device secret has 32 bytes"
        raise ValueError(msg)
    stretched = _argon2id(passphrase, _hex_param(slot, "salt"), _cost(slot))
    return _kek(slot, vault_id, stretched + device_secret)


def _argon2id(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    material = unicodedata.normalize("NFC", passphrase).encode()
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(material)


def _cost(slot: KeySlot) -> KdfCost:
    """Return the stored cost, within bounds, or raise `HeaderDamaged`."""
    memory, passes, lanes = (slot.params.get(n) for n in ("memory_kib", "passes", "lanes"))
    if (
        slot.params.get("kdf") != "argon2id"
        or not isinstance(memory, int)
        or not isinstance(passes, int)
        or not isinstance(lanes, int)
    ):
        raise HeaderDamaged
    return KdfCost(memory, passes, lanes)


def _hex_param(slot: KeySlot, name: str) -> bytes:
    try:
        value = bytes.fromhex(str(slot.params[name]))
    except (KeyError, ValueError):
        raise HeaderDamaged from None
    if len(value) != _SALT_BYTES:
        raise HeaderDamaged
    return value


def _context(slot: KeySlot, vault_id: str) -> bytes:
    """Return what a wrapped key is bound to: scheme, vault and the slot's whole metadata."""
    return canonical({"scheme": _SCHEME, "vault_id": vault_id, "slot": slot.metadata()})


def _kek(slot: KeySlot, vault_id: str, material: bytes) -> bytes:
    salt = _hex_param(slot, "salt")
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=_context(slot, vault_id)).derive(material)


def _wrapped(slot: KeySlot, vault_id: str, key: DataKey, kek: bytes) -> KeySlot:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(kek).encrypt(nonce, key.material(), _context(slot, vault_id))
    return replace(slot, wrapped=base64.b64encode(nonce + sealed).decode("ascii"))


def _unwrapped(slot: KeySlot, vault_id: str, kek: bytes) -> DataKey | None:
    try:
        sealed = base64.b64decode(slot.wrapped, validate=True)
        context = _context(slot, vault_id)
        return DataKey(AESGCM(kek).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context))
    except (InvalidTag, binascii.Error, ValueError):
        return None
