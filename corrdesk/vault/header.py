"""`header.json`: which vault this is and its keyslots; written twice, checked on every read.

It holds no personal data: officers are opaque ids, their names only a salted digest. Wrapping
and unwrapping keys is the business of `keyslots`.
"""

import contextlib
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from corrdesk.vault.errors import (
    HeaderChanged,
    HeaderDamaged,
    NewerVault,
    NotAVault,
    VaultNotWritable,
)
from corrdesk.vault.files import write_atomically

FORMAT: Final = "corrdesk-vault"
VERSION: Final = 1
NAME: Final = "header.json"
DUPLICATE: Final = "header.json.bak"
_LARGEST: Final = 1024 * 1024
_SLOTS: Final = 256


@dataclass(frozen=True, slots=True)
class KeySlot:
    """One wrapped copy of the data key.

    `kind` is officer, recovery or escrow. `params` belongs to the kind (Argon2id cost and salt;
    for escrow the recipient's public key). `device` names the secret that was mixed in by a
    digest, or is empty. Everything but `wrapped` is authenticated by `wrapped`.
    """

    slot_id: str
    kind: str
    officer_id: str
    name_tag: str
    device: str
    created: str
    params: Mapping[str, int | str]
    wrapped: str

    def metadata(self) -> dict[str, Any]:
        """Return everything except the wrapped key."""
        return {
            "slot_id": self.slot_id,
            "kind": self.kind,
            "officer_id": self.officer_id,
            "name_tag": self.name_tag,
            "device": self.device,
            "created": self.created,
            "params": dict(self.params),
        }


@dataclass(frozen=True, slots=True)
class Header:
    """The content of `header.json`. `revision` grows with every save."""

    vault_id: str
    created: str
    revision: int
    name_salt: str
    slots: tuple[KeySlot, ...]
    mac: str = ""

    def name_tag(self, officer_name: str) -> str:
        """Return the digest by which an officer's slot is found without listing names."""
        salt = bytes.fromhex(self.name_salt)
        return hashlib.blake2b(officer_name.encode(), key=salt, digest_size=16).hexdigest()

    def slot_of(self, name_tag: str) -> KeySlot | None:
        """Return the officer slot with this name digest."""
        return next((s for s in self.slots if s.kind == "officer" and s.name_tag == name_tag), None)

    def of_kind(self, kind: str) -> tuple[KeySlot, ...]:
        """Return the slots of one kind."""
        return tuple(slot for slot in self.slots if slot.kind == kind)

    def body(self) -> dict[str, Any]:
        """Return what is stored, without the MAC and the check sum."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "vault_id": self.vault_id,
            "created": self.created,
            "revision": self.revision,
            "name_salt": self.name_salt,
            "keyslots": [slot.metadata() | {"wrapped": slot.wrapped} for slot in self.slots],
        }

    def expected_mac(self, mac_key: bytes) -> str:
        """Return the MAC by the holder of the data key over the whole body."""
        return hmac.new(mac_key, canonical(self.body()), hashlib.sha256).hexdigest()

    def require_mac(self, mac_key: bytes) -> None:
        """Raise `HeaderChanged` if somebody without the data key altered the header."""
        if not hmac.compare_digest(self.mac, self.expected_mac(mac_key)):
            raise HeaderChanged


@dataclass(frozen=True, slots=True)
class LoadedHeader:
    """A header as found; `needs_repair` says that one of its two files is missing or damaged."""

    header: Header
    needs_repair: bool


def new_header(vault_id: str, created: str) -> Header:
    """Return the header of a vault that has no slot yet."""
    return Header(vault_id, created, 0, secrets.token_hex(16), ())


def canonical(content: Any) -> bytes:
    """Return the one byte form of a JSON value."""
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


def encode(header: Header) -> bytes:
    """Return the bytes of the file: readable JSON, closed by the check sum of its content."""
    return _layout(header.body() | {"mac": header.mac})


def _layout(content: dict[str, Any]) -> bytes:
    digest = hashlib.sha256(canonical(content)).hexdigest()
    text = json.dumps(content | {"sha256": digest}, ensure_ascii=True, sort_keys=True, indent=1)
    return text.encode("ascii") + b"\n"


def decode(raw: bytes) -> Header:
    """Read a header; the bytes must be exactly those that `encode` would write.

    Raises `NewerVault` for a sound file of a later version and `HeaderDamaged` for all else.
    """
    try:
        content = json.loads(raw)
        version = content["version"] if content.pop("format") == FORMAT else None
        digest = content.pop("sha256")
        body = {"format": FORMAT} | content
        sound = digest == hashlib.sha256(canonical(body)).hexdigest()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise HeaderDamaged from None
    if sound and isinstance(version, int) and version > VERSION:
        raise NewerVault
    if not sound or version != VERSION or _layout(body) != raw:
        raise HeaderDamaged
    try:
        return _from_body(body)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HeaderDamaged from None


def _from_body(body: dict[str, Any]) -> Header:
    """Build the header from checked JSON; unknown or missing members are errors."""
    slots = body["keyslots"]
    if not isinstance(slots, list) or len(slots) > _SLOTS:
        raise ValueError
    header = Header(
        vault_id=_hex(body["vault_id"], 16),
        created=_text(body["created"]),
        revision=_count(body["revision"]),
        name_salt=_hex(body["name_salt"], 16),
        slots=tuple(_slot(slot) for slot in slots),
        mac=_hex(body["mac"], 32),
    )
    if set(body) != set(header.body()) | {"mac"}:
        raise ValueError
    return header


def _slot(content: dict[str, Any]) -> KeySlot:
    params = content["params"]
    if not all(type(value) in {int, str} for value in params.values()):
        raise ValueError
    slot = KeySlot(
        slot_id=_hex(content["slot_id"], 8),
        kind=_text(content["kind"]),
        officer_id=_text(content["officer_id"]),
        name_tag=_text(content["name_tag"]),
        device=_text(content["device"]),
        created=_text(content["created"]),
        params=dict(params),
        wrapped=_text(content["wrapped"]),
    )
    if set(content) != set(slot.metadata()) | {"wrapped"}:
        raise ValueError
    return slot


def _hex(value: Any, size: int) -> str:
    if not isinstance(value, str) or len(bytes.fromhex(value)) != size:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def load(folder: Path) -> LoadedHeader:
    """Read the header, or its duplicate if the header is damaged; the later revision wins.

    Raises `NotAVault` (neither file is there), `NewerVault` or `HeaderDamaged` (no file sound).
    """
    found: list[Header] = []
    newer = present = False
    for name in (NAME, DUPLICATE):
        try:
            with (folder / name).open("rb") as file:
                raw = file.read(_LARGEST + 1)
        except FileNotFoundError:
            continue
        except OSError:
            present = True
            continue
        present = True
        try:
            found.append(decode(raw))
        except NewerVault:
            newer = True
        except HeaderDamaged:
            continue
    if newer:
        raise NewerVault
    if not found:
        raise HeaderDamaged if present else NotAVault
    best = max(found, key=lambda header: header.revision)
    return LoadedHeader(best, needs_repair=len(found) < 2 or found[0] != found[1])


def save(folder: Path, header: Header, mac_key: bytes) -> Header:
    """Write header and duplicate, each atomically, with the next revision; return what is stored.

    The header decides: once it is written, a missing duplicate is mended at the next opening.
    Raises `HeaderChanged` if the files are no longer at the revision that `header` came from:
    another process saved meanwhile, and its change must not be lost.
    """
    if header.revision > 0 and load(folder).header.revision != header.revision:
        raise HeaderChanged
    following = replace(header, revision=header.revision + 1)
    following = replace(following, mac=following.expected_mac(mac_key))
    raw = encode(following)
    try:
        write_atomically(folder / NAME, raw)
    except VaultNotWritable:
        if not _holds(folder / NAME, raw):
            raise
    with contextlib.suppress(VaultNotWritable):
        write_atomically(folder / DUPLICATE, raw)
    return following


def _holds(path: Path, raw: bytes) -> bool:
    """Whether the file is there as written, though its folder could not be synced."""
    try:
        return path.read_bytes() == raw
    except OSError:
        return False


def repair(folder: Path, header: Header) -> None:
    """Write both files from a header that is known to be good."""
    raw = encode(header)
    write_atomically(folder / NAME, raw)
    write_atomically(folder / DUPLICATE, raw)
